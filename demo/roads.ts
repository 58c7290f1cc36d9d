/** The roads that the demo's brigades drive: a graph of the base's avenues and streets, and the quickest way over it. */
import type { Base } from "#contract/city";
import { type LonLat, type Metres, metresBetween, type Plane, planeAt } from "#demo/plane";

/** m/s. By hand: with turns and stops an avenue comes to 25–45 km/h from end to end. */
const AVENUE_SPEED = 47 / 3.6;
const STREET_SPEED = 34 / 3.6;
/** Where the map draws no road there is one all the same, but a slow one. */
export const OFF_ROAD_SPEED = 12 / 3.6;
/** Vertices nearer than this are one junction, metres. */
const SAME_JUNCTION = 1;

/** A way to drive, in metres of `plane`; `limits[i]` holds between points i and i + 1. */
export interface Way {
  points: Metres[];
  /** m/s. */
  limits: number[];
  /** Of each point: several roads meet there, and one may have to stop. */
  junctions: boolean[];
  /** Metres. */
  length: number;
}

export interface Roads {
  plane: Plane;
  /** The quickest way: straight to the nearest road, along roads, and straight to the end. */
  way(from: LonLat, to: LonLat): Way;
}

interface Edge {
  to: number;
  length: number;
  limit: number;
}

/** `origin` is the middle of the plane. Without any road in the base every way is a straight line. */
export function roadsOf(base: Base, origin: LonLat): Roads {
  const plane = planeAt(origin);
  const { nodes, edges } = graphOf(base, plane);
  joinParts(nodes, edges);
  return {
    plane,
    way(from, to) {
      const [a, b] = [plane.toMetres(from), plane.toMetres(to)];
      const [start, end] = [nearestNode(nodes, a), nearestNode(nodes, b)];
      const straight = metresBetween(a, b);
      // A detour over the road is not worth it across the street.
      const onRoad = straight > 60 && start !== end ? quickest(nodes, edges, start, end) : [];
      return wayThrough(a, b, onRoad, nodes, edges);
    },
  };
}

function graphOf(base: Base, plane: Plane) {
  const nodes: Metres[] = [];
  const edges: Edge[][] = [];
  const known = new Map<string, number>();
  const nodeAt = (position: LonLat) => {
    const point = plane.toMetres(position);
    const key = `${Math.round(point[0] / SAME_JUNCTION)},${Math.round(point[1] / SAME_JUNCTION)}`;
    let node = known.get(key);
    if (node === undefined) {
      node = nodes.push(point) - 1;
      edges.push([]);
      known.set(key, node);
    }
    return node;
  };
  for (const { geometry, properties } of base.features) {
    if (geometry.type !== "LineString") continue;
    if (properties.kind !== "avenue" && properties.kind !== "street") continue;
    const limit = properties.kind === "avenue" ? AVENUE_SPEED : STREET_SPEED;
    const line = geometry.coordinates.map(nodeAt);
    for (let i = 1; i < line.length; i++) connect(nodes, edges, line[i - 1] ?? 0, line[i] ?? 0, limit);
  }
  return { nodes, edges };
}

function connect(nodes: Metres[], edges: Edge[][], a: number, b: number, limit: number): void {
  const [from, to] = [nodes[a], nodes[b]];
  if (a === b || !from || !to) return;
  const length = metresBetween(from, to);
  edges[a]?.push({ to: b, length, limit });
  edges[b]?.push({ to: a, length, limit });
}

/** A hand-drawn map has roads that nearly touch: each part is tied to the largest where the two come closest. */
function joinParts(nodes: Metres[], edges: Edge[][]): void {
  const parts = partsOf(edges).sort((a, b) => b.length - a.length);
  const [main = [], ...others] = parts;
  for (const part of others) {
    let best: [number, number] | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const a of part) {
      for (const b of main) {
        const [p, q] = [nodes[a], nodes[b]];
        const apart = p && q ? metresBetween(p, q) : least;
        if (apart < least) {
          least = apart;
          best = [a, b];
        }
      }
    }
    if (best) connect(nodes, edges, best[0], best[1], OFF_ROAD_SPEED);
    main.push(...part);
  }
}

function partsOf(edges: Edge[][]): number[][] {
  const seen = new Set<number>();
  const parts: number[][] = [];
  for (let first = 0; first < edges.length; first++) {
    if (seen.has(first)) continue;
    const part = [first];
    seen.add(first);
    for (let i = 0; i < part.length; i++) {
      for (const { to } of edges[part[i] ?? 0] ?? []) {
        if (!seen.has(to)) part.push(to);
        seen.add(to);
      }
    }
    parts.push(part);
  }
  return parts;
}

function nearestNode(nodes: Metres[], point: Metres): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    const apart = node ? metresBetween(node, point) : least;
    if (apart < least) {
      least = apart;
      best = i;
    }
  }
  return best;
}

/** A* by time; a straight line at an avenue's speed is never slower than what is left. */
function quickest(nodes: Metres[], edges: Edge[][], start: number, end: number): number[] {
  const goal = nodes[end];
  if (!goal || start < 0) return [];
  const left = (node: number) => metresBetween(nodes[node] ?? goal, goal) / AVENUE_SPEED;
  const seconds = new Map([[start, 0]]);
  const from = new Map<number, number>();
  // The edge of the search is some dozens of nodes: looking through it is quicker than keeping a heap.
  const edge = new Map([[start, left(start)]]);
  while (edge.size > 0) {
    const node = leastOf(edge);
    if (node === end) return trace(from, end);
    edge.delete(node);
    for (const { to, length, limit } of edges[node] ?? []) {
      const at = (seconds.get(node) ?? 0) + length / limit;
      if (at >= (seconds.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      seconds.set(to, at);
      from.set(to, node);
      edge.set(to, at + left(to));
    }
  }
  return [];
}

function leastOf(costs: Map<number, number>): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [node, cost] of costs) {
    if (cost < least) {
      least = cost;
      best = node;
    }
  }
  return best;
}

function trace(from: Map<number, number>, end: number): number[] {
  const path = [end];
  for (let node = from.get(end); node !== undefined; node = from.get(node)) path.push(node);
  return path.reverse();
}

function wayThrough(a: Metres, b: Metres, path: number[], nodes: Metres[], edges: Edge[][]): Way {
  const way: Way = { points: [a], limits: [], junctions: [false], length: 0 };
  const go = (point: Metres, limit: number, junction: boolean) => {
    const last = way.points.at(-1) ?? a;
    const length = metresBetween(last, point);
    if (length < 0.5) return;
    way.points.push(point);
    way.limits.push(limit);
    way.junctions.push(junction);
    way.length += length;
  };
  path.forEach((node, i) => {
    const point = nodes[node];
    const roads = edges[node] ?? [];
    const before = path[i - 1];
    const limit = roads.find((edge) => edge.to === before)?.limit ?? OFF_ROAD_SPEED;
    if (point) go(point, limit, roads.length > 2);
  });
  go(b, OFF_ROAD_SPEED, false);
  return way;
}
