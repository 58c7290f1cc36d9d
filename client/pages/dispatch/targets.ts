/** What a key or a button of the desk is about: what is marked, else what is open, else where the list stands. */
import type { LiveReport } from "#contract/report";
import { idOfFolio } from "../../live/fetch-when-opened.ts";
import { useDesk } from "../../store/desk-store.ts";
import type { PageState } from "../../store/page-store.ts";
import { isAwayInPast } from "../../store/past.ts";

export function targetsOf(page: PageState): LiveReport[] {
  if (page.marked.size > 0) return reportsOf(page, page.marked);
  const open = page.selection?.kind === "report" ? idOfFolio(page, page.selection.folio) : standsAt(page);
  return reportsOf(page, open === null ? [] : [open]);
}

/** What the buttons on a report's card are about: that report, whatever is marked. */
export function targetOfCard(page: PageState, folio: string): LiveReport[] {
  const id = idOfFolio(page, folio);
  return reportsOf(page, id === null ? [] : [id]);
}

/** The row that one sees the list stand at, or of what was found the one that has the focus. */
export function standsAt(page: PageState): number | null {
  const { search, finding } = useDesk.getState();
  if (search !== "") return finding === null ? null : idOfFolio(page, finding);
  const { activeRow, reading } = page;
  return activeRow !== null && reading?.list.includes(activeRow) ? activeRow : null;
}

function reportsOf({ live }: PageState, ids: Iterable<number>): LiveReport[] {
  const reports = live.city?.reports;
  // What was is only looked at.
  if (!reports || isAwayInPast()) return [];
  return [...ids].flatMap((id) => reports.get(id) ?? []);
}
