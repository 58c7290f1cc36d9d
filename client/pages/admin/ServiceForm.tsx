/** One service: its names, whose it is, what is promised, and what the public is told of its place. */
import { type FormEvent, useState } from "react";
import { usualCluster } from "#contract/city";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { CheckInput } from "../../ui/CheckInput.tsx";
import form from "../../ui/form.module.css";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { serviceIcons } from "../../ui/ServiceIcon.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useSkillNames } from "../../ui/use-skill-names.ts";
import { publicPlaces, type ServiceEntry } from "./city-entries.ts";
import { codeOf, withEntry } from "./differences.ts";
import { NamesInput } from "./NamesInput.tsx";
import { PartRefusal } from "./PartNotices.tsx";
import { Foot, Row } from "./Section.tsx";
import { listOf, numberOf } from "./typed.ts";
import type { CityPartEdit } from "./use-city-part.ts";

interface Props {
  service: ServiceEntry | null;
  taken: readonly string[];
  edit: CityPartEdit<ServiceEntry[]>;
  onClose: () => void;
}

export function ServiceForm({ service, taken, edit, onClose }: Props) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const [draft, setDraft] = useState<ServiceEntry>(
    service ?? {
      code: "",
      name: {},
      group: {},
      department: city?.departments[0]?.code ?? "",
      keywords: [],
      sla: { hours: 24, calendar: city?.calendars[0]?.code ?? "" },
      workMinutes: 30,
      skills: [],
      icon: "wrench",
    },
  );
  // As typed: half a number is no number yet.
  const [hours, setHours] = useState(String(draft.sla.hours));
  const [minutes, setMinutes] = useState(String(draft.workMinutes));
  const cluster = draft.cluster ?? usualCluster;
  const [metres, setMetres] = useState(String(cluster.metres));
  const [least, setLeast] = useState(String(cluster.least));
  const skillNames = useSkillNames();
  const [skills, setSkills] = useState(draft.skills.join(", "));
  const [pressed, setPressed] = useState(false);
  const set = (part: Partial<ServiceEntry>) => setDraft((before) => ({ ...before, ...part }));

  const wrong = {
    name: Object.keys(draft.name).length === 0 ? t("rule.empty") : undefined,
    group: Object.keys(draft.group).length === 0 ? t("rule.empty") : undefined,
    hours: numberOf(hours) === null ? t("rule.number") : undefined,
    minutes: numberOf(minutes) === null ? t("rule.number") : undefined,
    metres: numberOf(metres) === null ? t("rule.number") : undefined,
    least: numberOf(least) === null ? t("rule.number") : undefined,
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (Object.values(wrong).some(Boolean)) return;
    const entry: ServiceEntry = {
      ...draft,
      code: service?.code ?? codeOf(Object.values(draft.name)[0] ?? "", taken),
      sla: { ...draft.sla, hours: numberOf(hours) ?? draft.sla.hours },
      workMinutes: numberOf(minutes) ?? draft.workMinutes,
      cluster: { metres: numberOf(metres) ?? cluster.metres, least: numberOf(least) ?? cluster.least },
      skills: listOf(skills),
    };
    if (await edit.save((list) => withEntry(list, entry))) onClose();
  };
  const said = (error: string | undefined) => (pressed ? error : undefined);
  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      <PartRefusal edit={edit} nameOf={(entry) => name(entry.name) || entry.code} />
      <NamesInput
        label={t("services.name")}
        value={draft.name}
        onChange={(names) => set({ name: names })}
        error={said(wrong.name)}
        autoFocus={service === null}
      />
      <NamesInput
        label={t("services.group")}
        value={draft.group}
        onChange={(group) => set({ group })}
        error={said(wrong.group)}
      />
      <SelectInput
        label={t("people.department")}
        value={draft.department}
        options={(city?.departments ?? []).map((d) => ({ value: d.code, label: name(d.name) }))}
        onChange={(department) => set({ department })}
      />
      <Row>
        <TextInput
          label={t("services.hours")}
          type="number"
          value={hours}
          onChange={setHours}
          error={said(wrong.hours)}
        />
        <SelectInput
          label={t("services.calendar")}
          value={draft.sla.calendar}
          options={(city?.calendars ?? []).map(({ code }) => ({ value: code, label: code }))}
          onChange={(calendar) => set({ sla: { ...draft.sla, calendar } })}
        />
      </Row>
      <TextInput
        label={t("services.minutes")}
        type="number"
        value={minutes}
        onChange={setMinutes}
        error={said(wrong.minutes)}
      />
      <TextInput
        label={t("services.skills")}
        hint={[t("form.commas"), skillNames(listOf(skills))].filter(Boolean).join(" · ")}
        value={skills}
        onChange={setSkills}
      />
      <SelectInput
        label={t("services.icon")}
        value={draft.icon}
        options={[...new Set([draft.icon, ...serviceIcons])].map((value) => ({ value, label: value }))}
        onChange={(icon) => set({ icon })}
      />
      <SelectInput
        label={t("services.place")}
        hint={t("services.placeHint")}
        value={draft.publicPlace ?? "exact"}
        options={publicPlaces.map((value) => ({ value, label: t(`place.${value}`) }))}
        onChange={(publicPlace) => set({ publicPlace })}
      />
      <Row>
        <TextInput
          label={t("services.clusterMetres")}
          hint={t("services.clusterHint")}
          type="number"
          value={metres}
          onChange={setMetres}
          error={said(wrong.metres)}
        />
        <TextInput
          label={t("services.clusterLeast")}
          type="number"
          value={least}
          onChange={setLeast}
          error={said(wrong.least)}
        />
      </Row>
      {service && (
        <CheckInput
          label={t("services.retire")}
          hint={t("services.retireHint")}
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
