/** (brigades, view) → arrows with names: free is an outline, busy is filled, and the age of the fix can be seen. */
import { TextLayer } from "@deck.gl/layers";
import type { Fix } from "#contract/frame";
import { age } from "../../i18n/format.ts";
import { blend, type Colours, rgba } from "../colours.ts";
import type { Drawn } from "../glide.ts";
import { labelProps } from "./labels.ts";
import { ShapeLayer, shapeData, shapeProps } from "./shape-layer.ts";

export interface BrigadeMark {
  id: number;
  name: string;
  busy: boolean;
  fix: Fix;
  drawn: Drawn;
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

/** Shape: heading in radians clockwise from north or −1 when unknown, 1 when busy, 1 when silent. */
class ArrowLayer extends ShapeLayer {
  static override layerName = "ArrowLayer";

  protected paint(): string {
    return /* glsl */ `
      float arrow(vec2 p, float r) {
        vec2 q = vec2(abs(p.x), p.y);
        vec2 tip = vec2(0.0, 0.92) * r, wing = vec2(0.68, -0.72) * r, notch = vec2(0.0, -0.36) * r;
        vec2 side = normalize(vec2(tip.y - wing.y, wing.x - tip.x));
        vec2 back = normalize(vec2(wing.y - notch.y, notch.x - wing.x));
        float outside = dot(q - tip, side);
        float below = dot(q - notch, vec2(back.x, back.y));
        return max(outside, below);
      }
      vec4 paint(vec2 p, float r) {
        bool known = vShape.x >= 0.0;
        bool busy = vShape.y > 0.5;
        bool silent = vShape.z > 0.5;
        float s = sin(vShape.x), c = cos(vShape.x);
        vec2 q = known ? vec2(c * p.x - s * p.y, s * p.x + c * p.y) : p;
        float d = known ? arrow(q, r * 0.86) : disc(p, r * 0.5);
        float w = max(1.5, 0.11 * r);
        vec4 color = over(vec4(0.0), vHalo, cover(d - 0.16 * r));
        color = over(color, busy ? vBody : vSecond, cover(d));
        float edge = abs(d + w * 0.5) - w * 0.5;
        float share = cover(edge);
        if (silent) share *= step(0.45, fract(atan(q.y, q.x) * 1.9099));
        return over(color, vBody, share);
      }
    `;
  }
}

export function brigadeLayers(brigades: readonly BrigadeMark[], view: BrigadeView) {
  const { colours, scale, zoom } = view;
  const data = shapeData(brigades.length);
  const { getPosition, getFillColor, getSecondColor, getShape, getRadius } = data.attributes;
  const fresh = rgba(colours.brigade);
  const stale = rgba(colours.stale);
  for (const [i, brigade] of brigades.entries()) {
    const old = view.now - brigade.fix.at;
    const silent = old > SILENT_MS;
    const { lon, lat, heading } = brigade.drawn;
    getPosition.value.set([lon, lat], 2 * i);
    getFillColor.value.set(blend(fresh, stale, staleness(old)), 4 * i);
    getSecondColor.value.set(rgba(colours.panel), 4 * i);
    getShape.value.set(
      [heading === null ? -1 : (heading * Math.PI) / 180, brigade.busy && !silent ? 1 : 0, silent ? 1 : 0, 0],
      4 * i,
    );
    getRadius.value[i] = arrowRadius(zoom) * scale;
  }
  const named = brigades.filter((b) => zoom >= NAMES_FROM_ZOOM || b.id === view.selected);
  return {
    arrows: new ArrowLayer({
      id: "brigades",
      ...shapeProps,
      data,
      getLineColor: rgba(colours.land, 0.92),
      pickable: true,
    }),
    names: new TextLayer<BrigadeMark>({
      id: "brigade-names",
      ...labelProps(colours, scale),
      data: named,
      getText: (b) => labelOf(b, view.now),
      getPosition: (b) => [b.drawn.lon, b.drawn.lat],
      getPixelOffset: [0, (arrowRadius(zoom) + 9) * scale],
      getSize: 12 * scale,
      getColor: (b) => (view.now - b.fix.at > SILENT_MS ? rgba(colours.muted) : rgba(colours.text)),
      updateTriggers: { getPosition: brigades, getColor: view.now },
    }),
  };
}

export function arrowRadius(zoom: number): number {
  return Math.min(15, Math.max(8, 9 + (zoom - 12) * 1.8));
}

/** 0 while fresh, 1 when silent, growing in between. */
export function staleness(old: number): number {
  return Math.min(1, Math.max(0, (old - FRESH_MS) / (SILENT_MS - FRESH_MS)));
}

function labelOf(brigade: BrigadeMark, now: number): string {
  const old = now - brigade.fix.at;
  return old > FRESH_MS ? `${brigade.name} · ${age(old)}` : brigade.name;
}
