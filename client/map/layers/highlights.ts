/** (what is selected, under the pointer or just changed) → rings around it. */
import { TextLayer } from "@deck.gl/layers";
import { shortSpan } from "../../i18n/format.ts";
import { blend, type Colours, rgba } from "../colours.ts";
import { FlatScatterplotLayer } from "./flat-projection.ts";
import { labelProps } from "./labels.ts";

export interface Spot {
  lon: number;
  lat: number;
}

/** `size` in px. */
export function selectionLayer(
  id: string,
  spots: readonly Spot[],
  colours: Colours,
  scale: number,
  size: number,
) {
  return new FlatScatterplotLayer<Spot>({
    id,
    data: spots,
    getPosition: (spot) => [spot.lon, spot.lat],
    getRadius: size * scale,
    radiusUnits: "pixels",
    billboard: true,
    filled: true,
    stroked: true,
    lineWidthUnits: "pixels",
    getLineWidth: 2 * scale,
    getLineColor: rgba(colours.accent),
    getFillColor: rgba(colours.accent, 0.14),
    updateTriggers: { getLineColor: colours, getFillColor: colours, getRadius: [scale, size] },
  });
}

/** How long a change stays visible. */
export const GLOW_MS = 10_000;

/** Slowly fading rings, never a blink: this is where something has just happened. `age` in ms. */
export function glowLayer(spots: readonly (Spot & { age: number })[], colours: Colours, scale: number) {
  return new FlatScatterplotLayer<Spot & { age: number }>({
    id: "glow",
    data: spots,
    getPosition: (spot) => [spot.lon, spot.lat],
    getRadius: (spot) => (13 + 9 * (spot.age / GLOW_MS)) * scale,
    radiusUnits: "pixels",
    billboard: true,
    filled: false,
    stroked: true,
    lineWidthUnits: "pixels",
    getLineWidth: 1.5 * scale,
    getLineColor: (spot) => blend(rgba(colours.text, 0.75), rgba(colours.text, 0), spot.age / GLOW_MS),
    updateTriggers: { getLineColor: colours },
  });
}

/** Hours late in figures, where the map is near enough to have room for them. */
export function lateLabelLayer(late: readonly (Spot & { by: number })[], colours: Colours, scale: number) {
  return new TextLayer<Spot & { by: number }>({
    id: "late-by",
    ...labelProps(colours, scale),
    data: late,
    getText: (spot) => shortSpan(spot.by),
    getPosition: (spot) => [spot.lon, spot.lat],
    getPixelOffset: [14 * scale, 0],
    getTextAnchor: "start",
    getSize: 12 * scale,
    getColor: rgba(colours.text),
    updateTriggers: { getColor: colours },
  });
}
