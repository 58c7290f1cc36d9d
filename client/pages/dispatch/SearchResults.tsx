/** What was found, in the place of the list: also what is closed or archived. Enter opens. */
import { useEffect } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { Findings } from "#contract/match";
import { useWords } from "../../i18n/use-words.ts";
import { select } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { PushButton } from "../../ui/PushButton.tsx";
import { PanelHead } from "../live/PanelHead.tsx";
import css from "./SearchResults.module.css";
import { codeWords } from "./trouble-words.ts";
import { useFindings } from "./use-findings.ts";

export function SearchResults() {
  const words = useWords();
  const { t } = words;
  const search = useDesk((desk) => desk.search);
  const { findings, busy, error } = useFindings(search);
  const clear = () => useDesk.setState({ search: "" });
  const count = findings?.reports.length ?? 0;
  const found = error
    ? error.code === "not-found"
      ? t("desk.search.foliosOnly")
      : codeWords(words, error.code, error.message)
    : findings
      ? t("desk.search.count", { count })
      : busy
        ? t("desk.search.looking")
        : t("desk.search.more");
  return (
    <section className={css.results} aria-label={t("desk.search.found")}>
      <PanelHead title={found}>
        <span className="unseen" role="status">
          {found}
        </span>
        <PushButton kind="quiet" onPress={clear}>
          {t("desk.search.clear")}
        </PushButton>
      </PanelHead>
      {findings && count > 0 && <Found findings={findings} busy={busy} />}
      {findings?.more && <p className={css.quiet}>{t("desk.search.thereIsMore")}</p>}
    </section>
  );
}

const standAt = (finding: string | null) => useDesk.setState({ finding });

function Found({ findings, busy }: { findings: Findings; busy: boolean }) {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  useEffect(() => () => standAt(null), []);
  return (
    <ListBox
      id="findings"
      className={css.list ?? ""}
      aria-label={t("desk.search.found")}
      data-busy={busy || undefined}
      selectionMode="none"
      escapeKeyBehavior="none"
      onAction={(folio) => select({ kind: "report", folio: String(folio) })}
    >
      {findings.reports.map(({ folio, service, status, archived, sector, receivedAt, snippet }) => (
        <ListBoxItem
          key={folio}
          id={folio}
          textValue={folio}
          className={css.item ?? ""}
          onFocus={() => standAt(folio)}
          onBlur={() => standAt(null)}
        >
          <span className={css.what}>
            <strong>{name(city?.services.find(({ code }) => code === service)?.name) || service}</strong>
            <span className={css.quiet}>
              {[
                city?.sectors.find(({ code }) => code === sector)?.name,
                archived ? t("desk.search.archived") : t(`status.${status}`),
                format.exact(receivedAt),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
            {snippet && (
              <span className={css.snippet}>
                <Snippet text={snippet.text} marks={snippet.marks} />
              </span>
            )}
          </span>
          <span className={css.folio}>{folio}</span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

/** With the words that were found standing out. */
function Snippet({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  const ends = [...marks.map(([from, to]) => ({ from, to })), { from: text.length, to: text.length }];
  return ends.map(({ from, to }, i) => (
    <span key={from}>
      {text.slice(ends[i - 1]?.to ?? 0, from)}
      <mark>{text.slice(from, to)}</mark>
    </span>
  ));
}
