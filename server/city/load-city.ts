/** Reads the folder of a city. This is the only door: whoever has a `City` has one that makes sense. */
import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import {
  Base,
  BrigadeFile,
  Calendar,
  type City,
  CityFile,
  Department,
  Reason,
  Service,
} from "#contract/city";
import { checkAreas } from "#server/city/check-areas";
import { checkReferences } from "#server/city/check-references";
import { CityError } from "#server/city/city-error";
import { BoundaryFeature, SectorFeature } from "#server/city/geojson";
import { type JsonFile, readJsonFile, showPath } from "#server/city/json-file";
import { type CityParts, type List, parseList, parseOne } from "#server/city/parse-parts";

export interface CityFiles {
  city: City;
  base: Base;
}

/**
 * Throws CityError with everything that is wrong in all of the files, in the order of files and lines. `instead` holds
 * texts by file name that are to be tried in place of the files.
 */
export async function loadCity(
  folder: string,
  instead: Readonly<Record<string, string>> = {},
): Promise<CityFiles> {
  if (!existsSync(folder)) throw new CityError([`${showPath(folder)}: folder of the city is missing`]);
  const { parts, base, faults } = await readCity(folder, instead);
  if (faults.length > 0) throw new CityError(faults);
  const city = assemble(parts);
  if (!city || !base) throw new Error("a city without faults must have all of its parts");
  return { city, base };
}

/**
 * The folder that CITY means: a name in `rootDir/cities`, or the path of a folder elsewhere (with a slash in it, from
 * `rootDir` when relative). Throws CityError with one line when there is none.
 */
export function resolveCityFolder(value: string, rootDir: string): string {
  const isPath = /[\\/]/.test(value) || isAbsolute(value);
  const folder = isPath ? resolve(rootDir, value) : join(rootDir, "cities", value);
  if (value !== "" && !/^\.+$/.test(value) && existsSync(join(folder, "city.json"))) return folder;
  const known = existsSync(join(rootDir, "cities")) ? readdirSync(join(rootDir, "cities")).sort() : [];
  throw new CityError([
    `CITY must name a folder of cities/ (${known.join(", ")}) or the path of one with a city.json, is ${JSON.stringify(value)}`,
  ]);
}

async function readCity(folder: string, instead: Readonly<Record<string, string>>) {
  const read = (name: string) => readJsonFile(folder, name, instead[name]);
  const [city, departments, calendars, services, sectors, brigades, reasons, boundary, base] =
    await Promise.all([
      read("city.json"),
      read("departments.json"),
      read("calendars.json"),
      read("services.json"),
      read("sectors.geojson"),
      read("brigades.json"),
      read("reasons.json"),
      read("boundary.geojson"),
      read("base.geojson"),
    ]);
  const parts: CityParts = {
    city: parseOne(city, CityFile),
    departments: parseList(departments, Department.strict()),
    calendars: parseList(calendars, Calendar),
    services: parseList(services, Service.strict()),
    sectors: parseList(sectors, SectorFeature, "features"),
    brigades: parseList(brigades, BrigadeFile.strict()),
    reasons: parseList(reasons, Reason.strict()),
    boundary: parseOne(boundary, BoundaryFeature),
  };
  const readBase = parseOne(base, Base);
  const found = [...Object.values(parts).flatMap((part) => part.faults), ...readBase.faults];
  found.push(...checkReferences(parts), ...checkAreas(parts));
  const files = [city, departments, calendars, services, sectors, brigades, reasons, boundary, base];
  return { parts, base: readBase.value, faults: inFileOrder(found, files) };
}

function assemble(parts: CityParts): City | undefined {
  const { value: head } = parts.city;
  const boundary = parts.boundary.value?.geometry;
  if (!head || !boundary) return undefined;
  return {
    ...head,
    departments: present(parts.departments),
    calendars: present(parts.calendars),
    services: present(parts.services),
    sectors: present(parts.sectors).map(({ properties, geometry }) => ({ ...properties, geometry })),
    brigades: present(parts.brigades),
    reasons: present(parts.reasons),
    boundary,
  };
}

function present<T>(list: List<T>): T[] {
  return list.items.filter((item) => item !== undefined);
}

function inFileOrder(faults: string[], files: JsonFile[]): string[] {
  const rank = (fault: string) => files.findIndex((file) => fault.startsWith(`${file.shownAs}:`));
  const line = (fault: string) => Number(/:(\d+) /.exec(fault)?.[1] ?? 0);
  return faults.sort((a, b) => rank(a) - rank(b) || line(a) - line(b));
}
