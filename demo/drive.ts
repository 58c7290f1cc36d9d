/** A vehicle on its way: keeps to the limits, slows before turns, and now and then waits at a junction. */
import { type Metres, metresBetween } from "#demo/plane";
import { chance, type Random, uniform } from "#demo/random";
import type { Way } from "#demo/roads";

/** m/s². */
const FASTER = 1.3;
const SLOWER = 1.8;
/** m/s: through a bend of a right angle or more, and at a crawl. */
const TURN_SPEED = 14 / 3.6;
const CRAWL = 1.2;
/** One step of the reckoning, seconds: at 13 m/s still shorter than the way to brake. */
const STEP = 0.5;
const STOP_CHANCE = 0.3;

export interface Vehicle {
  point: Metres;
  /** m/s. */
  speed: number;
  /** Degrees clockwise from north. */
  heading: number;
}

export interface Drive {
  vehicle: Vehicle;
  /** Metres left. */
  left(): number;
  /** Moves on by so many seconds; true once it has arrived. */
  advance(seconds: number): boolean;
}

/** `random` decides once, here, where it has to wait; `heading` is kept until it moves. */
export function drive(way: Way, random: Random, heading = 0): Drive {
  const { points } = way;
  const lengths = points.slice(1).map((point, i) => metresBetween(points[i] ?? point, point));
  const waits = points.map((_, i) =>
    way.junctions[i] && chance(random, STOP_CHANCE) ? uniform(random, 4, 28) : 0,
  );
  const exits = points.map((_, i) => ((waits[i] ?? 0) > 0 ? CRAWL : speedThrough(points, i)));
  const first = points[0] ?? [0, 0];
  const vehicle: Vehicle = { point: first, speed: 0, heading };
  let leg = 0;
  let along = 0;
  let waiting = 0;

  /** The fastest now from which every limit ahead can still be met. */
  const allowed = () => {
    let most = way.limits[leg] ?? 0;
    let ahead = (lengths[leg] ?? 0) - along;
    for (let i = leg + 1; i < points.length && ahead < 80; i++) {
      const exit = i === points.length - 1 ? CRAWL : Math.min(exits[i] ?? CRAWL, way.limits[i] ?? CRAWL);
      most = Math.min(most, Math.sqrt(exit ** 2 + 2 * SLOWER * Math.max(0, ahead)));
      ahead += lengths[i] ?? 0;
    }
    return Math.max(CRAWL, most);
  };

  const step = (seconds: number) => {
    if (waiting > 0) {
      waiting -= seconds;
      vehicle.speed = 0;
      return;
    }
    vehicle.speed = Math.min(allowed(), vehicle.speed + FASTER * seconds);
    along += vehicle.speed * seconds;
    for (let length = lengths[leg]; length !== undefined && along >= length; length = lengths[leg]) {
      along -= length;
      leg++;
      if ((waits[leg] ?? 0) > 0) {
        waiting = waits[leg] ?? 0;
        along = 0;
        break;
      }
    }
  };

  const place = () => {
    const [a, b] = [points[leg], points[leg + 1]];
    if (!a) vehicle.point = points.at(-1) ?? first;
    else if (!b) vehicle.point = a;
    else {
      const t = along / (lengths[leg] ?? 1);
      vehicle.point = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
      vehicle.heading = ((Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI + 360) % 360;
    }
  };

  return {
    vehicle,
    left: () => lengths.slice(leg).reduce((sum, length) => sum + length, 0) - along,
    advance(seconds) {
      for (let rest = seconds; rest > 0 && leg < lengths.length; rest -= STEP) step(Math.min(STEP, rest));
      place();
      if (leg < lengths.length) return false;
      vehicle.speed = 0;
      return true;
    },
  };
}

/** m/s through a point of the way: free when straight on, slow in a sharp bend. */
function speedThrough(points: Metres[], i: number): number {
  const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
  if (!a || !b || !c) return Number.POSITIVE_INFINITY;
  const turn = Math.abs(Math.atan2(b[0] - a[0], b[1] - a[1]) - Math.atan2(c[0] - b[0], c[1] - b[1]));
  const bend = Math.min(turn, 2 * Math.PI - turn) / (Math.PI / 2);
  return bend < 0.2 ? Number.POSITIVE_INFINITY : TURN_SPEED / Math.min(1, bend);
}
