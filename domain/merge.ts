/** Reports of one and the same thing: one goes on for both, and they can be taken apart again (CM6). */
import { Refusal, wrongField } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import { isOpen } from "./report.ts";
import { type Past, restored, type Standing, standingAfter } from "./standing.ts";

/**
 * Refuses what would leave nobody to go on: a report merged into itself, into one that is closed, or into one that has been
 * merged. So no circle can close: whatever is merged into is the end of its own chain.
 */
export function checkMerge(report: LiveReport, folio: string, into: Standing | undefined): void {
  if (folio === report.folio) throw wrongField("into", "must be another report: none goes on for itself");
  if (!into) throw wrongField("into", `there is no report ${folio} among yours`, "unknown-report");
  const { mergedInto } = into.beside;
  if (mergedInto === null) {
    if (isOpen(into.report)) return;
    throw wrongField("into", `is closed: reopen ${folio} first`, "into-closed");
  }
  const rule =
    mergedInto === report.folio
      ? `has been merged into this one: ${folio} goes on in ${report.folio}`
      : `has been merged itself: ${mergedInto} goes on for it`;
  throw wrongField("into", rule);
}

/** Refuses to give back a merge into a report that has been merged itself since, by which a circle might close. */
export function checkMergedAgain(into: Standing | undefined): void {
  if ((into?.beside.mergedInto ?? null) === null) return;
  throw new Refusal(
    "move-not-allowed",
    "undo-move: the report that it was merged into has been merged itself since",
  );
}

/** The folio of the report that it was merged into last; undefined where it never was. */
export function lastMergedInto(past: readonly Past[]): string | undefined {
  const merge = past.findLast((event) => event.kind === "report.merged");
  return merge?.body.into;
}

/** How a merged report stood before it was. Refuses `move-not-allowed` for one that is not merged. */
export function beforeMerge(report: LiveReport, past: readonly Past[]): Standing {
  const now = standingAfter(past);
  const merge = past.findLastIndex(({ kind }) => kind === "report.merged");
  const earlier = standingAfter(past.slice(0, Math.max(0, merge)));
  if (!now || now.beside.mergedInto === null || !earlier)
    throw new Refusal("move-not-allowed", "unmerge-report: the report is not merged into another one");
  return restored(report, earlier);
}
