/** The parts of the city that an administrator has changed, and how they take the place of the files'. */
import { type CityPartName, cityPartNames } from "#contract/administration";
import { type City, CityFile } from "#contract/city";
import type { Tx } from "../db/database.ts";
import { fieldName, type JsonFile } from "./json-file.ts";
import type { CityJson, FileName } from "./make-city.ts";

export interface ChangedPart {
  part: CityPartName;
  /** Null where the file holds again. */
  content: unknown;
  version: number;
  changedAt: number;
}

export const fileOfPart: Readonly<Record<CityPartName, FileName>> = {
  services: "services.json",
  reasons: "reasons.json",
  calendars: "calendars.json",
  sectors: "sectors.geojson",
  brigades: "brigades.json",
  alerts: "alerts.json",
  settings: "city.json",
};

/** In the order in which they are listed; parts that a newer server knows are left out. */
export async function readParts(tx: Tx): Promise<ChangedPart[]> {
  const rows = await tx.query<ChangedPart>(
    `SELECT part, content, version, floor(extract(epoch FROM changed_at) * 1000)::bigint AS "changedAt"
       FROM city_parts ORDER BY array_position($1::text[], part)`,
    [cityPartNames],
  );
  return rows.filter(({ part }) => cityPartNames.includes(part));
}

/** Goes up by one with each change, whichever the part. */
export function revisionOf(parts: readonly ChangedPart[]): number {
  return parts.reduce((sum, { version }) => sum + version, 0);
}

export async function readRevision(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ revision: number }>(
    "SELECT coalesce(sum(version), 0)::integer AS revision FROM city_parts WHERE part = ANY ($1)",
    [cityPartNames],
  );
  return row?.revision ?? 0;
}

/** What makes the city: the files, with the changed parts in the places of theirs. Faults then name no lines. */
export function withParts(
  files: CityJson,
  parts: readonly Pick<ChangedPart, "part" | "content">[],
): CityJson {
  const made = Object.fromEntries(
    Object.entries(files).map(([name, { value }]) => [name, partFile(name, value)]),
  ) as Record<FileName, JsonFile>;
  for (const { part, content } of parts) {
    if (content === null) continue;
    const name = fileOfPart[part];
    const value = part === "settings" ? { ...object(files[name].value), ...object(content) } : content;
    made[name] = partFile(name, value);
  }
  return made;
}

/** A file of the city that is none: its faults are "field: rule". */
function partFile(name: string, value: unknown): JsonFile {
  const stem = name.replace(/\..*$/, "");
  return { shownAs: name, value, faults: [], fault: (path, rule) => `${fieldName(stem, path)}: ${rule}` };
}

/** The fields of `city.json` that an administrator may change: all but what makes it this city. */
export const settingNames = Object.keys(CityFile.shape).filter(
  (name) => !["code", "name", "country", "timeZone", "languages", "bounds"].includes(name),
) as (keyof CityFile)[];

/** A part in the form of its file. */
export function contentOf(part: CityPartName, city: City): unknown {
  switch (part) {
    case "settings":
      return Object.fromEntries(settingNames.map((name) => [name, city[name]]));
    case "sectors":
      return {
        type: "FeatureCollection",
        features: city.sectors.map(({ code, name, geometry }) => ({
          type: "Feature",
          properties: { code, name },
          geometry,
        })),
      };
    default:
      return city[part];
  }
}

function object(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
