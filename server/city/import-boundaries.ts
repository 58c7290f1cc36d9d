/** Replaces the boundary or the sectors of a city by those of a GeoJSON file, or changes nothing. */
import { open, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { shareInside } from "#geo/share-inside";
import { SECTOR_SHARE } from "#server/city/check-areas";
import { CityError } from "#server/city/city-error";
import { showPath } from "#server/city/json-file";
import { loadCity } from "#server/city/load-city";
import { guessName, nameOf, sectorFeatures } from "#server/city/name-areas";
import { type Area, type Areas, type Refuse, readAreas } from "#server/city/read-areas";

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
  const lines = sectorFeatures(found, { nameProperty, askedBy: "--name-property" }, refuse).map((feature) =>
    JSON.stringify(feature),
  );
  const head = `{"type":"FeatureCollection","source":${JSON.stringify(source)},"features":[`;
  return `${head}\n${lines.join(",\n")}\n]}\n`;
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
