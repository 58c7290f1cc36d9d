/** Hexagons: the H3 cells that hold a place, as integers that a database can group by. */
import { cellToLatLng, cellToParent, getHexagonEdgeLengthAvg, latLngToCell, UNITS } from "h3-js";

export interface Cells {
  /** Decimal text of the 64-bit index, resolutions 7 (5 km²), 8 (0.7 km²) and 9 (0.1 km²). */
  cell7: string;
  cell8: string;
  cell9: string;
}

/** The cells of a place; a coarser one is the parent of the finer. */
export function cellsOf(lon: number, lat: number): Cells {
  const fine = latLngToCell(lat, lon, 9);
  return {
    cell7: decimal(cellToParent(fine, 7)),
    cell8: decimal(cellToParent(fine, 8)),
    cell9: decimal(fine),
  };
}

/** An H3 index has its highest bit clear, so it fits PostgreSQL's signed bigint. */
function decimal(cell: string): string {
  return BigInt(`0x${cell}`).toString();
}

/** Middle of the cell of that resolution which holds the place, to six decimals: all places in a cell become one. */
export function cellCentre(lon: number, lat: number, resolution: number): { lon: number; lat: number } {
  const [y, x] = cellToLatLng(latLngToCell(lat, lon, resolution));
  return { lon: Math.round(x * 1e6) / 1e6, lat: Math.round(y * 1e6) / 1e6 };
}

/** Middle of a cell by its index, as h3-js writes it. */
export function cellCentreOf(cell: string): { lon: number; lat: number } {
  const [y, x] = cellToLatLng(cell);
  return { lon: Math.round(x * 1e6) / 1e6, lat: Math.round(y * 1e6) / 1e6 };
}

const FINEST = 15;

/** The finest resolution whose cells have edges of so many metres on average, or longer ones. */
export function resolutionFor(metres: number): number {
  for (let resolution = FINEST; resolution > 0; resolution--)
    if (getHexagonEdgeLengthAvg(resolution, UNITS.m) >= metres) return resolution;
  return 0;
}
