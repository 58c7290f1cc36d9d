import type { Ring } from "#geo/boundary";

type Point = readonly [number, number];

/** The rule that a ring breaks, in words that follow its name, or undefined when it encloses an area cleanly. */
export function ringFault(ring: Ring): string | undefined {
  const first = ring[0];
  const last = ring.at(-1);
  if (!first || !last || ring.length < 4) return `must have at least 4 positions, has ${ring.length}`;
  if (first[0] !== last[0] || first[1] !== last[1])
    return `must end where it begins, at ${show(first)}, ends at ${show(last)}`;
  if (ringArea(ring) === 0) return "must enclose an area";
  const crossing = selfCrossing(ring);
  return crossing && `must not cross itself, does near ${show(crossing)}`;
}

/** Signed, square degrees; positive when counter-clockwise. */
function ringArea(ring: Ring): number {
  const origin = ring[0] ?? [0, 0];
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] ?? origin;
    const [bx, by] = ring[i] ?? origin;
    twice += (ax - origin[0]) * (by - origin[1]) - (bx - origin[0]) * (ay - origin[1]);
  }
  return twice / 2;
}

/**
 * A place where two edges properly cross. Rings that merely touch themselves are common in official data and do no
 * harm. Edges are swept from west to east, so that a long outline costs little more than its length.
 */
function selfCrossing(ring: Ring): Point | undefined {
  const edges: { a: Point; b: Point; west: number; east: number }[] = [];
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1];
    const b = ring[i];
    if (a && b) edges.push({ a, b, west: Math.min(a[0], b[0]), east: Math.max(a[0], b[0]) });
  }
  edges.sort((p, q) => p.west - q.west);
  for (const [i, p] of edges.entries()) {
    for (let j = i + 1; j < edges.length; j++) {
      const q = edges[j];
      if (!q || q.west > p.east) break;
      if (side(p.a, p.b, q.a) * side(p.a, p.b, q.b) < 0 && side(q.a, q.b, p.a) * side(q.a, q.b, p.b) < 0)
        return q.a;
    }
  }
  return undefined;
}

/** On which side of the line a→b the point lies: −1, 0 or 1. */
function side(a: Point, b: Point, p: Point): number {
  return Math.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]));
}

function show([lon, lat]: Point): string {
  return `[${lon}, ${lat}]`;
}
