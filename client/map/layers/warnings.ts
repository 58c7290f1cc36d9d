/**
 * (warnings of an authority, view) → their areas: outline, hatch and name. Without a colour of their own, which belongs to reports and
 * brigades: how grave it is, is said by the name in words and by the outline's width.
 */
import { PathLayer, TextLayer } from "@deck.gl/layers";
import type { Severity, Warning } from "#contract/alerts";
import { type Bounds, boundsOf } from "#geo/boundary";
import { hatch } from "#geo/hatch";
import { type Colours, rgba } from "../colours.ts";
import { labelProps } from "./labels.ts";

export interface ShownWarning {
  warning: Warning;
  /** What stands on it. */
  label: string;
  /** Of the city: the name of a warning for a whole state stands where it is seen. */
  within: Readonly<Bounds>;
}

const widths: Record<Severity, number> = { extreme: 5, severe: 3.5, moderate: 2.5, minor: 1.5, unknown: 1.5 };
const HATCHES = 24;

type Way = { path: [number, number][]; width: number; alpha: number };

export function warningLayers(shown: readonly ShownWarning[], colours: Colours, scale: number) {
  const ways = shown.flatMap(({ warning }): Way[] =>
    warning.area.flatMap((polygon) => [
      ...polygon.map((path) => ({ path, width: widths[warning.severity], alpha: 0.75 })),
      ...hatch({ type: "Polygon", coordinates: polygon }, HATCHES).map((path) => ({
        path,
        width: 1,
        alpha: 0.22,
      })),
    ]),
  );
  return [
    new PathLayer<Way>({
      id: "warnings",
      data: ways,
      getPath: ({ path }) => path,
      getColor: ({ alpha }) => rgba(colours.text, alpha),
      getWidth: ({ width }) => width * scale,
      widthUnits: "pixels",
      jointRounded: true,
      pickable: false,
      updateTriggers: { getColor: colours, getWidth: scale },
    }),
    new TextLayer<ShownWarning>({
      id: "warning-names",
      ...labelProps(colours, scale),
      data: shown,
      getText: ({ label }) => label,
      getPosition: topOf,
      getPixelOffset: [0, 14 * scale],
      getSize: 14 * scale,
      getColor: rgba(colours.text),
      updateTriggers: { getColor: colours },
    }),
  ];
}

/** In the middle of its upper edge: below it lie the reports. */
function topOf({ warning, within }: ShownWarning): [number, number] {
  const [west, , east, north] = boundsOf({ type: "MultiPolygon", coordinates: warning.area });
  return [(Math.max(west, within[0]) + Math.min(east, within[2])) / 2, Math.min(north, within[3])];
}
