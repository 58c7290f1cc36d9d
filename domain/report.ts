/** What may happen to a report: the table of moves, what each needs, and what each makes of it. */

import type { City, ReasonUse } from "#contract/city";
import type { MoveCommand, MoveName } from "#contract/commands";
import { type About, type CityEvent, type Draft, isOfPositions } from "#contract/events";
import { Refusal, wrongField } from "#contract/problem";
import type { LiveReport, Outcome, Status } from "#contract/report";
import { numberOfFolio } from "./folio.ts";

/** Which command may be given in which state, and where it leads. The client greys out its buttons by the same table. */
export const moves: Record<MoveName, { from: readonly Status[]; to: Status }> = {
  "assign-report": { from: ["received", "reopened", "assigned"], to: "assigned" },
  "start-travel": { from: ["assigned"], to: "en-route" },
  "start-work": { from: ["assigned", "en-route"], to: "in-progress" },
  "close-report": { from: ["received", "reopened", "assigned", "en-route", "in-progress"], to: "closed" },
  "reopen-report": { from: ["closed"], to: "reopened" },
};

export function mayMove(move: MoveName, from: Status): boolean {
  return moves[move].from.includes(from);
}

export const isOpen = (report: { status: Status }) => report.status !== "closed";

const useOfOutcome: Record<Outcome, ReasonUse> = {
  resolved: "resolve",
  rejected: "reject",
  duplicate: "duplicate",
  cancelled: "cancel",
};

/** What a rule about a move may look at besides the report. */
export interface MoveContext {
  now: number;
  city: City;
  brigadeId(code: string): number | undefined;
  /** Deadline of a service's SLA that starts now, ms. */
  dueAt(service: string, startAt: number): number;
}

/**
 * The event that a command makes of a report. Refuses `stale-version` (with the current state), `move-not-allowed`,
 * `unknown-brigade`, `unknown-reason` and `reason-needed`; the report is never touched here.
 */
export function decideMove(report: LiveReport, command: MoveCommand, context: MoveContext): Draft {
  if (command.version !== report.version)
    throw new Refusal(
      "stale-version",
      `version: the report is at ${report.version}, not ${command.version}`,
      {
        current: currentState(report, context.city),
      },
    );
  if (!mayMove(command.name, report.status))
    throw new Refusal(
      "move-not-allowed",
      `${command.name}: not allowed while the report is ${report.status}`,
      {
        current: currentState(report, context.city),
      },
    );
  const head = { at: context.now, reportId: report.id, version: report.version + 1 };
  switch (command.name) {
    case "assign-report": {
      const brigade = context.brigadeId(command.brigade);
      const retired = context.city.brigades.some((b) => b.code === command.brigade && b.retired);
      if (brigade === undefined || retired)
        throw new Refusal("unknown-brigade", `brigade: ${command.brigade} is not a brigade of this city`);
      const assigned: LiveReport = { ...report, status: "assigned", version: head.version, brigade };
      return { ...head, kind: "report.assigned", body: { brigade, report: assigned } };
    }
    case "start-travel":
      return { ...head, kind: "report.travelling", body: {} };
    case "start-work":
      return { ...head, kind: "report.started", body: {} };
    case "close-report": {
      checkReason(context.city, "reason", command.reason, useOfOutcome[command.outcome]);
      const late = context.now > report.dueAt;
      if (late && command.lateReason === undefined)
        throw new Refusal(
          "reason-needed",
          "lateReason: a report that was due earlier is closed with a reason for being late",
        );
      if (command.lateReason !== undefined)
        checkReason(context.city, "lateReason", command.lateReason, "late");
      checkDuplicate(report, command.outcome, command.duplicateOf);
      return {
        ...head,
        kind: "report.closed",
        body: {
          outcome: command.outcome,
          reason: command.reason,
          ...(late && command.lateReason !== undefined && { lateReason: command.lateReason }),
          ...(command.duplicateOf !== undefined && { duplicateOf: command.duplicateOf }),
        },
      };
    }
    case "reopen-report": {
      checkReason(context.city, "reason", command.reason, "reopen");
      if (!context.city.services.some(({ code }) => code === report.service))
        throw new Refusal(
          "unknown-service",
          `service: ${report.service} is not a service of this city any more`,
        );
      const reopened: LiveReport = {
        ...report,
        status: "reopened",
        version: report.version + 1,
        promisedAt: context.now,
        dueAt: context.dueAt(report.service, context.now),
        alert: "none",
        brigade: null,
        outcome: null,
        reason: command.reason,
        closedAt: null,
        reopenings: Math.min(255, report.reopenings + 1),
      };
      return { ...head, kind: "report.reopened", body: { report: reopened, reason: command.reason } };
    }
  }
}

function checkReason(city: City, field: string, code: string, use: ReasonUse): void {
  if (city.reasons.some((reason) => reason.code === code && reason.use === use)) return;
  throw new Refusal("unknown-reason", `${field}: ${code} is not one of the city's reasons to ${use}`);
}

function checkDuplicate(report: LiveReport, outcome: Outcome, folio: string | undefined): void {
  if (outcome === "duplicate" && folio === undefined)
    throw new Refusal("reason-needed", "duplicateOf: a duplicate names the folio that it repeats");
  if (folio === undefined) return;
  const rule =
    outcome !== "duplicate"
      ? `is for duplicates only, not for what was ${outcome}`
      : folio === report.folio
        ? "must be another report: none is a duplicate of itself"
        : numberOfFolio(folio) === undefined
          ? "must be a folio: it has a wrong check character"
          : undefined;
  if (rule !== undefined) throw wrongField("duplicateOf", rule);
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
      return event.body.report;
    case "report.entered":
      return event.body.report;
    case "report.imported":
      return event.body.archived ? undefined : event.body.report;
    case "report.archived":
    case "report.gone":
    case "brigade.registered":
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
    case "report.due-soon":
      return { ...next, alert: "soon" };
    case "report.overdue":
      return { ...next, alert: "late" };
    case "report.photographed":
    case "report.arrived":
    case "report.left":
    case "report.touched":
      return next;
  }
}

/** What the log keeps beside an event of a report, so that audiences are told apart without asking for it (AU5). */
export function aboutOf(before: LiveReport | undefined, draft: Draft): About | undefined {
  const report = draft.kind === "report.imported" ? draft.body.report : (nextReport(before, draft) ?? before);
  return (
    report && { service: report.service, brigade: report.brigade, brigadeBefore: before?.brigade ?? null }
  );
}
