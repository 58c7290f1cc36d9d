/** What a key or a button of the desk is about: what is marked, else what is open, else where the list stands. */
import type { LiveReport } from "#contract/report";
import { idOfFolio } from "../../live/fetch-when-opened.ts";
import type { PageState } from "../../store/page-store.ts";

export function targetsOf(page: PageState): LiveReport[] {
  const reports = page.live.city?.reports;
  // What was is only looked at.
  if (!reports || page.past !== null) return [];
  if (page.marked.size > 0) return [...page.marked].flatMap((id) => reports.get(id) ?? []);
  const id = page.selection?.kind === "report" ? idOfFolio(page, page.selection.folio) : page.activeRow;
  const report = id === null ? undefined : reports.get(id);
  return report ? [report] : [];
}
