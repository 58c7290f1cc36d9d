/** A row of somebody's file as a fix of a vehicle. */
import { boundsOf } from "#geo/boundary";
import { metresOutside } from "#geo/far";
import type { CityRules } from "../context.ts";
import type { Columns } from "./columns.ts";
import { compileDates } from "./dates.ts";
import type { PositionMapping } from "./mapping.ts";
import { compilePlace, type SystemOption } from "./read-place.ts";
import { quoted, Refused } from "./refusals.ts";

export interface VehicleFix {
  /** Code of the brigade that the vehicle is. */
  brigade: string;
  name: string;
  /** ms */
  at: number;
  lon: number;
  lat: number;
  /** m/s */
  speed: number | null;
  /** Degrees clockwise from north. */
  heading: number | null;
}

export type ReadPosition = (cells: readonly string[]) => VehicleFix | Refused;

/** m/s: nothing that a city drives is faster, so the rest of such a fix is not to be believed either. */
const FASTEST = 70;
const UNITS = { "m/s": 1, "km/h": 1 / 3.6, mph: 0.44704, knots: 0.514444 };
/** A device's clock may run ahead by so much, ms. */
const AHEAD = 60_000;
const CODE_LIMIT = 64;
const NAME_LIMIT = 60;

/** Throws ImportError when the file lacks a column that is needed. */
export function compilePosition(
  mapping: PositionMapping,
  columns: Columns,
  { city }: CityRules,
  system: SystemOption,
  now: number,
): ReadPosition {
  const vehicle = columns.need("vehicle", mapping.vehicle);
  const at = columns.need("at", mapping.at);
  const readPlace = compilePlace(columns, mapping.place, system);
  const speed = columns.may(mapping.speed?.columns);
  const factor = UNITS[mapping.speed?.unit ?? "m/s"];
  const heading = columns.may(mapping.heading);
  const instant = compileDates(mapping.dates, mapping.timeZone ?? city.timeZone);
  const bounds = boundsOf(city.boundary);

  return (cells) => {
    const called = vehicle(cells);
    if (called === "") return new Refused("missing-vehicle", "no vehicle");
    const brigade = mapping.brigadeCode.replaceAll("{vehicle}", () => called);
    const name = mapping.brigadeName.replaceAll("{vehicle}", () => called);
    if (brigade.length > CODE_LIMIT || name.length > NAME_LIMIT || /[\p{Cc}\p{Cs}]/u.test(called))
      return new Refused("unreadable-vehicle", `${quoted(called)} cannot be the name of a vehicle`);
    const when = at(cells);
    if (when === "") return new Refused("missing-date", "no date");
    const date = instant(when);
    if (!date)
      return new Refused("unreadable-date", `${quoted(when)} is no date that the mapping tells to read`);
    if (date.at > now + AHEAD) return new Refused("future-date", `${quoted(when)} lies in the future`);
    const place = readPlace(cells);
    if (place instanceof Refused) return place;
    const outside = metresOutside(place.lon, place.lat, bounds);
    if (outside > mapping.farAwayKm * 1000)
      return new Refused("far-away", `${(outside / 1000).toFixed(1)} km from ${city.name}`);
    const fast = numberIn(speed?.(cells), 0, Number.POSITIVE_INFINITY);
    if (fast !== null && fast * factor > FASTEST)
      return new Refused("impossible-speed", `${(fast * factor).toFixed(0)} m/s`);
    return {
      brigade,
      name,
      at: date.at,
      ...place,
      speed: fast === null ? null : fast * factor,
      heading: numberIn(heading?.(cells), 0, 360),
    };
  };
}

/** What is no such number is not known; the fix itself is good without it. */
function numberIn(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || !/^\d{1,9}(\.\d*)?$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}
