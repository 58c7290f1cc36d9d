#!/usr/bin/env tsx
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pino from "pino";
import { CityError } from "#server/city/city-error";
import { importBoundaries } from "#server/city/import-boundaries";
import { LiveRules } from "#server/city/live-rules";
import { type CityFiles, loadCity, resolveCityFolder } from "#server/city/load-city";
import { holderOf } from "#server/db/data-folder";
import type { Database } from "#server/db/database";
import { DatabaseError, openToolDatabase } from "#server/db/open-database";
import { EnvError, readToolEnv } from "#server/env";

const USAGE = `npm run city -- check [CODE]
npm run city -- import-boundaries FILE [--sectors|--boundary] [--name-property P] [--city CODE]

  check              reads all files of a city and says what is wrong, with file and line
  import-boundaries  replaces the city's boundary (one area) or sectors (several) by those of a GeoJSON file
  --sectors, --boundary  what the file holds, where one area or several do not tell
  --name-property P  the property that is a sector's name
  --city CODE        a folder of cities/ or the path of one; without it, the variable CITY`;

/** A wrong command line: exit code 2. */
class UsageError extends Error {}

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

async function run(args: string[]): Promise<string> {
  const { values, positionals } = parse(args);
  const [command, argument, ...extra] = positionals;
  if (values.help || command === undefined) return USAGE;
  if (extra.length > 0) throw new UsageError(`unexpected argument ${extra[0]}`);
  if (command === "check") {
    if (values.sectors || values.boundary || values["name-property"] !== undefined) {
      throw new UsageError("check takes no --sectors, --boundary or --name-property");
    }
    return check(argument ?? values.city);
  }
  if (command !== "import-boundaries") {
    throw new UsageError(`unknown command ${command}; there are check and import-boundaries`);
  }
  if (argument === undefined) throw new UsageError("import-boundaries needs a FILE");
  if (values.sectors && values.boundary) throw new UsageError("--sectors and --boundary exclude each other");
  const imported = await importBoundaries(argument, {
    folder: folderOf(values.city),
    as: values.sectors ? "sectors" : values.boundary ? "boundary" : undefined,
    nameProperty: values["name-property"],
  });
  const left = imported.slivers.length;
  return [
    `${imported.written}: ${imported.as}, ${imported.count} area${imported.count > 1 ? "s" : ""}, ${imported.positions} positions`,
    ...(left > 0 ? [`left out, smaller than 1 m²: ${imported.slivers.join(", ")}`] : []),
  ].join("\n");
}

async function check(code: string | undefined): Promise<string> {
  const files = await loadCity(folderOf(code));
  const { city, base } = files;
  const notes = await notesOnChanges(files);
  const line = `${city.name}: ${city.departments.length} departments, ${city.services.length} services, ${city.sectors.length} sectors, ${city.brigades.length} brigades, ${city.reasons.length} reasons, ${base.features.length} base features`;
  return [line, ...notes].join("\n");
}

/**
 * What an administrator changed of this city, where its database can be reached without starting one. Throws CityError
 * when the files do not fit it.
 */
async function notesOnChanges(files: CityFiles): Promise<string[]> {
  const env = readToolEnv();
  if (env.databaseUrl === undefined && holderOf(env.dataDir) === undefined) return [];
  let db: Database;
  try {
    db = await openToolDatabase(env, pino({ level: "fatal" }, pino.destination(2)));
  } catch (error) {
    if (error instanceof DatabaseError)
      return [`what an administrator changed is not known: ${error.message}`];
    throw error;
  }
  try {
    const [found] = await db.query<{ there: boolean }>(
      "SELECT to_regclass('city_parts') IS NOT NULL AS there",
    );
    if (!found?.there) return [];
    const [head] = await db.query<{ city: string | null }>("SELECT city FROM log_head");
    if (head?.city !== files.city.code) return [];
    return (await LiveRules.open(db, files, () => {})).notes();
  } finally {
    await db.close();
  }
}

function folderOf(code: string | undefined): string {
  return resolveCityFolder(code ?? readToolEnv().city, ROOT);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        sectors: { type: "boolean" },
        boundary: { type: "boolean" },
        "name-property": { type: "string" },
        city: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error));
  }
}

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UsageError) console.error(`city: ${error.message}`);
  else if (error instanceof CityError || error instanceof EnvError) console.error(error.message);
  else throw error;
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
