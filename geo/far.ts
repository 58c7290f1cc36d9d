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
