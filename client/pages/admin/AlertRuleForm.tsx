/** One rule: what it tells of, for whom, from when on, and for how long it keeps quiet afterwards. */
import { type FormEvent, useState } from "react";
import { type AlertKind, alertKinds } from "#contract/alerts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { CheckGroup, CheckInput } from "../../ui/CheckInput.tsx";
import form from "../../ui/form.module.css";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import type { AlertRuleEntry } from "./city-entries.ts";
import { codeOf, withEntry } from "./differences.ts";
import { PartRefusal } from "./PartNotices.tsx";
import { Foot, Row } from "./Section.tsx";
import { countOf } from "./typed.ts";
import type { CityPartEdit } from "./use-city-part.ts";

interface Props {
  rule: AlertRuleEntry | null;
  taken: readonly string[];
  edit: CityPartEdit<AlertRuleEntry[]>;
  onClose: () => void;
}

/** A warning is everybody's, and a brigade has no service. */
const withServices: readonly AlertKind[] = ["late-soon", "late", "reopened", "surge"];

export function AlertRuleForm({ rule, taken, edit, onClose }: Props) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const [draft, setDraft] = useState<AlertRuleEntry>(
    rule ?? {
      code: "",
      kind: "late",
      on: true,
      departments: [],
      services: [],
      threshold: 0,
      quietMinutes: 0,
    },
  );
  // As typed: half a number is no number yet.
  const [threshold, setThreshold] = useState(String(draft.threshold));
  const [quiet, setQuiet] = useState(String(draft.quietMinutes));
  const [pressed, setPressed] = useState(false);
  const set = (part: Partial<AlertRuleEntry>) => setDraft((before) => ({ ...before, ...part }));
  const wrong = {
    threshold: countOf(threshold) === null ? t("rule.number") : undefined,
    quiet: countOf(quiet) === null ? t("rule.number") : undefined,
  };
  const hasServices = withServices.includes(draft.kind);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (Object.values(wrong).some(Boolean)) return;
    const entry: AlertRuleEntry = {
      ...draft,
      code: rule?.code ?? codeOf(draft.kind, taken),
      departments: draft.kind === "weather" ? [] : draft.departments,
      services: hasServices ? draft.services : [],
      threshold: countOf(threshold) ?? draft.threshold,
      quietMinutes: countOf(quiet) ?? draft.quietMinutes,
    };
    // The first that fits decides: a new rule is the exception, and those that were there are the rest.
    if (await edit.save((list) => (rule ? withEntry(list, entry) : [entry, ...list]))) onClose();
  };
  const remove = async () => {
    if (await edit.save((list) => list.filter(({ code }) => code !== rule?.code))) onClose();
  };
  const said = (error: string | undefined) => (pressed ? error : undefined);
  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      <PartRefusal edit={edit} nameOf={(entry) => t(`alert.kind.${entry.kind}`)} />
      <SelectInput
        label={t("alertRules.kind")}
        value={draft.kind}
        options={alertKinds.map((value) => ({ value, label: t(`alert.kind.${value}`) }))}
        onChange={(kind) => set({ kind })}
      />
      <CheckInput label={t("alertRules.on")} checked={draft.on} onChange={(on) => set({ on })} />
      <Row>
        <TextInput
          label={t(`measure.${draft.kind}`)}
          type="number"
          value={threshold}
          onChange={setThreshold}
          error={said(wrong.threshold)}
        />
        <TextInput
          label={t("alertRules.quiet")}
          hint={t("alertRules.quietHint")}
          type="number"
          value={quiet}
          onChange={setQuiet}
          error={said(wrong.quiet)}
        />
      </Row>
      {draft.kind !== "weather" && (
        <CheckGroup
          label={t("alertRules.departments")}
          hint={t("alertRules.allHint")}
          options={(city?.departments ?? []).map((d) => ({ value: d.code, label: name(d.name) }))}
          chosen={draft.departments}
          onChange={(departments) => set({ departments })}
        />
      )}
      {hasServices && (
        <CheckGroup
          label={t("alertRules.services")}
          hint={t("alertRules.allHint")}
          options={(city?.services ?? [])
            .filter(
              ({ department }) => draft.departments.length === 0 || draft.departments.includes(department),
            )
            .map((service) => ({ value: service.code, label: name(service.name) }))}
          chosen={draft.services}
          onChange={(services) => set({ services })}
        />
      )}
      <Foot>
        <PushButton kind="main" type="submit" busy={edit.saving.busy}>
          {t("form.save")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
        {rule && <PushButton onPress={() => void remove()}>{t("alertRules.remove")}</PushButton>}
      </Foot>
    </form>
  );
}
