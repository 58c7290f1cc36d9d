/** Is a point in an area, and in which of many. Even-odd crossing; positions are [lon, lat] in WGS 84 degrees. */

export type Ring = readonly (readonly [number, number])[];
export type Polygonal =
  | { type: "Polygon"; coordinates: readonly Ring[] }
  | { type: "MultiPolygon"; coordinates: readonly (readonly Ring[])[] };

/** West, south, east, north. */
export type Bounds = [west: number, south: number, east: number, north: number];

/**
 * Whether the point lies in the area and not in one of its holes. A point exactly on a border shared by two areas is in
 * one of the two, never in both or neither.
 */
export function pointInPolygonal(lon: number, lat: number, area: Polygonal): boolean {
  let inside = false;
  for (const ring of ringsOf(area)) if (crossesOdd(lon, lat, ring)) inside = !inside;
  return inside;
}

/** Finds the first of the areas that a point lies in; −1 when there is none. */
export function createLocator(
  areas: readonly { geometry: Polygonal }[],
): (lon: number, lat: number) => number {
  const boxes = areas.map(({ geometry }) => boundsOf(geometry));
  return (lon, lat) =>
    areas.findIndex(
      ({ geometry }, i) => inBounds(lon, lat, boxes[i]) && pointInPolygonal(lon, lat, geometry),
    );
}

export function inBounds(lon: number, lat: number, bounds: Readonly<Bounds> | undefined): boolean {
  if (!bounds) return false;
  return lon >= bounds[0] && lat >= bounds[1] && lon <= bounds[2] && lat <= bounds[3];
}

export function boundsOf(area: Polygonal): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of ringsOf(area)) {
    for (const [lon, lat] of ring) {
      bounds[0] = Math.min(bounds[0], lon);
      bounds[1] = Math.min(bounds[1], lat);
      bounds[2] = Math.max(bounds[2], lon);
      bounds[3] = Math.max(bounds[3], lat);
    }
  }
  return bounds;
}

/** All rings, outer ones and holes alike: by the even-odd rule they need no telling apart. */
export function ringsOf(area: Polygonal): readonly Ring[] {
  return area.type === "Polygon" ? area.coordinates : area.coordinates.flat();
}

function crossesOdd(lon: number, lat: number, ring: Ring): boolean {
  let odd = false;
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1];
    const b = ring[i];
    if (a && b && a[1] > lat !== b[1] > lat && lon < crossingLon(a, b, lat)) odd = !odd;
  }
  return odd;
}

/** Always reckoned from the southern end: neighbours walk a shared border in opposite directions and must agree to the last bit. */
export function crossingLon(a: readonly [number, number], b: readonly [number, number], lat: number): number {
  const [south, north] = a[1] < b[1] ? [a, b] : [b, a];
  return south[0] + ((lat - south[1]) / (north[1] - south[1])) * (north[0] - south[0]);
}
