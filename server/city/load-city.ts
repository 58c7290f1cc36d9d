/** Reads the folder of a city. This is the only door: whoever has a `City` has one that makes sense. */
import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { usualAlertRules } from "#domain/alert-rules";
import { CityError } from "#server/city/city-error";
import { readJsonFile, showPath } from "#server/city/json-file";
import { type CityJson, type FileName, fileNames, type MadeCity, makeCity } from "#server/city/make-city";

export interface CityFiles extends MadeCity {
  /** What they were made of; an administrator's changes are made on top of it. */
  files: CityJson;
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
  const files = await readFiles(folder, instead);
  const made = makeCity(files);
  if ("faults" in made) throw new CityError(made.faults);
  return { ...made, files };
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

/** A city that says nothing of alerts has the usual ones, and one that has no names for skills calls them by their codes. */
const usual: Partial<Record<FileName, unknown>> = { "alerts.json": usualAlertRules, "skills.json": [] };

function unlessThere(folder: string, name: FileName): string | undefined {
  return usual[name] !== undefined && !existsSync(join(folder, name))
    ? JSON.stringify(usual[name])
    : undefined;
}

async function readFiles(folder: string, instead: Readonly<Record<string, string>>): Promise<CityJson> {
  const read = (name: FileName) => readJsonFile(folder, name, instead[name] ?? unlessThere(folder, name));
  const files = await Promise.all(fileNames.map(read));
  return Object.fromEntries(fileNames.map((name, i) => [name, files[i]])) as CityJson;
}
