/** A vehicle's fixes as a way that it can have gone: for display and for the metres driven. */
import { metresBetween } from "./far.ts";
import { isJump, type RawFix } from "./track.ts";

/** What is carried from one fix to the next; plain data, so that it can be kept. */
export interface TrackState {
  /** The last place that counts. */
  anchor: RawFix;
  /** The middle of the fixes near it, from which the next are told: a single one may be as far off as any. */
  middle: { lon: number; lat: number; of: number };
  /** When it was still there, by the last fix near it. */
  hereAt: number;
  /** Further off, and true when the next fix is not back. */
  doubted: RawFix | null;
}

export interface TrackSum {
  metres: number;
  movingSeconds: number;
}

/** A fix nearer than this to the last place is the receiver's doing: phones at rest wander by 5 to 20 m. */
const JITTER = 25;
/** The middle follows the last so many. */
const MOST_NEAR = 60;
/** Slower is no driving: what took longer stood for most of it. */
const WALKING = 1;
/** There and back at more than this (72 km/h) is no drive in a city but a receiver that erred. */
const SPIKE_SPEED = 20;
/** The time between fixes further apart is unknown, and no driving; the metres are those of the straight line. */
const GAP_MS = 10 * 60_000;

/**
 * One fix further, later than the last. `placed` is what it adds to the way. A fix counts once the next one has not shown that
 * it was a spike, so the way is one fix behind. `apart`: it cannot have gone there from where it was, so one of the two places is
 * wrong, and nothing was driven between them.
 */
export function stepTrack(
  before: TrackState | undefined,
  fix: RawFix,
): TrackSum & { state: TrackState; placed: RawFix[]; apart: boolean } {
  const { at, lon, lat } = fix;
  const here = { at, lon, lat };
  if (!before) {
    const state = { anchor: here, middle: { lon, lat, of: 1 }, hereAt: at, doubted: null };
    return { state, metres: 0, movingSeconds: 0, placed: [here], apart: false };
  }
  const { doubted } = before;
  const nothing = { metres: 0, movingSeconds: 0, placed: [], apart: false };
  // Back where it was: whatever lay between was the receiver's.
  if (metresBetween(before.middle, here) <= JITTER) return { state: stood(before, here), ...nothing };
  if (!doubted || isSpike(before.anchor, doubted, here))
    return { state: { ...before, doubted: here }, ...nothing };
  const middle = { lon: doubted.lon, lat: doubted.lat, of: 1 };
  const moved: TrackState = { anchor: doubted, middle, hereAt: doubted.at, doubted: null };
  const state = metresBetween(doubted, here) <= JITTER ? stood(moved, here) : { ...moved, doubted: here };
  const apart = isApart(before, doubted);
  const leg = apart ? { metres: 0, movingSeconds: 0 } : legTo(before, doubted);
  return { state, ...leg, placed: [doubted], apart };
}

/**
 * The whole way at once: the fixes in order of their time. It ends where the last was, though nothing has confirmed that yet; but
 * what is wrong at either edge, which no fix beyond it can show to be a spike, is left out.
 */
export function cleanTrack(fixes: readonly RawFix[]): TrackSum & { points: RawFix[] } {
  let part: Part = { points: [], fixes: 0, metres: 0, movingSeconds: 0 };
  const parts = [part];
  const begin = (points: RawFix[], fixes: number) => {
    part = { points, fixes, metres: 0, movingSeconds: 0 };
    parts.push(part);
  };
  let state: TrackState | undefined;
  for (const fix of fixes) {
    const step = stepTrack(state, fix);
    // It stood: the way has when it came and when it went, or a drawn tail would fade too early.
    const left = state && step.placed.length > 0 && state.hereAt > state.anchor.at;
    if (state && left) part.points.push({ ...state.anchor, at: state.hereAt });
    // The fix that is placed was counted to the part before, when it was only doubted.
    if (step.apart) {
      part.fixes--;
      begin([], 1);
    }
    part.points.push(...step.placed);
    part.fixes++;
    part.metres += step.metres;
    part.movingSeconds += step.movingSeconds;
    state = step.state;
  }
  if (state && state.hereAt > state.anchor.at) part.points.push({ ...state.anchor, at: state.hereAt });
  if (state?.doubted) {
    if (isApart(state, state.doubted)) {
      part.fixes--;
      begin([state.doubted], 1);
    } else part.points.push(state.doubted);
  }
  const kept = withoutWrongEdges(parts);
  return {
    points: kept.flatMap(({ points }) => points),
    metres: kept.reduce((sum, { metres }) => sum + metres, 0),
    movingSeconds: kept.reduce((sum, { movingSeconds }) => sum + movingSeconds, 0),
  };
}

/** What hangs together: no leg in it is too fast. */
interface Part extends TrackSum {
  points: RawFix[];
  fixes: number;
}

/**
 * The longest part shows which edge is wrong. One more than half as long is kept: two phones of a brigade give such parts too, and
 * then the last of them is where it is. Of two single fixes the later one is.
 */
function withoutWrongEdges(parts: readonly Part[]): readonly Part[] {
  const longest = parts.reduce((most, { fixes }) => Math.max(most, fixes), 0);
  const isGood = ({ fixes }: Part) => fixes > 1 && fixes > longest / 2;
  const first = parts.findIndex(isGood);
  return first < 0 ? parts.slice(-1) : parts.slice(first, parts.findLastIndex(isGood) + 1);
}

function isApart({ anchor, hereAt }: TrackState, next: RawFix): boolean {
  return isJump({ ...anchor, at: hereAt }, next);
}

function stood(before: TrackState, { at, lon, lat }: RawFix): TrackState {
  const { middle } = before;
  const of = Math.min(middle.of + 1, MOST_NEAR);
  const between = (from: number, to: number) => from + (to - from) / of;
  return {
    ...before,
    middle: { lon: between(middle.lon, lon), lat: between(middle.lat, lat), of },
    hereAt: at,
    doubted: null,
  };
}

function legTo({ anchor, hereAt }: TrackState, next: RawFix): TrackSum {
  const metres = metresBetween(anchor, next);
  const since = metres / ((next.at - anchor.at) / 1000) >= WALKING ? anchor.at : hereAt;
  const ms = next.at - since;
  return { metres, movingSeconds: ms > GAP_MS ? 0 : ms / 1000 };
}

/** Fast out, fast back, and no further on for it. */
export function isSpike(from: RawFix, there: RawFix, back: RawFix): boolean {
  const [out, home] = [metresBetween(from, there), metresBetween(there, back)];
  const fast = (metres: number, ms: number) => metres > (ms / 1000) * SPIKE_SPEED;
  return (
    metresBetween(from, back) < Math.min(out, home) / 2 &&
    fast(out, there.at - from.at) &&
    fast(home, back.at - there.at)
  );
}
