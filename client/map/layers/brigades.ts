/** (brigades, view) → what stands beside the arrows: their names, and how far off a fix may be. */
import { TextLayer } from "@deck.gl/layers";
import { age } from "../../i18n/format.ts";
import { drawnAt, type Fixes } from "../../live/fixes.ts";
import { type Colours, rgba } from "../colours.ts";
import { FlatScatterplotLayer } from "./flat-projection.ts";
import { labelProps } from "./labels.ts";

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
export const LOW_BATTERY = 0.2;
/** A fix worse than this, metres, has its doubt drawn. */
const INEXACT = 50;

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
  return new FlatScatterplotLayer<BrigadeMark>({
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
