/** Marks the reports that are one job with one of them, to be moved at once. */
import type { LiveReport } from "#contract/report";
import { clearMarks, mark } from "../../store/actions.ts";
import { say } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { nearGroup } from "./near-group.ts";

export function markGroup(report: LiveReport): void {
  const { live, answer } = usePage.getState();
  const ids = live.city && answer ? nearGroup(live.city, answer.city, report) : [report.id];
  clearMarks();
  mark(ids);
  say("marked", report.folio, usePage.getState().marked.size);
}
