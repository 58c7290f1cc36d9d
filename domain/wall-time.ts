/** What a clock on the wall said, as an instant. */
import { localDay, offsetAt } from "./calendar.ts";

const DAY = 86_400_000;

/**
 * The instant at which a clock in the zone showed this. `wall` is the clock's reading as if it were UTC, ms since 1970.
 * On the days of a clock change the offset that held before the change counts: a time that was skipped in spring is read
 * as so much after the change (02:30 is 03:30 summer time), one that came twice in autumn as its first occurrence.
 * Throws RangeError for an unknown time zone.
 */
export function instantOfWall(wall: number, timeZone: string): number {
  const before = offsetAt(wall - DAY, timeZone);
  const after = offsetAt(wall + DAY, timeZone);
  if (before === after) return wall - before;
  const early = wall - before;
  if (offsetAt(early, timeZone) === before) return early;
  const late = wall - after;
  return offsetAt(late, timeZone) === after ? late : early;
}

/** The end of the zone's day that holds an instant: the midnight after it. Both ms. */
export function endOfDay(at: number, timeZone: string): number {
  return instantOfWall(Date.parse(localDay(at, timeZone)) + DAY, timeZone);
}

/** The midnight before an instant, or at it. Both ms. */
export function startOfDay(at: number, timeZone: string): number {
  return instantOfWall(Date.parse(localDay(at, timeZone)), timeZone);
}
