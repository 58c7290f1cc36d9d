/** Areas of somebody's map as sectors: their names, and codes made of them. */
import type { Area, Areas, Refuse } from "#server/city/read-areas";

export interface Naming {
  /** Which property of a feature is the sector's name; left out: the first of the usual ones that all have. */
  nameProperty: string | undefined;
  /** What whoever imports calls that choice. */
  askedBy: string;
}

export interface NamedArea {
  type: "Feature";
  properties: { code: string; name: string };
  geometry: Area["geometry"];
}

export function sectorFeatures(found: Areas, naming: Naming, refuse: Refuse): NamedArea[] {
  const property = naming.nameProperty ?? guessName(found);
  const known = Object.keys(found.areas[0]?.properties ?? {}).join(", ") || "none";
  if (!property)
    throw refuse(`${naming.askedBy} must say which property is a sector's name; there are ${known}`);
  const taken = new Set<string>();
  return found.areas.map(({ properties, geometry }, i) => {
    const name = nameOf(properties, property);
    if (!name)
      throw refuse(`features[${i}].properties.${property} must be a name; the properties are ${known}`);
    return { type: "Feature", properties: { code: newCode(name, taken), name }, geometry };
  });
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

export function guessName({ areas }: Areas): string | undefined {
  return USUAL.find((property) => areas.every(({ properties }) => nameOf(properties, property) !== ""));
}

export function nameOf(properties: Record<string, unknown>, property: string | undefined): string {
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
