/** What may happen to a report: the table of moves, and what each event makes of it. */

import type { City } from "#contract/city";
import type { MoveName } from "#contract/commands";
import { type About, type CityEvent, type Draft, isOfPositions } from "#contract/events";
import type { LiveReport, Status } from "#contract/report";
import type { Action } from "./may.ts";

export interface Move {
  from: readonly Status[];
  /** `same`: as it was; `queue`: received, or reopened if it was closed before; `earlier`: where it stood before. */
  to: Status | "same" | "queue" | "earlier";
  needs: Action;
}

const open = ["received", "reopened", "assigned", "en-route", "in-progress"] as const;

/** Which command may be given in which state, where it leads, and to whom. The client greys out its buttons by the same table. */
export const moves: Record<MoveName, Move> = {
  // Also away from a brigade that is on its way or at work: it is told that the stop has left it.
  "assign-report": { from: open, to: "assigned", needs: "report.assign" },
  "start-travel": { from: ["assigned"], to: "en-route", needs: "report.work" },
  "start-work": { from: ["assigned", "en-route"], to: "in-progress", needs: "report.work" },
  "close-report": { from: open, to: "closed", needs: "report.close" },
  "reopen-report": { from: ["closed"], to: "reopened", needs: "report.reopen" },
  // To the queue when its new service is another department's: that one decides who goes.
  "correct-report": { from: open, to: "same", needs: "report.triage" },
  "put-back-report": { from: ["assigned", "en-route", "in-progress"], to: "queue", needs: "report.assign" },
  "merge-report": { from: open, to: "closed", needs: "report.triage" },
  // Of those only what was merged.
  "unmerge-report": { from: ["closed"], to: "earlier", needs: "report.triage" },
  "undo-move": { from: [...open, "closed"], to: "earlier", needs: "report.undo" },
};

export function mayMove(move: MoveName, from: Status): boolean {
  return moves[move].from.includes(from);
}

export const isOpen = (report: { status: Status }) => report.status !== "closed";

/** Where a report goes that is nobody's any more. */
export function queued(report: LiveReport): LiveReport {
  return { ...report, status: report.reopenings > 0 ? "reopened" : "received", brigade: null };
}

/** What the sender of a stale command is told. */
export function currentState(report: LiveReport, city: City) {
  return {
    folio: report.folio,
    version: report.version,
    status: report.status,
    brigade: report.brigade,
    dueAt: new Date(report.dueAt).toISOString(),
    service: city.services.find((s) => s.code === report.service)?.code ?? report.service,
  };
}

/**
 * What an event makes of the report that it is about: the one rule by which the store, the database's rows and every
 * test go forward. `undefined` in: the reader does not hold the report; `undefined` out: it is not in the live city.
 */
export function nextReport(report: LiveReport | undefined, event: CityEvent | Draft): LiveReport | undefined {
  if (isOfPositions(event)) return undefined;
  switch (event.kind) {
    case "report.received":
    case "report.reopened":
    case "report.corrected":
    case "report.unmerged":
    case "report.undone":
      return event.body.report;
    case "report.entered":
      return event.body.report;
    case "report.imported":
      return event.body.archived ? undefined : event.body.report;
    case "report.archived":
    case "report.gone":
    case "brigade.registered":
    case "brigade.elsewhere":
    case "person.saved":
    case "credential.issued":
    case "credential.revoked":
    case "city.changed":
      return undefined;
    default:
      break;
  }
  if (report === undefined || event.version === null) return undefined;
  const next = { ...report, version: event.version };
  switch (event.kind) {
    case "report.assigned":
      return { ...next, status: "assigned", brigade: event.body.brigade };
    case "report.travelling":
      return { ...next, status: "en-route" };
    case "report.started":
      return { ...next, status: "in-progress" };
    case "report.closed":
      return {
        ...next,
        status: "closed",
        outcome: event.body.outcome,
        reason: event.body.reason,
        closedAt: event.at,
      };
    case "report.merged":
      return {
        ...next,
        status: "closed",
        outcome: "duplicate",
        reason: event.body.reason,
        closedAt: event.at,
      };
    case "report.unassigned":
      return queued(next);
    case "report.due-soon":
      return { ...next, alert: "soon" };
    case "report.overdue":
      return { ...next, alert: "late" };
    case "report.photographed":
    case "report.noted":
    case "report.asked":
    case "report.answered":
    case "report.arrived":
    case "report.left":
    case "report.touched":
      return next;
  }
}

/** Whether it brings a report into the live city, wherever that was: it carries the report whole. */
export const bringsIn = (draft: Draft) => nextReport(undefined, draft) !== undefined;

/**
 * What the log keeps beside an event of a report, so that audiences are told apart without asking for it (AU5).
 * @param isArchived before the event: what is not in the live city is no brigade's work there
 */
export function aboutOf(before: LiveReport | undefined, draft: Draft, isArchived = false): About | undefined {
  const report = draft.kind === "report.imported" ? draft.body.report : (nextReport(before, draft) ?? before);
  return (
    report && {
      service: report.service,
      ...(before && before.service !== report.service && { serviceBefore: before.service }),
      brigade: isArchived && !bringsIn(draft) ? null : report.brigade,
      brigadeBefore: isArchived ? null : (before?.brigade ?? null),
    }
  );
}
