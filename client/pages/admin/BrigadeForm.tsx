/** One brigade: whose it is, when it is on duty, where it starts, and how much it can do. */
import { type FormEvent, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { CheckGroup, CheckInput } from "../../ui/CheckInput.tsx";
import form from "../../ui/form.module.css";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useSkillNames } from "../../ui/use-skill-names.ts";
import type { BrigadeEntry } from "./city-entries.ts";
import { codeOf, withEntry } from "./differences.ts";
import { PartRefusal } from "./PartNotices.tsx";
import { Foot, Row } from "./Section.tsx";
import { listOf, numberOf, placeOf } from "./typed.ts";
import type { CityPartEdit } from "./use-city-part.ts";
import { weekdays } from "./weekdays.ts";

interface Props {
  brigade: BrigadeEntry | null;
  taken: readonly string[];
  edit: CityPartEdit<BrigadeEntry[]>;
  onClose: () => void;
}

export function BrigadeForm({ brigade, taken, edit, onClose }: Props) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const [draft, setDraft] = useState<BrigadeEntry>(brigade ?? blankFor(city));
  const [place, setPlace] = useState(
    draft.depot
      .map((degrees) => degrees.toFixed(5))
      .reverse()
      .join(", "),
  );
  const [capacity, setCapacity] = useState(String(draft.capacity));
  const skillNames = useSkillNames();
  const [skills, setSkills] = useState(draft.skills.join(", "));
  const [pressed, setPressed] = useState(false);
  const set = (part: Partial<BrigadeEntry>) => setDraft((before) => ({ ...before, ...part }));
  const setShift = (part: Partial<BrigadeEntry["shift"]>) => set({ shift: { ...draft.shift, ...part } });

  const depot = placeOf(place);
  const count = numberOf(capacity);
  const wrong = {
    name: draft.name.trim() === "" ? t("rule.empty") : undefined,
    place: depot === null ? t("brigades.placeWrong") : undefined,
    capacity: count === null ? t("rule.number") : undefined,
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (depot === null || count === null || wrong.name) return;
    const entry: BrigadeEntry = {
      ...draft,
      code: brigade?.code ?? codeOf(draft.name, taken),
      depot,
      capacity: count,
      skills: listOf(skills),
    };
    if (await edit.save((list) => withEntry(list, entry))) onClose();
  };
  const said = (error: string | undefined) => (pressed ? error : undefined);
  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      <PartRefusal edit={edit} nameOf={(entry) => entry.name} />
      <TextInput
        label={t("card.brigade")}
        value={draft.name}
        onChange={(text) => set({ name: text })}
        error={said(wrong.name)}
        autoFocus={brigade === null}
      />
      <SelectInput
        label={t("people.department")}
        value={draft.department}
        options={(city?.departments ?? []).map((d) => ({ value: d.code, label: name(d.name) }))}
        onChange={(department) => set({ department })}
      />
      <CheckGroup
        label={t("brigades.days")}
        options={weekdays.map((value) => ({ value, label: t(`weekday.${value}`) }))}
        chosen={draft.shift.days}
        onChange={(days) => setShift({ days: weekdays.filter((day) => days.includes(day)) })}
      />
      <Row>
        <TextInput
          label={t("brigades.from")}
          hint="HH:MM"
          value={draft.shift.from}
          onChange={(from) => setShift({ from })}
        />
        <TextInput
          label={t("brigades.to")}
          hint="HH:MM"
          value={draft.shift.to}
          onChange={(to) => setShift({ to })}
        />
      </Row>
      <TextInput
        label={t("brigades.depot")}
        hint={t("brigades.depotHint")}
        value={place}
        onChange={setPlace}
        error={said(wrong.place)}
      />
      <TextInput
        label={t("services.skills")}
        hint={[t("form.commas"), skillNames(listOf(skills))].filter(Boolean).join(" · ")}
        value={skills}
        onChange={setSkills}
      />
      <TextInput
        label={t("brigades.capacity")}
        hint={t("brigades.capacityHint")}
        type="number"
        value={capacity}
        onChange={setCapacity}
        error={said(wrong.capacity)}
      />
      {brigade && (
        <CheckInput
          label={t("brigades.retire")}
          hint={t("brigades.retireHint")}
          checked={draft.retired ?? false}
          onChange={(retired) => set({ retired })}
        />
      )}
      <Foot>
        <PushButton kind="main" type="submit" busy={edit.saving.busy}>
          {t("form.save")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
      </Foot>
    </form>
  );
}

function blankFor(
  city:
    | { departments: readonly { code: string }[]; bounds: readonly [number, number, number, number] }
    | undefined,
): BrigadeEntry {
  const [west, south, east, north] = city?.bounds ?? [0, 0, 0, 0];
  return {
    code: "",
    name: "",
    department: city?.departments[0]?.code ?? "",
    depot: [(west + east) / 2, (south + north) / 2],
    shift: { days: ["mon", "tue", "wed", "thu", "fri"], from: "07:00", to: "15:00" },
    skills: [],
    capacity: 12,
  };
}
