/** The coded reasons by which reports are closed, reopened, or late. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ReasonUse } from "#contract/city";
import { useWords } from "../../i18n/use-words.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import form from "../../ui/form.module.css";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { Answered } from "../Answered.tsx";
import { type ReasonEntry, ReasonList } from "./city-entries.ts";
import { codeOf, withEntry } from "./differences.ts";
import { NamesInput } from "./NamesInput.tsx";
import { Origin, PartRefusal } from "./PartNotices.tsx";
import { Empty, Foot, Section } from "./Section.tsx";
import { type CityPartEdit, useCityPart } from "./use-city-part.ts";

export function ReasonsSection() {
  const { t, name } = useWords();
  const edit = useCityPart("reasons", ReasonList);
  const [open, setOpen] = useState<ReasonEntry | "new" | null>(null);
  const begin = (next: ReasonEntry | "new" | null) => {
    edit.begin();
    setOpen(next);
  };
  return (
    <Section
      title={t("admin.reasons")}
      lead={t("reasons.lead")}
      action={
        <PushButton kind="main" onPress={() => begin("new")}>
          <Plus aria-hidden="true" focusable="false" />
          {t("reasons.add")}
        </PushButton>
      }
    >
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => (
          <>
            <Origin part={part} edit={edit} />
            {part.content.length === 0 ? (
              <Empty>{t("reasons.none")}</Empty>
            ) : (
              <DataTable
                label={t("admin.reasons")}
                rows={part.content}
                keyOf={(reason) => reason.code}
                onOpen={begin}
                columns={[
                  { key: "name", head: t("card.reason"), cell: (reason) => name(reason.name) },
                  { key: "use", head: t("reasons.use"), cell: (reason) => t(`use.${reason.use}`) },
                  { key: "code", head: t("reasons.code"), cell: (reason) => reason.code },
                ]}
              />
            )}
            {open !== null && (
              <SidePanel
                title={open === "new" ? t("reasons.add") : name(open.name)}
                onClose={() => begin(null)}
              >
                <ReasonForm
                  reason={open === "new" ? null : open}
                  taken={part.content.map(({ code }) => code)}
                  edit={edit}
                  onClose={() => begin(null)}
                />
              </SidePanel>
            )}
          </>
        )}
      </Answered>
    </Section>
  );
}

function ReasonForm({
  reason,
  taken,
  edit,
  onClose,
}: {
  reason: ReasonEntry | null;
  taken: readonly string[];
  edit: CityPartEdit<ReasonEntry[]>;
  onClose: () => void;
}) {
  const { t, name } = useWords();
  const [draft, setDraft] = useState<ReasonEntry>(reason ?? { code: "", use: "resolve", name: {} });
  const [pressed, setPressed] = useState(false);
  const missing = Object.keys(draft.name).length === 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (missing) return;
    const code = reason?.code ?? codeOf(Object.values(draft.name)[0] ?? "", taken);
    if (await edit.save((list) => withEntry(list, { ...draft, code }))) onClose();
  };
  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      <PartRefusal edit={edit} nameOf={(entry) => name(entry.name) || entry.code} />
      <NamesInput
        label={t("card.reason")}
        value={draft.name}
        onChange={(names) => setDraft({ ...draft, name: names })}
        error={pressed && missing ? t("rule.empty") : undefined}
        autoFocus={reason === null}
      />
      <SelectInput
        label={t("reasons.use")}
        hint={t("reasons.useHint")}
        value={draft.use}
        options={ReasonUse.options.map((value) => ({ value, label: t(`use.${value}`) }))}
        onChange={(use) => setDraft({ ...draft, use })}
      />
      <Foot>
        <PushButton kind="main" type="submit" busy={edit.saving.busy}>
          {t("form.save")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
      </Foot>
    </form>
  );
}
