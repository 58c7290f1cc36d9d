import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { ruleOf } from "#contract/rule";
import type { Polygonal } from "#geo/boundary";
import { cleanArea } from "#geo/clean-area";
import { ringFault } from "#geo/ring-fault";
import { CityError } from "#server/city/city-error";
import { showPath } from "#server/city/json-file";
import { ruleText } from "#server/city/rule-text";

/** An area of somebody's map, cleaned, with whatever that map knows about it. */
export interface Area {
  properties: Record<string, unknown>;
  geometry: Polygonal;
}

export interface Areas {
  areas: Area[];
  /** Properties of features that had no area worth the name (under 1 m²). */
  slivers: Record<string, unknown>[];
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Height and whatever else follows longitude and latitude is dropped. */
const position = z
  .array(z.number())
  .min(2)
  .transform(([lon = 0, lat = 0]): [number, number] => [lon, lat]);
const rings = z.array(z.array(position).min(4)).min(1);
const AreaGeometry = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Polygon"), coordinates: rings }),
  z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(rings).min(1) }),
]);
const properties = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});
const AreaFeature = z.object({ type: z.literal("Feature"), properties, geometry: AreaGeometry });
const Collection = z.object({ type: z.literal("FeatureCollection"), features: z.array(z.unknown()).min(1) });
const Crs = z.object({ type: z.literal("name"), properties: z.object({ name: z.string() }) });

/** CRS84, EPSG:4326, and EPSG:6365 (Mexico's ITRF2008, within centimetres of it), however they are spelt. */
const WGS84 = /^(.*[:/#])?(CRS:?84|4326|6365)$|^WGS[ _]?(19)?84$/i;

/** Reads Polygons and MultiPolygons from any GeoJSON file. Throws CityError with one line for whatever is no such file. */
export async function readAreas(path: string): Promise<Areas> {
  const refuse = (rule: string) => new CityError([`${showPath(path)}: ${rule}`]);
  return areasIn(await readJson(path, refuse), refuse);
}

/** The same of GeoJSON that is there already; throws what `refuse` makes of the rule that it breaks. */
export function areasIn(raw: unknown, refuse: Refuse): Areas {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw refuse("must be GeoJSON");
  if ("crs" in raw) checkCrs(raw.crs, refuse);
  const found: Areas = { areas: [], slivers: [] };
  for (const [i, feature] of featuresOf(raw, refuse).entries()) {
    const where = `features[${i}]`;
    const parsed = AreaFeature.safeParse(feature, { error: ruleOf });
    if (!parsed.success) throw refuse(firstRule(where, feature, parsed.error));
    const wrong = firstOutside(parsed.data.geometry);
    if (wrong) throw refuse(`${where}: positions must be degrees of longitude and latitude, has [${wrong}]`);
    const geometry = cleanArea(parsed.data.geometry);
    if (!geometry) {
      found.slivers.push(parsed.data.properties);
      continue;
    }
    const fault = allRings(geometry).map(ringFault).find(Boolean);
    if (fault) throw refuse(`${where}: ring ${fault}`);
    found.areas.push({ properties: parsed.data.properties, geometry });
  }
  if (found.areas.length === 0) throw refuse("must hold an area of at least 1 m²");
  return found;
}

export type Refuse = (rule: string) => Error;

async function readJson(path: string, refuse: Refuse): Promise<unknown> {
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile()) throw refuse("no such file");
  if (file.size > MOST_BYTES)
    throw refuse(
      `must have at most ${MOST_BYTES / 1024 / 1024} MB, has ${Math.ceil(file.size / 1024 / 1024)}`,
    );
  try {
    return JSON.parse((await readFile(path, "utf8")).replace(/^\uFEFF/, ""));
  } catch {
    throw refuse("must be JSON");
  }
}

function featuresOf(raw: object, refuse: Refuse): unknown[] {
  const type = "type" in raw ? raw.type : undefined;
  if (type === "Feature") return [raw];
  if (type === "Polygon" || type === "MultiPolygon")
    return [{ type: "Feature", properties: {}, geometry: raw }];
  const collection = Collection.safeParse(raw);
  if (collection.success) return collection.data.features;
  throw refuse(
    "must be a GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon with at least one area",
  );
}

function checkCrs(crs: unknown, refuse: Refuse): void {
  const named = Crs.safeParse(crs);
  const name = named.success ? named.data.properties.name.trim() : JSON.stringify(crs)?.slice(0, 80);
  if (!named.success || !WGS84.test(name ?? "")) {
    throw refuse(`crs must be WGS 84 (EPSG:4326, CRS84 or EPSG:6365), is ${name}; reproject the file first`);
  }
}

function firstRule(where: string, feature: unknown, error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return `${where}: must be a Feature`;
  let value = feature;
  let name = where;
  for (const key of issue.path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    name += typeof key === "number" ? `[${key}]` : `.${String(key)}`;
  }
  return `${name}: ${ruleText(issue, value)}`;
}

function firstOutside(area: Polygonal): readonly number[] | undefined {
  return allRings(area)
    .flat()
    .find(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90));
}

function allRings(area: Polygonal) {
  return area.type === "Polygon" ? area.coordinates : area.coordinates.flat();
}
