/** What a brigade's positions mean: where it came and went, at which report it is, and whether it should be moving at all. */
import type { WatchState } from "#contract/watch";
import { metresBetween } from "#geo/far";
import { type Area, type Crossing, type FenceRules, type Presence, stepFence, zoneOf } from "#geo/fence";
import type { RawFix } from "#geo/track";

export interface WatchedFix extends RawFix {
  /** Metres, null when the sender does not say. */
  accuracy: number | null;
}

/** What there is around a brigade. */
export interface Surroundings {
  sectors: readonly { code: string; area: Area }[];
  depot: { code: string; area: Area } | null;
  /** Open reports that are its own. */
  stops: ReadonlyMap<number, { lon: number; lat: number }>;
  /** Undefined where nobody knows its hours. */
  isOnDuty(at: number): boolean | undefined;
}

export type Happening =
  | { kind: "brigade.entered"; area: "sector" | "depot"; code: string; since: number }
  | { kind: "brigade.left"; area: "sector" | "depot"; code: string; since: number; seconds: number }
  | { kind: "brigade.moving-off-shift"; since: number }
  | { kind: "report.arrived"; report: number; since: number }
  | { kind: "report.left"; report: number; since: number; seconds: number };

/**
 * A sector is kilometres wide, and receivers err by 20 to 50 m between high houses. Half a minute at 30 km/h is 250 m: whoever cuts a
 * corner of it has not been there.
 */
export const sectorRules: FenceRules = { dwellMs: 30_000, margin: 50 };
/** A yard with the street before it. Passing by takes seconds, loading takes minutes. */
export const depotRules: FenceRules & { radius: number } = { radius: 100, dwellMs: 60_000, margin: 50 };
/**
 * A lorry parks some houses further on. A red light takes less than the dwell; who fetches something from the corner has not
 * left.
 */
export const stopRules: FenceRules & { radius: number } = { radius: 60, dwellMs: 60_000, margin: 40 };

/** A fix less exact than this, metres, says nothing of fences. */
const EXACT = 100;
/** Crews come before their hour and drive home after it. */
const GRACE_MS = 30 * 60_000;
/** A single fix that errs lies no further off than this, or was dropped as a jump (`geo/track.ts`). */
const MOVED = 500;
/** At rest for so long, what moves then is another stretch. */
const REST_MS = 30 * 60_000;
export const SILENT_MS = 5 * 60_000;

/** One fix further, later than the last; what it means, in order. */
export function watchFix(
  before: WatchState,
  fix: WatchedFix,
  around: Surroundings,
): { state: WatchState; happened: Happening[] } {
  if (fix.accuracy !== null && fix.accuracy > EXACT) return { state: before, happened: [] };
  const happened: Happening[] = [];
  const sectors = watchSectors(before.sectors, fix, around, happened);
  const depot = watchDepot(before.depot, fix, around, happened);
  const stops = watchStops(before.stops, fix, around, happened);
  const offShift = watchDuty(before.offShift, fix, around, happened);
  return { state: { sectors, depot, stops, offShift }, happened };
}

/** Whether a brigade that was last heard at `latestAt` has fallen silent, or is heard again; undefined: neither. */
export function watchSilence(
  silent: boolean,
  latestAt: number,
  now: number,
  isOnDuty: Surroundings["isOnDuty"],
): "silent" | "heard" | undefined {
  const young = latestAt >= now - SILENT_MS;
  if (silent) return young ? "heard" : undefined;
  // Whoever has just begun has not been silent for long.
  return !young && isOnDuty(now) && isOnDuty(now - SILENT_MS) ? "silent" : undefined;
}

function watchSectors(
  known: WatchState["sectors"],
  fix: WatchedFix,
  { sectors }: Surroundings,
  happened: Happening[],
): WatchState["sectors"] {
  const after: WatchState["sectors"] = {};
  for (const { code, area } of sectors) {
    const { presence, crossing } = step(
      Object.hasOwn(known, code) ? known[code] : undefined,
      fix,
      area,
      sectorRules,
    );
    if (presence) after[code] = presence;
    if (crossing) happened.push(crossed("sector", code, crossing));
  }
  return after;
}

function watchDepot(
  known: WatchState["depot"],
  fix: WatchedFix,
  { depot }: Surroundings,
  happened: Happening[],
): WatchState["depot"] {
  if (!depot) return null;
  const { presence, crossing } = step(known ?? undefined, fix, depot.area, depotRules);
  if (crossing) happened.push(crossed("depot", depot.code, crossing));
  return presence ?? null;
}

/** What was arrived at is watched until it is left, whatever becomes of the report meanwhile. */
function watchStops(
  known: WatchState["stops"],
  fix: WatchedFix,
  { stops }: Surroundings,
  happened: Happening[],
): WatchState["stops"] {
  const after: WatchState["stops"] = {};
  const places = new Map(stops);
  for (const [id, { lon, lat, presence }] of Object.entries(known))
    if (presence.inside) places.set(Number(id), { lon, lat });
  for (const [report, { lon, lat }] of places) {
    const area: Area = { kind: "circle", lon, lat, radius: stopRules.radius };
    const { presence, crossing } = step(known[report]?.presence, fix, area, stopRules);
    if (presence) after[report] = { lon, lat, presence };
    if (crossing?.kind === "entered") happened.push({ kind: "report.arrived", report, since: crossing.at });
    if (crossing?.kind === "left")
      happened.push({ kind: "report.left", report, since: crossing.at, seconds: crossing.seconds });
  }
  return after;
}

function watchDuty(
  known: WatchState["offShift"],
  { at, lon, lat }: WatchedFix,
  { isOnDuty }: Surroundings,
  happened: Happening[],
): WatchState["offShift"] {
  if ([at, at - GRACE_MS, at + GRACE_MS].some((instant) => isOnDuty(instant) !== false)) return null;
  if (!known) return { lon, lat, at, said: false };
  if (metresBetween(known, { lon, lat }) <= MOVED)
    return at - known.at < REST_MS ? known : { ...known, said: false };
  if (!known.said) happened.push({ kind: "brigade.moving-off-shift", since: at });
  return { lon, lat, at, said: true };
}

function step(known: Presence | undefined, fix: WatchedFix, area: Area, rules: FenceRules) {
  return stepFence(known, fix, zoneOf(area, fix.lon, fix.lat, known ? rules.margin : 0), rules);
}

function crossed(area: "sector" | "depot", code: string, { at, ...crossing }: Crossing): Happening {
  return crossing.kind === "entered"
    ? { kind: "brigade.entered", area, code, since: at }
    : { kind: "brigade.left", area, code, since: at, seconds: crossing.seconds };
}
