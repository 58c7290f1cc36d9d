/** What to make of a GPS fix before it is believed. */

export interface RawFix {
  /** ms */
  at: number;
  lon: number;
  lat: number;
}

export type DroppedBecause = "from-the-future" | "not-a-fix" | "null-island" | "too-old";

/** A device's clock may run ahead by so much. */
const AHEAD_MS = 60_000;
/** Phones keep fixes while they have no signal, but not for longer than this. */
const OLDEST_MS = 30 * 86_400_000;

/** Why a fix cannot be true or is of no use, or undefined when it is good. `now` in ms. */
export function whyDropped(fix: RawFix, now: number): DroppedBecause | undefined {
  if (!(Number.isFinite(fix.at) && Math.abs(fix.lon) <= 180 && Math.abs(fix.lat) <= 90)) return "not-a-fix";
  if (fix.at > now + AHEAD_MS) return "from-the-future";
  if (fix.at < now - OLDEST_MS) return "too-old";
  // Receivers without a fix report 0, 0; no city is there.
  if (Math.abs(fix.lon) < 1e-4 && Math.abs(fix.lat) < 1e-4) return "null-island";
  return undefined;
}
