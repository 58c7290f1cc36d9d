/** Where everybody may see a brigade: late, roughly, and only while it is on duty (PF5). */
import type { City } from "#contract/city";
import type { Fix } from "#contract/frame";
import { cellCentre, resolutionFor } from "#geo/hexagon";
import { isOnDuty } from "./shift.ts";

/** A brigade whose latest fix is older than this beyond the delay is not shown: nobody knows where it is. */
const STALE_MS = 15 * 60_000;

/** Fixes between these instants are what the public is shown at `now`; undefined when the city shows none. */
export function publicWindow(city: City, now: number): { after: number; until: number } | undefined {
  const { publicPositions: chosen } = city;
  if (chosen.mode === "off") return undefined;
  const until = now - chosen.minutes * 60_000;
  return { after: until - STALE_MS, until };
}

/**
 * The latest fix of a brigade within the window as everybody may see it, or undefined when they may not: an off-duty brigade is not
 * shown where it was on duty last. What else a fix says would say more than the hexagon does.
 */
export function publicFix(city: City, code: string, fix: Fix): Fix | undefined {
  const { publicPositions: chosen } = city;
  const brigade = city.brigades.find((one) => one.code === code);
  if (chosen.mode === "off" || !brigade || brigade.retired || !isOnDuty(brigade.shift, fix.at, city.timeZone))
    return undefined;
  const { lon, lat } = cellCentre(fix.lon, fix.lat, resolutionFor(chosen.snapMetres));
  return {
    brigade: fix.brigade,
    lon,
    lat,
    at: fix.at,
    speed: null,
    heading: null,
    accuracy: null,
    battery: null,
  };
}
