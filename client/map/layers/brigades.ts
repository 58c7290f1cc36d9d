/** (brigades, view) → arrows with names: free is an outline, busy is filled, and the age of the fix can be seen. */
import { ScatterplotLayer, TextLayer } from "@deck.gl/layers";
import { age } from "../../i18n/format.ts";
import { drawnAt, type Fixes } from "../../live/fixes.ts";
import { blend, type Colours, rgba } from "../colours.ts";
import { ArrowLayer } from "./arrow-layer.ts";
import { labelProps } from "./labels.ts";
import { shapeProps } from "./shape-layer.ts";

/** A brigade that is shown: where its columns are, and what they do not say. */
export interface BrigadeMark {
  id: number;
  slot: number;
  name: string;
  busy: boolean;
  /** Whether it is busy is known. */
  isKnown: boolean;
}

export interface BrigadeView {
  colours: Colours;
  scale: number;
  zoom: number;
  /** Server's time, ms. */
  now: number;
  selected: number | undefined;
}

/** A fix is fresh for a minute and silent after five. */
export const FRESH_MS = 60_000;
export const SILENT_MS = 5 * 60_000;
/** Nearer than this the names fit between the arrows. */
const NAMES_FROM_ZOOM = 13.6;
/** More names than these nobody reads. */
const MOST_NAMES = 150;
/** Below this a phone will not last the shift. */
const LOW_BATTERY = 0.2;
/** A fix worse than this, metres, has its doubt drawn. */
const INEXACT = 50;

/** The page's memory of the arrows' columns: as large as it ever had to be, and filled anew for each frame that comes. */
export class ArrowColumns {
  length = 0;
  /** How fast the fastest of them moves, degrees/s, and the fastest turns, radians/s. */
  fastest = 0;
  turning = 0;
  private place = new Float64Array(0);
  private colour = new Uint8ClampedArray(0);
  private shape = new Float32Array(0);
  private glide = new Float32Array(0);
  private turn = new Float32Array(0);

  fill(brigades: readonly BrigadeMark[], fixes: Fixes, view: BrigadeView, seconds: number): void {
    if (this.turn.length !== brigades.length) this.resize(brigades.length);
    this.fastest = 0;
    this.turning = 0;
    const { place, colour, shape, glide, turn } = this;
    const c = fixes.columns;
    const fresh = rgba(view.colours.brigade);
    const stale = rgba(view.colours.stale);
    for (let i = 0; i < brigades.length; i++) {
      const mark = brigades[i];
      if (!mark) continue;
      const { slot } = mark;
      const old = view.now - (c.at[slot] ?? 0);
      const silent = old > SILENT_MS;
      const heading = c.heading[slot] ?? Number.NaN;
      const fill = old <= FRESH_MS ? fresh : blend(fresh, stale, staleness(old));
      place[2 * i] = c.place[2 * slot] ?? 0;
      place[2 * i + 1] = c.place[2 * slot + 1] ?? 0;
      for (let k = 0; k < 4; k++) {
        glide[4 * i + k] = c.glide[4 * slot + k] ?? 0;
        colour[4 * i + k] = fill[k as 0 | 1 | 2 | 3];
      }
      turn[i] = ((c.turn[slot] ?? 0) * Math.PI) / 180;
      shape[4 * i] = Number.isNaN(heading) ? -1 : (heading * Math.PI) / 180;
      // Neither outline nor filled: in between.
      shape[4 * i + 1] = silent ? 0 : mark.isKnown ? Number(mark.busy) : 0.5;
      shape[4 * i + 2] = silent ? 1 : 0;
      shape[4 * i + 3] = (c.battery[slot] ?? 1) <= LOW_BATTERY ? 1 : 0;
      this.notePace(i, seconds);
    }
  }

  private notePace(i: number, seconds: number): void {
    const { glide, turn } = this;
    const end = glide[4 * i + 3] ?? 0;
    const whole = end - (glide[4 * i + 2] ?? 0);
    if (end <= seconds || whole <= 0) return;
    const pace = (Math.abs(glide[4 * i] ?? 0) + Math.abs(glide[4 * i + 1] ?? 0)) / whole;
    if (pace > this.fastest) this.fastest = pace;
    const turning = (2 * Math.abs(turn[i] ?? 0)) / whole;
    if (turning > this.turning) this.turning = turning;
  }

  /** For the layer, which takes what is in here now. */
  data() {
    return {
      length: this.length,
      attributes: {
        getPosition: { value: this.place, size: 2 },
        getFillColor: { value: this.colour, size: 4 },
        getShape: { value: this.shape, size: 4 },
        getGlide: { value: this.glide, size: 4 },
        getTurn: { value: this.turn, size: 1 },
      },
    };
  }

  private resize(length: number): void {
    this.length = length;
    this.place = new Float64Array(2 * length);
    this.colour = new Uint8ClampedArray(4 * length);
    this.shape = new Float32Array(4 * length);
    this.glide = new Float32Array(4 * length);
    this.turn = new Float32Array(length);
  }
}

/** `clock` gives the seconds of the columns' clock. */
export function arrowLayer(columns: ArrowColumns, view: BrigadeView, clock: () => number) {
  return new ArrowLayer({
    id: "brigades",
    ...shapeProps,
    data: columns.data(),
    clock,
    getRadius: arrowRadius(view.zoom) * view.scale,
    getSecondColor: rgba(view.colours.panel),
    getLineColor: rgba(view.colours.land, 0.92),
    pickable: true,
  });
}

/** Who is named: all that are in view when the map is near enough, and whoever is selected. */
export function named(
  brigades: readonly BrigadeMark[],
  { zoom, selected }: BrigadeView,
  isInView: (slot: number) => boolean,
): BrigadeMark[] {
  const near = zoom >= NAMES_FROM_ZOOM ? brigades.filter(({ slot }) => isInView(slot)) : [];
  if (near.length > 0 && near.length <= MOST_NAMES) return near;
  return selected === undefined ? [] : brigades.filter(({ id }) => id === selected);
}

export function nameLayer(brigades: readonly BrigadeMark[], fixes: Fixes, view: BrigadeView, local: number) {
  const { colours, scale, zoom } = view;
  const oldOf = ({ slot }: BrigadeMark) => view.now - (fixes.columns.at[slot] ?? 0);
  return new TextLayer<BrigadeMark>({
    id: "brigade-names",
    ...labelProps(colours, scale),
    data: brigades,
    getText: (b) => (oldOf(b) > FRESH_MS ? `${b.name} · ${age(oldOf(b))}` : b.name),
    getPosition: ({ slot }) => {
      const { lon, lat } = drawnAt(fixes, slot, local);
      return [lon, lat];
    },
    getPixelOffset: [0, (arrowRadius(zoom) + 9) * scale],
    getSize: 12 * scale,
    getColor: (b) => (oldOf(b) > SILENT_MS ? rgba(colours.muted) : rgba(colours.text)),
    updateTriggers: { getPosition: local, getColor: view.now },
  });
}

/** Within how many metres the selected brigade is, and any whose fix is not exact. */
export function doubtLayer(brigades: readonly BrigadeMark[], fixes: Fixes, view: BrigadeView, local: number) {
  const { accuracy } = fixes.columns;
  const inexact = brigades.filter(({ id, slot }) => {
    const metres = accuracy[slot] ?? Number.NaN;
    return metres > INEXACT || (id === view.selected && metres > 0);
  });
  return new ScatterplotLayer<BrigadeMark>({
    id: "doubt",
    data: inexact,
    getPosition: ({ slot }) => {
      const { lon, lat } = drawnAt(fixes, slot, local);
      return [lon, lat];
    },
    getRadius: ({ slot }) => accuracy[slot] ?? 0,
    radiusUnits: "meters",
    stroked: true,
    lineWidthUnits: "pixels",
    getLineWidth: view.scale,
    getFillColor: rgba(view.colours.brigade, 0.08),
    getLineColor: rgba(view.colours.brigade, 0.45),
    pickable: false,
    updateTriggers: { getPosition: local, getRadius: fixes.changes },
  });
}

export function arrowRadius(zoom: number): number {
  return Math.min(15, Math.max(8, 9 + (zoom - 12) * 1.8));
}

/** 0 while fresh, 1 when silent, growing in between. */
export function staleness(old: number): number {
  return Math.min(1, Math.max(0, (old - FRESH_MS) / (SILENT_MS - FRESH_MS)));
}
