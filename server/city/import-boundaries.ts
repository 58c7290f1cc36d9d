/** Replaces the boundary or the sectors of a city by those of a GeoJSON file, or changes nothing. */
import { open, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { shareInside } from "#geo/share-inside";
import { SECTOR_SHARE } from "#server/city/check-areas";
import { CityError } from "#server/city/city-error";
import { showPath } from "#server/city/json-file";
import { loadCity } from "#server/city/load-city";
import { type Area, type Areas, readAreas } from "#server/city/read-areas";

export interface ImportOptions {
  /** Folder of the city. */
  folder: string;
  /** Left out: one area is a boundary, several are sectors. */
  as?: "boundary" | "sectors" | undefined;
  /** Which property of a feature is the sector's name; left out: the first of the usual ones that all have. */
  nameProperty?: string | undefined;
}

export interface Imported {
  as: "boundary" | "sectors";
  written: string;
  count: number;
  positions: number;
  /** Names of features left out because they have no area. */
  slivers: string[];
}

/** Throws CityError with one line when the file is not what it should be; then no file has changed. */
export async function importBoundaries(path: string, options: ImportOptions): Promise<Imported> {
  const { folder } = options;
  const found = await readAreas(path);
  const { city } = await loadCity(folder);
  const as = options.as ?? (found.areas.length === 1 ? "boundary" : "sectors");
  const source = basename(path);
  const refuse = (rule: string) => new CityError([`${showPath(path)}: ${rule}`]);
  const { name, text } =
    as === "boundary"
      ? { name: "boundary.geojson", text: boundaryText(found.areas, city.name, source, refuse) }
      : { name: "sectors.geojson", text: sectorsText(found, options.nameProperty, source, refuse) };
  if (as === "boundary") {
    const lost = city.sectors.filter(({ geometry }) => !liesIn(geometry, found.areas[0]?.geometry));
    if (lost.length > 0) {
      throw refuse(`must hold the city's sectors, does not hold ${list(lost.map((sector) => sector.name))}`);
    }
  } else {
    const outside = found.areas.filter(({ geometry }) => !liesIn(geometry, city.boundary));
    if (outside.length > 0) {
      const names = outside.map((area) => nameOf(area.properties, options.nameProperty ?? guessName(found)));
      throw refuse(`sectors must lie in the boundary of ${city.name}, these do not: ${list(names)}`);
    }
  }
  // Whatever else the checks of a start would say is said now, while the old file is still there.
  await loadCity(folder, { [name]: text });
  await replaceFile(join(folder, name), text);
  return {
    as,
    written: showPath(join(folder, name)),
    count: found.areas.length,
    positions: found.areas.reduce(
      (sum, { geometry }) => sum + geometry.coordinates.flat(Infinity).length / 2,
      0,
    ),
    slivers: found.slivers.map((properties) => nameOf(properties, options.nameProperty ?? guessName(found))),
  };
}

type Refuse = (rule: string) => CityError;

function liesIn(inner: Area["geometry"], outer: Area["geometry"] | undefined): boolean {
  return outer !== undefined && shareInside(inner, outer) >= SECTOR_SHARE;
}

function boundaryText(areas: Area[], name: string, source: string, refuse: Refuse): string {
  const [only, ...more] = areas;
  if (!only || more.length > 0) {
    throw refuse(
      `must hold one Polygon or MultiPolygon to be a boundary, holds ${areas.length}; --sectors takes many`,
    );
  }
  return `${JSON.stringify({ type: "Feature", properties: { name, source }, geometry: only.geometry })}\n`;
}

/** One feature a line: a later import then shows in a diff what has moved. */
function sectorsText(found: Areas, nameProperty: string | undefined, source: string, refuse: Refuse): string {
  const property = nameProperty ?? guessName(found);
  const known = Object.keys(found.areas[0]?.properties ?? {}).join(", ") || "none";
  if (!property)
    throw refuse(`--name-property must say which property is a sector's name; there are ${known}`);
  const taken = new Set<string>();
  const lines = found.areas.map(({ properties, geometry }, i) => {
    const name = nameOf(properties, property);
    if (!name)
      throw refuse(`features[${i}].properties.${property} must be a name; the properties are ${known}`);
    return JSON.stringify({ type: "Feature", properties: { code: newCode(name, taken), name }, geometry });
  });
  const head = `{"type":"FeatureCollection","source":${JSON.stringify(source)},"features":[`;
  return `${head}\n${lines.join(",\n")}\n]}\n`;
}

const USUAL = [
  "name",
  "nombre",
  "NAME",
  "NOMBRE",
  "Name",
  "Nombre",
  "sector",
  "SECTOR",
  "COLONIA",
  "colonia",
  "NOMGEO",
];

function guessName({ areas }: Areas): string | undefined {
  return USUAL.find((property) => areas.every(({ properties }) => nameOf(properties, property) !== ""));
}

function nameOf(properties: Record<string, unknown>, property: string | undefined): string {
  const value = property ? properties[property] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}

function newCode(name: string, taken: Set<string>): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const stem =
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 40)
      .replace(/^-+|-+$/g, "") || "sector";
  let code = stem;
  for (let n = 2; taken.has(code); n++) code = `${stem}-${n}`;
  taken.add(code);
  return code;
}

function list(names: string[]): string {
  const shown = names
    .slice(0, 10)
    .map((name) => name || "(without a name)")
    .join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

/** The old file or the new one, never half of either, whenever the power goes. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(beside, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new CityError([`${showPath(path)}: cannot be written (${why})`]);
  }
}
