/** Which moves whoever made them can take back, and until when (CM7). */
import type { Actor } from "#contract/actor";
import type { MoveName } from "#contract/commands";
import { type EventKind, undoneKinds } from "#contract/events";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import { type Past, restored, type Standing, standingAfter } from "./standing.ts";

export type UndoneKind = (typeof undoneKinds)[number];

/** The event that each move makes, where it can be taken back; null where it cannot. */
export const undoable: Record<MoveName, UndoneKind | null> = {
  "assign-report": "report.assigned",
  "start-travel": "report.travelling",
  "start-work": "report.started",
  "close-report": "report.closed",
  "reopen-report": "report.reopened",
  "correct-report": "report.corrected",
  "put-back-report": "report.unassigned",
  "merge-report": "report.merged",
  "unmerge-report": "report.unmerged",
  // Whoever regrets that makes the move again.
  "undo-move": null,
};

export const mayUndo = (move: MoveName) => undoable[move] !== null;

/** How long a page offers it, ms. */
export const UNDO_SHOWN_MS = 10_000;
/** How long it is taken, by the server's clock: the offer was on its way, and so is the answer. */
export const UNDO_ALLOWED_MS = 15_000;

/** What may have happened since and is no move: nothing that taking the move back would overwrite. */
const quiet: readonly EventKind[] = [
  "report.noted",
  "report.asked",
  "report.answered",
  "report.photographed",
  "report.due-soon",
  "report.overdue",
  "report.arrived",
  "report.left",
];

/**
 * How the report stood before its latest move. Refuses `move-not-allowed` where that is none that can be taken back,
 * `undo-not-yours` and `undo-too-late`.
 */
export function beforeMove(
  report: LiveReport,
  { past, actor, now }: { past: readonly Past[]; actor: Actor; now: number },
): Standing & { undid: UndoneKind } {
  const place = past.findLastIndex(({ kind }) => !quiet.includes(kind));
  const latest = past[place];
  const undid = undoneKinds.find((kind) => kind === latest?.kind);
  const earlier = standingAfter(past.slice(0, Math.max(0, place)));
  if (!latest || !undid || !earlier)
    throw new Refusal("move-not-allowed", "undo-move: the latest thing that happened cannot be taken back");
  if (!isSame(latest.actor, actor))
    throw new Refusal("undo-not-yours", "undo-move: the latest move was made by somebody else");
  if (now - latest.at > UNDO_ALLOWED_MS)
    throw new Refusal("undo-too-late", `undo-move: it was made more than ${UNDO_ALLOWED_MS / 1000} s ago`);
  return { ...restored(report, earlier), undid };
}

/** Whether somebody made the latest move: they may take it back even where it took the report out of their reach. */
export function madeLatest(past: readonly Past[], actor: Actor): boolean {
  const latest = past.findLast(({ kind }) => !quiet.includes(kind));
  return latest !== undefined && isSame(latest.actor, actor);
}

const isSame = (a: Actor, b: Actor) => a.role === b.role && a.id === b.id;
