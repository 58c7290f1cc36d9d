/** A way with fewer points and the same shape. */
import type { RawFix } from "./track.ts";

/** Two metres, in degrees and squared: nobody sees it, and no receiver is that exact. */
const SAME = (2 / 111_195) ** 2;

/**
 * At most `most` points (2 or more): those that bend the way the most, by Douglas and Peucker's order. First and last stay. A place that is passed at another time than one would think counts as a bend, so that who stood is seen to have stood.
 */
export function simplify<P extends RawFix>(points: readonly P[], most: number): P[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length <= most) return [...points];
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  const scale = Math.cos((first.lat * Math.PI) / 180);
  // Stretches by how far their farthest point is off, the farthest one taken first: a heap would win nothing at 2,000.
  const heap = new Stretches();
  heap.add(farthest(points, 0, points.length - 1, scale));
  for (let count = 2; count < most; count++) {
    const next = heap.take();
    if (!next || next.off < SAME) break;
    kept[next.at] = 1;
    heap.add(farthest(points, next.from, next.at, scale));
    heap.add(farthest(points, next.at, next.to, scale));
  }
  return points.filter((_, i) => kept[i] === 1);
}

interface Stretch {
  from: number;
  to: number;
  /** The farthest point, and how far off it is, squared. */
  at: number;
  off: number;
}

/** Largest first. */
class Stretches {
  private readonly heap: Stretch[] = [];

  add(stretch: Stretch): void {
    const { heap } = this;
    let place = heap.push(stretch) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (!above || above.off >= stretch.off) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = stretch;
  }

  take(): Stretch | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      if (right && right.off > left.off) child++;
      const larger = heap[child];
      if (!larger || larger.off <= last.off) break;
      heap[place] = larger;
      place = child;
    }
    heap[place] = last;
    return top;
  }
}

/** By how far each is from where a steady drive from one end to the other would have been at its time. */
function farthest(points: readonly RawFix[], from: number, to: number, scale: number): Stretch {
  const found: Stretch = { from, to, at: from, off: 0 };
  const [a, b] = [points[from], points[to]];
  if (!a || !b) return found;
  const span = Math.max(1, b.at - a.at);
  for (let i = from + 1; i < to; i++) {
    const p = points[i];
    if (!p) continue;
    const share = (p.at - a.at) / span;
    const x = (p.lon - a.lon - share * (b.lon - a.lon)) * scale;
    const y = p.lat - a.lat - share * (b.lat - a.lat);
    const off = x * x + y * y;
    if (off > found.off) {
      found.at = i;
      found.off = off;
    }
  }
  return found;
}
