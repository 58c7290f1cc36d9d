/** How a report stands by its own events: its live part, and what a closing says beside it. */
import type { Actor } from "#contract/actor";
import type { Beside, CityEvent, Draft } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { nextReport } from "./report.ts";

/** An event of a report with the one who did it. A kind that is not known here is told as `report.touched`. */
export type Past = (Draft | Extract<CityEvent, { kind: "report.touched" }>) & { actor: Actor };

export interface Standing {
  report: LiveReport;
  beside: Beside;
}

export const nothingBeside: Beside = { lateReason: null, duplicateOf: null, mergedInto: null };

/** As the events leave it, from the first on; undefined where there is no first. */
export function standingAfter(past: readonly Past[]): Standing | undefined {
  let report: LiveReport | undefined;
  let beside = nothingBeside;
  for (const event of past) {
    beside = besideAfter(beside, event) ?? beside;
    report = afterIn(report, event);
  }
  return report && { report, beside };
}

/** An archived report is not in the live city, but it stands as it did. */
function afterIn(report: LiveReport | undefined, event: Past): LiveReport | undefined {
  if (event.kind === "report.imported") return event.body.report;
  return nextReport(report, event) ?? (report && { ...report, version: event.version ?? report.version });
}

/** What an event says beside the live part; undefined when it leaves that as it was. */
export function besideAfter(before: Beside, event: Past | Draft): Beside | undefined {
  switch (event.kind) {
    case "report.closed": {
      const { lateReason = null, duplicateOf = null } = event.body;
      return { lateReason, duplicateOf, mergedInto: null };
    }
    case "report.imported": {
      const last = event.body.report.status === "closed" ? event.body.moves.at(-1) : undefined;
      return { ...before, lateReason: last?.lateReason ?? null };
    }
    case "report.merged":
      return { lateReason: null, duplicateOf: event.body.into, mergedInto: event.body.into };
    case "report.reopened":
      return nothingBeside;
    case "report.unmerged":
    case "report.undone":
      return event.body.beside ?? nothingBeside;
    default:
      return undefined;
  }
}

/**
 * An earlier standing as the newest version. What was announced of the promise stays announced while it is the same promise; of
 * another one the sweep says it anew.
 */
export function restored(now: LiveReport, earlier: Standing): Standing {
  const isSamePromise = now.dueAt === earlier.report.dueAt && now.promisedAt === earlier.report.promisedAt;
  const alert = isSamePromise ? now.alert : earlier.report.alert;
  return { report: { ...earlier.report, version: now.version + 1, alert }, beside: earlier.beside };
}
