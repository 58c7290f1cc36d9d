import { boundsOf, crossingLon, type Polygonal, ringsOf } from "#geo/boundary";

const SCANLINES = 48;

/**
 * How much of `inner`'s area lies in `outer`, 0…1. Both are cut along 48 parallels and the overlap of the cuts is summed:
 * good to a few hundredths for compact shapes, at the cost of one look at each edge a parallel. An inner without area
 * has the share 0.
 */
export function shareInside(inner: Polygonal, outer: Polygonal): number {
  const [, south, , north] = boundsOf(inner);
  const edges = edgesBetween(inner, south, north);
  // A neighbourhood meets few of a city's edges: cutting all of them for each of 200 took a quarter of a second.
  const otherEdges = edgesBetween(outer, south, north);
  let whole = 0;
  let shared = 0;
  for (let i = 0; i < SCANLINES; i++) {
    const lat = south + ((i + 0.5) / SCANLINES) * (north - south);
    const cuts = cutAt(edges, lat);
    const others = cutAt(otherEdges, lat);
    for (const [from, to] of cuts) {
      whole += to - from;
      for (const [start, end] of others) shared += Math.max(0, Math.min(to, end) - Math.max(from, start));
    }
  }
  return whole > 0 ? shared / whole : 0;
}

type Edge = [a: readonly [number, number], b: readonly [number, number]];

function edgesBetween(area: Polygonal, south: number, north: number): Edge[] {
  const edges: Edge[] = [];
  for (const ring of ringsOf(area)) {
    for (let i = 1; i < ring.length; i++) {
      const a = ring[i - 1];
      const b = ring[i];
      if (a && b && Math.max(a[1], b[1]) >= south && Math.min(a[1], b[1]) <= north) edges.push([a, b]);
    }
  }
  return edges;
}

/** Where a parallel runs between edges: stretches of longitude, west to east. */
function cutAt(edges: Edge[], lat: number): [from: number, to: number][] {
  const crossings: number[] = [];
  for (const [a, b] of edges) if (a[1] > lat !== b[1] > lat) crossings.push(crossingLon(a, b, lat));
  crossings.sort((a, b) => a - b);
  const stretches: [number, number][] = [];
  for (let i = 1; i < crossings.length; i += 2) stretches.push([crossings[i - 1] ?? 0, crossings[i] ?? 0]);
  return stretches;
}
