/** Whether somebody is in a place, told from fixes that err: an edge that is walked along is not crossed all day. */
import { type Bounds, boundsOf, inBounds, type Polygonal, pointInPolygonal, ringsOf } from "./boundary.ts";
import { metresBetween } from "./far.ts";
import type { RawFix } from "./track.ts";

export type Area =
  | { kind: "circle"; lon: number; lat: number; radius: number }
  | { kind: "polygon"; geometry: Polygonal; bounds: Readonly<Bounds> };

export interface FenceRules {
  /** Inside for so long before one has entered, and beyond the margin for so long before one has left. */
  dwellMs: number;
  /** Metres beyond the edge that are still no leaving. */
  margin: number;
}

/** `edge`: outside, but within the margin. */
export type Zone = "inside" | "edge" | "outside";

/** What is known of somebody and one area. No presence at all: they are outside. */
export interface Presence {
  inside: boolean;
  /** When they came: by the first of the fixes that showed it. */
  since: number;
  /** The last fix that was not beyond the margin. */
  lastInside: number;
  /** The last fix. */
  seenAt: number;
  /** Since when all fixes show the contrary. */
  turnedAt: number | null;
}

export type Crossing = { kind: "entered"; at: number } | { kind: "left"; at: number; seconds: number };

/**
 * Nothing is known of what lies between fixes further apart than this: a dwell begins anew after them. A phone that saves its
 * battery sends every two or three minutes.
 */
const GAP_MS = 10 * 60_000;
const METRES_PER_DEGREE = 111_195;

export function polygonArea(geometry: Polygonal): Area {
  return { kind: "polygon", geometry, bounds: boundsOf(geometry) };
}

/** The edge is looked for only beyond it: most fixes lie inside, or in another part of the city. */
export function zoneOf(area: Area, lon: number, lat: number, margin: number): Zone {
  if (area.kind === "circle") {
    const metres = metresBetween(area, { lon, lat });
    return metres <= area.radius ? "inside" : metres <= area.radius + margin ? "edge" : "outside";
  }
  const { bounds, geometry } = area;
  if (inBounds(lon, lat, bounds)) {
    if (pointInPolygonal(lon, lat, geometry)) return "inside";
  } else if (!isNearBounds(lon, lat, bounds, margin)) return "outside";
  return margin > 0 && metresToEdge(lon, lat, geometry) <= margin ? "edge" : "outside";
}

/**
 * One fix further. Entering takes fixes inside, and none outside, over the dwell; leaving takes fixes beyond the margin, and none
 * within it, over the dwell. So fixes that wander by less than the margin about an edge enter once at the most, and never
 * leave. Both are told as of the first fix that showed it. Undefined: outside, with nothing under way.
 */
export function stepFence(
  before: Presence | undefined,
  { at }: Pick<RawFix, "at">,
  zone: Zone,
  { dwellMs }: FenceRules,
): { presence: Presence | undefined; crossing?: Crossing } {
  if (!before) {
    if (zone !== "inside") return { presence: undefined };
    return { presence: { inside: false, since: at, lastInside: at, seenAt: at, turnedAt: at } };
  }
  const gap = at - before.seenAt > GAP_MS;
  const presence = { ...before, seenAt: at, lastInside: zone === "outside" ? before.lastInside : at };
  if (!before.inside) {
    if (zone !== "inside") return { presence: undefined };
    const since = gap ? at : before.since;
    if (at - since < dwellMs) return { presence: { ...presence, since, turnedAt: since } };
    return {
      presence: { ...presence, inside: true, since, turnedAt: null },
      crossing: { kind: "entered", at: since },
    };
  }
  if (zone !== "outside") return { presence: { ...presence, turnedAt: null } };
  const turnedAt = before.turnedAt === null || gap ? at : before.turnedAt;
  if (at - turnedAt < dwellMs) return { presence: { ...presence, turnedAt } };
  // Until when they were there is only known by the last fix that was not outside: a phone may have slept until they were home.
  const seconds = Math.round((before.lastInside - before.since) / 1000);
  return { presence: undefined, crossing: { kind: "left", at: before.lastInside, seconds } };
}

function isNearBounds(
  lon: number,
  lat: number,
  [west, south, east, north]: Readonly<Bounds>,
  metres: number,
) {
  const up = metres / METRES_PER_DEGREE;
  const across = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return inBounds(lon, lat, [west - across, south - up, east + across, north + up]);
}

/** On a plane that touches the earth at the place. */
function metresToEdge(lon: number, lat: number, geometry: Polygonal): number {
  const scale = Math.cos((lat * Math.PI) / 180);
  let least = Number.POSITIVE_INFINITY;
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1], ring[i]];
      if (!a || !b) continue;
      const [ax, ay] = [(a[0] - lon) * scale, a[1] - lat];
      const [dx, dy] = [(b[0] - a[0]) * scale, b[1] - a[1]];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
      least = Math.min(least, Math.hypot(ax + along * dx, ay + along * dy));
    }
  }
  return least * METRES_PER_DEGREE;
}
