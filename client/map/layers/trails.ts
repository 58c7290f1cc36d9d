/** (tracks, view) → where brigades have just been: a faint tail for each, the whole way for the selected one. */
import { PathLayer } from "@deck.gl/layers";
import type { Fixes } from "../../live/fixes.ts";
import { type Colours, rgba } from "../colours.ts";
import type { Drawn } from "../glide.ts";

export type TrailPoint = readonly [lon: number, lat: number, at: number];

const FAINT_MS = 3 * 60_000;
const SELECTED_MS = 30 * 60_000;

interface TrailView {
  colours: Colours;
  scale: number;
  /** Server's time, ms. */
  now: number;
  selected: number | undefined;
  /** The selected brigade's way before this page was opened. */
  fetched: readonly TrailPoint[];
}

export function trailLayer(fixes: Fixes, drawn: ReadonlyMap<number, Drawn>, view: TrailView) {
  const lon: number[] = [];
  const colours: number[] = [];
  const widths: number[] = [];
  const starts: number[] = [];
  const [r, g, b] = rgba(view.colours.brigade);
  for (const [id, track] of fixes.tracks) {
    const selected = id === view.selected;
    const span = selected ? SELECTED_MS : FAINT_MS;
    const points = selected ? joined(view.fetched, track.trail) : track.trail;
    const kept = points.filter(([, , at]) => view.now - at < span);
    const here = drawn.get(id);
    // The last leg ends at the arrow, not ahead of it.
    if (here && kept.length > 0) kept[kept.length - 1] = [here.lon, here.lat, track.fix.at];
    if (kept.length < 2) continue;
    starts.push(lon.length / 2);
    for (const [x, y, at] of kept) {
      const fade = 1 - (view.now - at) / span;
      lon.push(x, y);
      colours.push(r, g, b, Math.round(selected ? 60 + 170 * fade : 90 * fade));
      widths.push((selected ? 3 : 2) * view.scale);
    }
  }
  const length = starts.length;
  return new PathLayer({
    id: "trails",
    data: {
      length,
      startIndices: Uint32Array.from([...starts, lon.length / 2]),
      attributes: {
        getPath: { value: Float64Array.from(lon), size: 2 },
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

/** The fetched way up to where our own memory begins. */
export function joined(fetched: readonly TrailPoint[], own: readonly TrailPoint[]): TrailPoint[] {
  const from = own[0]?.[2] ?? Number.POSITIVE_INFINITY;
  return [...fetched.filter(([, , at]) => at < from), ...own];
}
