/** The offer to take back what was just done: for a few seconds, and until something else is done. */
import type { Deed } from "./deed.ts";

/** As `UNDO_SHOWN_MS` of the rule. */
export { UNDO_SHOWN_MS } from "#domain/undo";

export interface Undoable {
  deed: Deed;
  moves: readonly { folio: string; version: number }[];
  /** Server's time until which it is offered. */
  until: number;
}

/** Seconds that are left, rounded up; 0: over. */
export function secondsLeft(undo: Pick<Undoable, "until"> | null, now: number): number {
  return undo === null ? 0 : Math.max(0, Math.ceil((undo.until - now) / 1000));
}

/** Notes and questions have been read by the time one regrets them, and an undoing is made good by doing it again. */
export function isUndoable(deed: Deed): boolean {
  return deed !== "note" && deed !== "ask" && deed !== "undo";
}
