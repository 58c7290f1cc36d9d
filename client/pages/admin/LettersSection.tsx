/** What trackers sent and nobody could use: why, from which device, and what it was. */
import { useCallback, useState } from "react";
import type { DeadLetter } from "#contract/trackers";
import { useWords } from "../../i18n/use-words.ts";
import { readLetters } from "../../live/administration.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { Answered, Refused } from "../Answered.tsx";
import css from "./LettersSection.module.css";
import { Empty, Section } from "./Section.tsx";

/** As their makers write them. */
const protocolNames = { osmand: "OsmAnd", owntracks: "OwnTracks", traccar: "Traccar" } as const;

export function LettersSection() {
  const { t, format } = useWords();
  const read = useCallback((signal: AbortSignal) => readLetters(null, signal), []);
  const { answer, again } = useAnswer(read);
  const [more, setMore] = useState<{ letters: DeadLetter[]; next: number | null } | null>(null);
  const saving = useSaving();
  const columns = [
    { key: "at", head: t("letters.at"), cell: ({ at }: DeadLetter) => format.exact(at) },
    {
      key: "reason",
      head: t("letters.reason"),
      cell: ({ reason }: DeadLetter) => t(`letterReason.${reason}`),
    },
    {
      key: "sender",
      head: t("letters.sender"),
      cell: ({ credentialName, credential, address }: DeadLetter) =>
        `${credentialName ?? credential} · ${address}`,
    },
    {
      key: "protocol",
      head: t("letters.protocol"),
      cell: ({ protocol }: DeadLetter) => protocolNames[protocol],
    },
    { key: "body", head: t("letters.body"), cell: (letter: DeadLetter) => <Body {...letter} /> },
  ];
  return (
    <Section title={t("admin.letters")} lead={t("letters.lead")}>
      <Answered answer={answer} again={again}>
        {(first) => {
          const letters = [...first.letters, ...(more?.letters ?? [])];
          const next = more ? more.next : first.next;
          if (letters.length === 0) return <Empty>{t("letters.none")}</Empty>;
          return (
            <>
              <DataTable
                label={t("admin.letters")}
                rows={letters}
                keyOf={({ id }) => String(id)}
                columns={columns}
              />
              <Refused error={saving.error} />
              {next !== null && (
                <div>
                  <PushButton
                    busy={saving.busy}
                    onPress={() =>
                      void saving.run(async () => {
                        const page = await readLetters(next);
                        setMore({ letters: [...(more?.letters ?? []), ...page.letters], next: page.next });
                      })
                    }
                  >
                    {t("letters.more")}
                  </PushButton>
                </div>
              )}
            </>
          );
        }}
      </Answered>
    </Section>
  );
}

function Body({ body }: DeadLetter) {
  const { t } = useWords();
  if (body === "") return null;
  return (
    <details className={css.letter}>
      <summary>{t("letters.show")}</summary>
      <pre className={css.body}>{body}</pre>
    </details>
  );
}
