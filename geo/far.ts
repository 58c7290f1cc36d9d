/** How far off a place is. */
import type { Bounds } from "./boundary.ts";

const METRES_PER_DEGREE = 111_195;

/** Metres from a place to a box of degrees, 0 inside; within 1 % up to some 100 km (the curve of the earth is left out). */
export function metresOutside(lon: number, lat: number, bounds: Readonly<Bounds>): number {
  const [west, south, east, north] = bounds;
  const eastward = Math.max(west - lon, 0, lon - east) * Math.cos((lat * Math.PI) / 180);
  const northward = Math.max(south - lat, 0, lat - north);
  return Math.hypot(eastward, northward) * METRES_PER_DEGREE;
}

/**
 * Metres between two places, within 1 % up to some 100 km: good enough to tell a drive from a jump at the rate of a fleet, where
 * the great circle costs ten times as much.
 */
export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const turn = Math.abs(a.lon - b.lon);
  const eastward = Math.min(turn, 360 - turn) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(eastward, a.lat - b.lat) * METRES_PER_DEGREE;
}
