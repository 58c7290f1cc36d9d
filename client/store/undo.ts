/** The offer to take back what was just done: for a few seconds, and until something else is done. */
import type { Deed } from "./deed.ts";
import type { PageState } from "./page-store.ts";

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

/** The same on a page: by the clock of the present, and nothing in the past, where an offer that is over would seem to come again. */
export function secondsOffered(
  { past, present }: Pick<PageState, "past" | "present">,
  undo: Undoable | null,
) {
  return past !== null ? 0 : secondsLeft(undo, present.clock.now());
}

/** Notes, questions and answers have been read by the time one regrets them, and an undoing is made good by doing it again. */
export function isUndoable(deed: Deed): boolean {
  return deed !== "note" && deed !== "ask" && deed !== "answer" && deed !== "undo";
}
