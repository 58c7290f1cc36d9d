/** What a command makes of a report: one event, or a refusal. */
import type { Actor } from "#contract/actor";
import type { City, ReasonUse } from "#contract/city";
import type { MoveCommand } from "#contract/commands";
import type { Draft } from "#contract/events";
import { Refusal, wrongField } from "#contract/problem";
import type { LiveReport, Outcome } from "#contract/report";
import { corrected } from "./correct.ts";
import { numberOfFolio } from "./folio.ts";
import { beforeMerge, checkMerge, checkMergedAgain } from "./merge.ts";
import { currentState, isOpen, mayMove, queued } from "./report.ts";
import type { Past, Standing } from "./standing.ts";
import { beforeMove } from "./undo.ts";

const useOfOutcome: Record<Outcome, ReasonUse> = {
  resolved: "resolve",
  rejected: "reject",
  duplicate: "duplicate",
  cancelled: "cancel",
};

/** What a rule about a move may look at besides the report. */
export interface MoveContext {
  now: number;
  actor: Actor;
  city: City;
  brigadeId(code: string): number | undefined;
  /** Deadline of a service's SLA whose clock starts at `startAt`, ms. */
  dueAt(service: string, startAt: number): number;
  /** Whether the city is responsible there. */
  inside(lon: number, lat: number): boolean;
  sectorOf(lon: number, lat: number): string | null;
  /** All that happened to the report, the oldest first; for the moves that give back an earlier standing. */
  past: readonly Past[];
  /** The report that one is to be merged into, if it exists and is the mover's to see; for a move that looks back, the last one that it was. */
  into: Standing | undefined;
}

/**
 * The event that a command makes of a report. Refuses `stale-version` (with the current state), `move-not-allowed`,
 * `unknown-brigade`, `unknown-service`, `unknown-report`, `unknown-reason`, `reason-needed`, `outside-city`, and what
 * `undo.ts` refuses; the report is never touched here.
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
    case "correct-report":
      return { ...head, kind: "report.corrected", body: { report: corrected(report, command, context) } };
    case "put-back-report":
      return { ...head, kind: "report.unassigned", body: {} };
    case "merge-report":
      checkMerge(report, command.into, context.into);
      return {
        ...head,
        kind: "report.merged",
        body: { into: command.into, reason: reasonToMerge(context.city, command.reason) },
      };
    case "unmerge-report": {
      const { report: earlier, beside } = beforeMerge(report, context.past);
      return { ...head, kind: "report.unmerged", body: { report: ofThoseWhoWork(earlier, context), beside } };
    }
    case "undo-move": {
      const { report: earlier, beside, undid } = beforeMove(report, context);
      if (beside.mergedInto !== null) checkMergedAgain(context.into);
      return {
        ...head,
        kind: "report.undone",
        body: { report: ofThoseWhoWork(earlier, context), undid, beside },
      };
    }
  }
}

/** What stood as a stop of a brigade that has been retired since is nobody's. */
function ofThoseWhoWork(report: LiveReport, { city, brigadeId }: MoveContext): LiveReport {
  if (report.brigade === null || !isOpen(report)) return report;
  const isRetired = city.brigades.some(({ code, retired }) => retired && brigadeId(code) === report.brigade);
  return isRetired ? queued(report) : report;
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

/** The city's first reason for duplicates, unless one was chosen. */
function reasonToMerge(city: City, chosen: string | undefined): string {
  const reason = chosen ?? city.reasons.find(({ use }) => use === "duplicate")?.code;
  if (reason === undefined) throw new Refusal("reason-needed", "reason: the city has none for duplicates");
  checkReason(city, "reason", reason, "duplicate");
  return reason;
}
