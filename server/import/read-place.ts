import type { Columns } from "./columns.ts";
import { ImportError } from "./import-error.ts";
import type { Place } from "./mapping.ts";
import { quoted, Refused } from "./refusals.ts";
import { compileSystem, type ToWgs84 } from "./systems.ts";

export interface SystemOption {
  srid?: number | undefined;
  proj?: string | undefined;
}

/** Where a row is, WGS 84 degrees. */
export type ReadPlace = (cells: readonly string[]) => { lon: number; lat: number } | Refused;

/** `given` comes from the command line and overrules the mapping. Throws ImportError when no system is known. */
export function compilePlace(columns: Columns, place: Place, given: SystemOption): ReadPlace {
  const east = columns.need(place.x ? "place.x" : "place.lon", place.x ?? place.lon ?? []);
  const north = columns.need(place.y ? "place.y" : "place.lat", place.y ?? place.lat ?? []);
  const toWgs84 = systemOf(place, given);
  const number = (text: string) => numberOf(place.decimalComma ? text.replace(",", ".") : text);
  return (cells) => {
    const [first, second] = [east(cells), north(cells)];
    if (first === "" || second === "") return new Refused("missing-coordinate", "no coordinate");
    const x = number(first);
    const y = number(second);
    const unreadable = () =>
      new Refused("unreadable-coordinate", `${quoted(first)}, ${quoted(second)} is no coordinate`);
    if (x === undefined || y === undefined) return unreadable();
    // What is filled in when nothing is known; no city is there.
    if (x === 0 && y === 0) return new Refused("missing-coordinate", "the coordinate is 0, 0");
    const found = toWgs84(x, y);
    return found ? { lon: found[0], lat: found[1] } : unreadable();
  };
}

function systemOf(place: Place, given: SystemOption): ToWgs84 {
  if (given.srid !== undefined || given.proj !== undefined) return compileSystem(orNothing(given));
  if (place.srid !== undefined || place.proj !== undefined) return compileSystem(orNothing(place));
  if (place.x)
    throw new ImportError(
      "the mapping has x and y: their system must be told by its srid or proj, or --srid or --proj",
    );
  return (lon, lat) => (Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : undefined);
}

function orNothing({ srid, proj }: SystemOption): { srid?: number; proj?: string } {
  return { ...(srid !== undefined && { srid }), ...(proj !== undefined && { proj }) };
}

function numberOf(text: string): number | undefined {
  return /^[+-]?(\d{1,12}(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?$/i.test(text) ? Number(text) : undefined;
}
