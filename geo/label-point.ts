/** Where to write an area's name: a place well inside, whatever its shape. */
import { type Polygonal, pointInPolygonal, type Ring } from "./boundary.ts";

/**
 * [lon, lat] in the middle of the widest stretch of the area on some parallel; of a few parallels the one with the
 * widest. Undefined for an area without extent.
 */
export function labelPoint(area: Polygonal): [number, number] | undefined {
  const rings = area.type === "Polygon" ? area.coordinates : area.coordinates.flat();
  const lats = rings.flatMap((ring) => ring.map(([, lat]) => lat));
  const south = lats.reduce((a, b) => Math.min(a, b), Infinity);
  const north = lats.reduce((a, b) => Math.max(a, b), -Infinity);
  let best: { width: number; point: [number, number] } | undefined;
  // The middle parallels first: of two equal stretches the more central one is taken.
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
    const lat = south + (north - south) * share;
    const crossings = rings.flatMap((ring) => crossingsOf(ring, lat)).sort((a, b) => a - b);
    for (let i = 1; i < crossings.length; i++) {
      const west = crossings[i - 1] ?? 0;
      const east = crossings[i] ?? 0;
      const middle = (west + east) / 2;
      if (east - west <= (best?.width ?? 0) * 1.15 || !pointInPolygonal(middle, lat, area)) continue;
      best = { width: east - west, point: [middle, lat] };
    }
  }
  return best?.point;
}

function crossingsOf(ring: Ring, lat: number): number[] {
  const found: number[] = [];
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1];
    const b = ring[i];
    if (a && b && a[1] > lat !== b[1] > lat)
      found.push(a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
  }
  return found;
}
