/** What was found, in the place of the list: also what is closed or archived, whatever filters the map. The keys are those of the list. */
import { FilterX } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, useEffect } from "react";
import { GridList, GridListItem } from "react-aria-components";
import type { Findings } from "#contract/match";
import { useWords } from "../../i18n/use-words.ts";
import { select } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { isFiltered } from "../../store/filters.ts";
import { usePage } from "../../store/page-store.ts";
import { focusFirst } from "../../ui/focus-first.ts";
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
  const filtered = usePage((page) => isFiltered(page.filters));
  const entering = useDesk((desk) => desk.entering);
  useEffect(() => {
    if (!entering || busy) return;
    // The list draws its rows a step after it has them.
    const frame = requestAnimationFrame(() => {
      useDesk.setState({ entering: false });
      focusFirst(["#findings [role=row]"]);
    });
    return () => cancelAnimationFrame(frame);
  }, [entering, busy]);
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
      {!error && (
        <p className={css.scope}>
          {filtered && <FilterX aria-hidden="true" focusable="false" />}
          {filtered ? t("desk.search.everywhereNotFiltered") : t("desk.search.everywhere")}
        </p>
      )}
      {findings && count > 0 && <Found findings={findings} busy={busy} />}
      {findings?.more && <p className={css.quiet}>{t("desk.search.thereIsMore")}</p>}
    </section>
  );
}

const standAt = (finding: string | null) => useDesk.setState({ finding });

function Found({ findings, busy }: { findings: Findings; busy: boolean }) {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  useEffect(
    () => () => {
      standAt(null);
      // Whoever leaves the search from within goes on in the list that takes its place.
      if (document.activeElement === document.body) focusFirst(["#report-list"]);
    },
    [],
  );
  return (
    <div
      className={css.found}
      onKeyDownCapture={walk}
      onFocusCapture={stand}
      onBlurCapture={() => standAt(null)}
    >
      <GridList
        id="findings"
        className={css.list ?? ""}
        aria-label={t("desk.search.found")}
        data-busy={busy || undefined}
        selectionMode="none"
        escapeKeyBehavior="none"
        // Single keys are the desk's, and arrows to the side the past's.
        disallowTypeAhead
        keyboardNavigationBehavior="tab"
        onAction={(folio) => select({ kind: "report", folio: String(folio) })}
      >
        {findings.reports.map(({ folio, service, status, archived, sector, receivedAt, snippet }) => (
          <GridListItem key={folio} id={folio} textValue={folio} className={css.item ?? ""}>
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
          </GridListItem>
        ))}
      </GridList>
    </div>
  );
}

function stand({ target }: FocusEvent): void {
  standAt(target.closest<HTMLElement>("[data-key]")?.dataset.key ?? null);
}

/** `j` and `k` as in the list. */
function walk(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) return;
  const row = document.activeElement?.closest("#findings [role=row]");
  if (!row) return;
  event.preventDefault();
  focusFirst([event.key === "j" ? row.nextElementSibling : row.previousElementSibling]);
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
