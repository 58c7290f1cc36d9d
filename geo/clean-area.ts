import area from "@turf/area";
import { polygon } from "@turf/helpers";
import type { Polygonal, Ring } from "#geo/boundary";

/** Anything smaller is an artefact of cutting one layer of a map with another. */
const SLIVER_M2 = 1;

/**
 * The same area with positions rounded to 6 decimals (a decimetre), repeated positions gone, and parts and holes of less
 * than 1 m² left out; undefined when nothing remains.
 */
export function cleanArea(raw: Polygonal): Polygonal | undefined {
  const parts = raw.type === "Polygon" ? [raw.coordinates] : raw.coordinates;
  const kept = parts.map(cleanPart).filter((part) => part !== undefined);
  const only = kept[0];
  if (!only) return undefined;
  return kept.length === 1
    ? { type: "Polygon", coordinates: only }
    : { type: "MultiPolygon", coordinates: kept };
}

function cleanPart(rings: readonly Ring[]): Ring[] | undefined {
  const [outer, ...holes] = rings.map(cleanRing);
  return outer && [outer, ...holes.filter((hole) => hole !== undefined)];
}

/** Measured before rounding, which can make something of a hair's breadth. An open ring stays open: somebody must be told. */
function cleanRing(ring: Ring): Ring | undefined {
  if (squareMetres(ring) < SLIVER_M2) return undefined;
  const kept: [number, number][] = [];
  for (const [lon, lat] of ring) {
    const position: [number, number] = [round(lon), round(lat)];
    const last = kept.at(-1);
    if (last?.[0] !== position[0] || last[1] !== position[1]) kept.push(position);
  }
  return kept.length < 4 || squareMetres(kept) < SLIVER_M2 ? undefined : kept;
}

function squareMetres(ring: Ring): number {
  const closed = [...ring, ...ring.slice(0, 1)].map(([lon, lat]) => [lon, lat]);
  return closed.length < 4 ? 0 : area(polygon([closed]));
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
