/** What to make of a GPS fix before it is believed (PF3, PF4 in domain/contract/SPEC.md). */
import { metresBetween } from "./far.ts";

export interface RawFix {
  /** ms */
  at: number;
  lon: number;
  lat: number;
}

export const dropReasons = [
  "from-the-future",
  "not-a-fix",
  "null-island",
  "too-old",
  "jump",
  "other-device",
] as const;
export type DroppedBecause = (typeof dropReasons)[number];

/** What is believed of one brigade: its newest fix, and the device whose word that is. */
export interface Believed extends RawFix {
  /** Null for a sender that is none: an integration names brigades itself, and answers for what it says. */
  device: string | null;
  /** When the device was heard last, ms by our clock. */
  heardAt: number;
  /** A place too far to be reached in the time, which becomes true when the next fix is near it. */
  doubted?: RawFix;
}

/** `now`: the newest; `trail`: true, but older than what is known. */
export type Verdict = "now" | "trail" | DroppedBecause;

/** A device's clock may run ahead by so much. */
const AHEAD_MS = 60_000;
/** Phones keep fixes while they have no signal, but not for longer than this. */
const OLDEST_MS = 30 * 86_400_000;
/** 250 km/h: nothing that serves a city on wheels is faster. */
const FASTEST = 70;
/** Receivers err by so much between high houses, metres; less is no jump, however short the time. */
const ASTRAY = 500;
/** So long the other devices of a brigade wait for the one that leads. */
const LEAD_MS = 120_000;

/**
 * Between fixes farther apart than this nobody knows the way: no line is drawn, and nobody glides along it. A phone that saves its
 * battery sends every two or three minutes.
 */
export const UNKNOWN_WAY_MS = 240_000;

/** Why a fix cannot be true or is of no use, whoever sends it, or undefined when it is good. `now` in ms. */
export function whyDropped(fix: RawFix, now: number): DroppedBecause | undefined {
  if (!(Number.isFinite(fix.at) && Math.abs(fix.lon) <= 180 && Math.abs(fix.lat) <= 90)) return "not-a-fix";
  if (fix.at > now + AHEAD_MS) return "from-the-future";
  if (fix.at < now - OLDEST_MS) return "too-old";
  // Receivers without a fix report 0, 0; no city is there.
  if (Math.abs(fix.lon) < 1e-4 && Math.abs(fix.lat) < 1e-4) return "null-island";
  return undefined;
}

/**
 * What a fix is worth beside what is believed of its brigade, and what is believed from then on. Of a device's fixes those are
 * dropped that it cannot have reached, until a second one confirms the place; and those of a second device while another
 * leads, because a marker that follows two goes back and forth.
 *
 * @param before undefined when nothing is known of the brigade
 * @param now our clock, ms
 */
export function judge(
  before: Believed | undefined,
  fix: RawFix,
  device: string | null,
  now: number,
): { verdict: Verdict; believed: Believed | undefined } {
  const because = whyDropped(fix, now);
  if (because) return { verdict: because, believed: before };
  const { at, lon, lat } = fix;
  const taken: Believed = { at, lon, lat, device, heardAt: now };
  if (!before) return { verdict: "now", believed: taken };
  if (device !== null && before.device !== null && device !== before.device && now - before.heardAt < LEAD_MS)
    return { verdict: "other-device", believed: before };
  if (device !== null && isJump(before, fix)) {
    const confirmed = before.doubted && at > before.doubted.at && !isJump(before.doubted, fix);
    if (!confirmed) return { verdict: "jump", believed: { ...before, doubted: { at, lon, lat } } };
    return at > before.at ? { verdict: "now", believed: taken } : { verdict: "jump", believed: before };
  }
  return at > before.at
    ? { verdict: "now", believed: taken }
    : { verdict: "trail", believed: device === before.device ? { ...before, heardAt: now } : before };
}

/** Whether nobody can have gone from one to the other in the time between. */
export function isJump(from: RawFix, to: RawFix): boolean {
  const metres = metresBetween(from, to);
  return metres > ASTRAY && metres > (Math.abs(to.at - from.at) / 1000) * FASTEST;
}
