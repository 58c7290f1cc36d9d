/** A flat piece of the earth, some tens of kilometres wide: metres east and north of an origin. */

const METRES_PER_DEGREE = 111_195;

export type LonLat = readonly [lon: number, lat: number];
export type Metres = readonly [x: number, y: number];

export interface Plane {
  toMetres(position: LonLat): Metres;
  toLonLat(point: Metres): LonLat;
}

/** Equirectangular around the origin: within 20 km of it wrong by less than 3 in 1,000, far below GPS on a demo's map. */
export function planeAt(origin: LonLat): Plane {
  const [lon0, lat0] = origin;
  const east = METRES_PER_DEGREE * Math.cos((lat0 * Math.PI) / 180);
  return {
    toMetres: ([lon, lat]) => [(lon - lon0) * east, (lat - lat0) * METRES_PER_DEGREE],
    toLonLat: ([x, y]) => [lon0 + x / east, lat0 + y / METRES_PER_DEGREE],
  };
}

/** Metres between two points of the same plane. */
export function metresBetween(a: Metres, b: Metres): number {
  // Not Math.hypot: that is ten times as slow for a care about overflow that no city needs.
  return Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2);
}

/** The middle of west, south, east, north. */
export function middleOf(bounds: readonly [number, number, number, number]): LonLat {
  return [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
}
