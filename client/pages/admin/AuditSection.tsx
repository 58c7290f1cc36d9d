/** Who did what to which report, from where, when: searched here, and taken away as a table. */
import { Download } from "lucide-react";
import { type FormEvent, useCallback, useState } from "react";
import { type AuditLine, auditedActs, deeds } from "#contract/audit";
import { readFolio } from "#domain/folio";
import { actions } from "#domain/may";
import { useWords, type Words } from "../../i18n/use-words.ts";
import { type AuditSearch, auditCsvLink, auditQuery, readAudit } from "../../live/administration.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PushButton, PushLink } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { Answered, Refused } from "../Answered.tsx";
import css from "./AuditSection.module.css";
import { actionWords } from "./KeysSection.tsx";
import { Empty, Section } from "./Section.tsx";

const everything: AuditSearch = { from: "", to: "", actor: "", folio: "", action: "" };

export function AuditSection() {
  const { t } = useWords();
  const [query, setQuery] = useState("");
  return (
    <Section
      title={t("admin.audit")}
      lead={t("audit.lead")}
      action={
        <PushLink href={auditCsvLink(query)}>
          <Download aria-hidden="true" focusable="false" />
          {t("audit.csv")}
        </PushLink>
      }
    >
      <SearchForm onSearch={setQuery} />
      <Lines key={query} query={query} />
    </Section>
  );
}

/** The action, and what was done by it where it stands for several. */
function whatWords(t: Words["t"], line: AuditLine): string {
  const act = auditedActs.find((one) => one === line.action);
  const deed = deedOf(line);
  const what = act ? t(`audit.act.${act}`) : actionWords(t, line.action);
  return deed ? `${what}: ${t(`audit.deed.${deed}`)}` : what;
}

function deedOf({ detail, target }: AuditLine): (typeof deeds)[number] | undefined {
  const said = detail?.did ?? target;
  return deeds.find((deed) => deed === said);
}

function SearchForm({ onSearch }: { onSearch: (query: string) => void }) {
  const { t } = useWords();
  const [search, setSearch] = useState(everything);
  const [isWrong, setWrong] = useState(false);
  const set = (part: Partial<AuditSearch>) => setSearch((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const folio = search.folio.trim() === "" ? "" : readFolio(search.folio);
    setWrong(folio === undefined);
    if (folio !== undefined) onSearch(auditQuery({ ...search, folio }));
  };
  return (
    <form className={css.search} onSubmit={submit}>
      <TextInput label={t("audit.from")} type="date" value={search.from} onChange={(from) => set({ from })} />
      <TextInput label={t("audit.to")} type="date" value={search.to} onChange={(to) => set({ to })} />
      <TextInput
        label={t("audit.folio")}
        value={search.folio}
        onChange={(folio) => set({ folio })}
        error={isWrong ? t("rule.folio") : undefined}
      />
      <SelectInput
        label={t("audit.action")}
        value={search.action}
        options={[
          { value: "", label: t("audit.anyAction") },
          ...auditedActs.map((value) => ({ value: value as string, label: t(`audit.act.${value}`) })),
          // Who signs in is noted by that word.
          ...actions
            .filter((value) => value !== "session.begin")
            .map((value) => ({ value: value as string, label: t(`action.${value}`) })),
        ]}
        onChange={(action) => set({ action })}
      />
      <PushButton type="submit">{t("audit.search")}</PushButton>
    </form>
  );
}

function Lines({ query }: { query: string }) {
  const { t, format } = useWords();
  const read = useCallback((signal: AbortSignal) => readAudit(query, null, signal), [query]);
  const { answer, again } = useAnswer(read);
  const [more, setMore] = useState<{ lines: AuditLine[]; next: number | null } | null>(null);
  const saving = useSaving();
  const columns = [
    { key: "at", head: t("audit.at"), cell: (line: AuditLine) => format.exact(line.at) },
    {
      key: "who",
      head: t("audit.who"),
      cell: (line: AuditLine) =>
        [line.actorName, t(`role.${line.actor.role}`)].filter((part) => part !== null).join(" · "),
    },
    {
      key: "what",
      head: t("audit.what"),
      cell: (line: AuditLine) =>
        line.outcome === "refused" ? t("audit.refused", { what: whatWords(t, line) }) : whatWords(t, line),
    },
    {
      key: "about",
      head: t("audit.about"),
      cell: (line: AuditLine) =>
        line.folio ?? line.targetName ?? (deedOf(line) === line.target ? "" : (line.target ?? "")),
    },
    { key: "address", head: t("audit.address"), cell: (line: AuditLine) => line.address ?? "" },
  ];
  return (
    <Answered answer={answer} again={again}>
      {(first) => {
        const lines = [...first.lines, ...(more?.lines ?? [])];
        const next = more ? more.next : first.next;
        if (lines.length === 0) return <Empty>{t("audit.none")}</Empty>;
        return (
          <>
            <DataTable
              label={t("admin.audit")}
              rows={lines}
              keyOf={(line) => String(line.id)}
              columns={columns}
              isFaint={(line) => line.outcome === "refused"}
            />
            <Refused error={saving.error} />
            {next !== null && (
              <div>
                <PushButton
                  busy={saving.busy}
                  onPress={() =>
                    void saving.run(async () => {
                      const page = await readAudit(query, next);
                      setMore({ lines: [...(more?.lines ?? []), ...page.lines], next: page.next });
                    })
                  }
                >
                  {t("audit.more")}
                </PushButton>
              </div>
            )}
          </>
        );
      }}
    </Answered>
  );
}
