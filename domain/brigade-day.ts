/** What a brigade did on a day, added up fix by fix. */
import { stepTrack, type TrackState } from "#geo/clean-track";
import type { RawFix } from "#geo/track";
import { localDay } from "./calendar.ts";
import { endOfDay } from "./wall-time.ts";

export interface DayCount {
  /** The city's. */
  day: string;
  metres: number;
  movingSeconds: number;
  fixes: number;
  /** Instant of the last fix that is in here. */
  countedTo: number;
  state: TrackState | undefined;
}

/**
 * The days of these fixes, which are in order and later than what `before` has counted; the first of them goes on from it
 * where they are of one day. Each day begins anew, so that it can be counted again by itself.
 */
export function countFixes(
  before: DayCount | undefined,
  fixes: readonly RawFix[],
  timeZone: string,
): DayCount[] {
  const days: DayCount[] = [];
  let count = before;
  let until = before ? endOfDay(before.countedTo, timeZone) : Number.NEGATIVE_INFINITY;
  for (const fix of fixes) {
    if (!count || fix.at >= until) {
      if (count && count.fixes > 0 && count !== before) days.push(count);
      until = endOfDay(fix.at, timeZone);
      const day = localDay(fix.at, timeZone);
      count = { day, metres: 0, movingSeconds: 0, fixes: 0, countedTo: fix.at, state: undefined };
    }
    const { state, metres, movingSeconds } = stepTrack(count.state, fix);
    count = {
      day: count.day,
      metres: count.metres + metres,
      movingSeconds: count.movingSeconds + movingSeconds,
      fixes: count.fixes + 1,
      countedTo: fix.at,
      state,
    };
  }
  if (count && count !== before) days.push(count);
  return days;
}
