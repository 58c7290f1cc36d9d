/** Which way something went, of which only places are known. */
import { metresBetween } from "./far.ts";
import type { RawFix } from "./track.ts";

/** Degrees clockwise from north of the straight way between two places, within 1° up to some 100 km. */
export function courseBetween(from: { lon: number; lat: number }, to: { lon: number; lat: number }): number {
  const turn = ((to.lon - from.lon + 540) % 360) - 180;
  const eastward = turn * Math.cos((((from.lat + to.lat) / 2) * Math.PI) / 180);
  return ((Math.atan2(eastward, to.lat - from.lat) * 180) / Math.PI + 360) % 360;
}

export interface Course {
  /** The place from which the next way is measured. */
  from: RawFix;
  /** Null until it has gone somewhere. */
  degrees: number | null;
}

/** Less is the receiver's noise, metres: who stands at a light still faces where they came to. */
const MOVED = 25;
/** Who was away for longer came another way than the straight one. */
const GONE_MS = 10 * 60_000;

/** The course after one more fix, which is newer than the ones before. */
export function stepCourse(before: Course | undefined, fix: RawFix): Course {
  if (!before || fix.at - before.from.at > GONE_MS) return { from: fix, degrees: null };
  if (metresBetween(before.from, fix) >= MOVED)
    return { from: fix, degrees: courseBetween(before.from, fix) };
  return { from: { ...before.from, at: fix.at }, degrees: before.degrees };
}
