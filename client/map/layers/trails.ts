/** (fixes, view) → where brigades have just been: a faint tail for each, the whole way for the selected one. */
import { PathLayer } from "@deck.gl/layers";
import { UNKNOWN_WAY_MS } from "#geo/track";
import { drawnAt, type Fixes } from "../../live/fixes.ts";
import { type Colours, rgba } from "../colours.ts";
import type { BrigadeMark } from "./brigades.ts";

export type TrailPoint = readonly [lon: number, lat: number, at: number];

const FAINT_MS = 3 * 60_000;
const SELECTED_MS = 30 * 60_000;
/** Tails of more than these are a tangle, and cost more than all the rest. */
const MOST_TAILS = 400;

interface TrailView {
  colours: Colours;
  scale: number;
  /** Server's time, ms; and the local clock's. */
  now: number;
  local: number;
  selected: number | undefined;
  /** The selected brigade's way before this page was opened. */
  fetched: readonly TrailPoint[];
}

export function trailLayer(fixes: Fixes, brigades: readonly BrigadeMark[], view: TrailView) {
  const places: number[] = [];
  const colours: number[] = [];
  const widths: number[] = [];
  const starts: number[] = [];
  const [r, g, b] = rgba(view.colours.brigade);
  for (const { id, slot } of brigades) {
    const selected = id === view.selected;
    if (!selected && brigades.length > MOST_TAILS) continue;
    const span = selected ? SELECTED_MS : FAINT_MS;
    const ways = waysOf(selected ? view.fetched : [], pointsOf(fixes.trailOf(slot)));
    const here = drawnAt(fixes, slot, view.local);
    for (const way of ways) {
      const kept = way.filter(([, , at]) => view.now - at < span);
      // The last leg ends at the arrow, not ahead of it.
      if (kept.length > 0 && way === ways.at(-1))
        kept[kept.length - 1] = [here.lon, here.lat, fixes.columns.at[slot] ?? 0];
      if (kept.length < 2) continue;
      starts.push(places.length / 2);
      for (const [x, y, at] of kept) {
        const fade = 1 - (view.now - at) / span;
        places.push(x, y);
        colours.push(r, g, b, Math.round(selected ? 60 + 170 * fade : 90 * fade));
        widths.push((selected ? 3 : 2) * view.scale);
      }
    }
  }
  const length = starts.length;
  return new PathLayer({
    id: "trails",
    data: {
      length,
      startIndices: Uint32Array.from([...starts, places.length / 2]),
      attributes: {
        getPath: { value: Float64Array.from(places), size: 2 },
        getColor: { value: Uint8ClampedArray.from(colours), size: 4 },
        getWidth: { value: Float32Array.from(widths), size: 1 },
      },
    },
    _pathType: "open",
    widthUnits: "pixels",
    capRounded: true,
    jointRounded: true,
    pickable: false,
  });
}

/** lon, lat, at, one after another, as points. */
export function pointsOf(flat: readonly number[]): TrailPoint[] {
  return Array.from(
    { length: flat.length / 3 },
    (_, i): TrailPoint => [flat[3 * i] ?? 0, flat[3 * i + 1] ?? 0, flat[3 * i + 2] ?? 0],
  );
}

/** The fetched way up to where our own memory begins, and that: in as many parts as there are times of which nobody knows the way. */
export function waysOf(fetched: readonly TrailPoint[], own: readonly TrailPoint[]): TrailPoint[][] {
  const from = own[0]?.[2] ?? Number.POSITIVE_INFINITY;
  const ways: TrailPoint[][] = [];
  const add = (point: TrailPoint) => {
    const way = ways.at(-1);
    const before = way?.at(-1);
    if (way && before && point[2] - before[2] <= UNKNOWN_WAY_MS) way.push(point);
    else ways.push([point]);
  };
  for (const point of fetched) if (point[2] < from) add(point);
  const [first, ...rest] = own;
  if (first) add(first);
  // Whoever stands leaves no points: ours holds together, however far apart they are.
  ways.at(-1)?.push(...rest);
  return ways;
}
