/** Which of an authority's warnings a place lies in. */
import type { Warning } from "#contract/alerts";
import { pointInPolygonal } from "#geo/boundary";

/** The gravest of them comes first where the list has it first. Each polygon counts by itself: those of one warning may overlap. */
export function warningsAt(warnings: readonly Warning[], lon: number, lat: number): Warning[] {
  return warnings.filter(({ area }) =>
    area.some((coordinates) => pointInPolygonal(lon, lat, { type: "Polygon", coordinates })),
  );
}
