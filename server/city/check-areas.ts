import type { Polygonal } from "#contract/city";
import { boundsOf, inBounds } from "#geo/boundary";
import { ringFault } from "#geo/ring-fault";
import { shareInside } from "#geo/share-inside";
import type { JsonFile, Path } from "#server/city/json-file";
import type { CityParts } from "#server/city/parse-parts";

/**
 * A sector belongs to the city when this share of its area does. Not all of it: official outlines of different years and
 * scales disagree by hundreds of metres along a border, and a schematic boundary by more.
 */
export const SECTOR_SHARE = 0.8;

/** What lies where it cannot. */
export function checkAreas({ city, boundary, sectors, brigades }: CityParts): string[] {
  const faults: string[] = [];
  const bounds = city.value?.bounds;
  const outline = boundary.value?.geometry;
  if (outline) {
    const broken = ringFaults(boundary.file, ["geometry"], outline);
    faults.push(...broken);
    if (bounds && broken.length === 0 && !holds(bounds, boundsOf(outline))) {
      faults.push(
        boundary.file.fault(
          ["geometry"],
          `must lie within the bounds of city.json, is ${show(boundsOf(outline))}`,
        ),
      );
    }
  }
  for (const [i, sector] of sectors.items.entries()) {
    if (!sector) continue;
    const path = sectors.at(i, "geometry");
    const broken = ringFaults(sectors.file, path, sector.geometry);
    faults.push(...broken);
    if (outline && broken.length === 0 && shareInside(sector.geometry, outline) < SECTOR_SHARE) {
      faults.push(
        sectors.file.fault(path, `must lie in the city's boundary, ${sector.properties.name} does not`),
      );
    }
  }
  for (const [i, brigade] of brigades.items.entries()) {
    if (!brigade || !bounds || inBounds(...brigade.depot, bounds)) continue;
    faults.push(
      brigades.file.fault(
        brigades.at(i, "depot"),
        `must lie within the bounds of city.json, is [${brigade.depot}]`,
      ),
    );
  }
  return faults;
}

function ringFaults(file: JsonFile, path: Path, area: Polygonal): string[] {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  return polygons.flatMap((rings, p) =>
    rings.flatMap((ring, r) => {
      const fault = ringFault(ring);
      const at: Path = area.type === "Polygon" ? [r] : [p, r];
      return fault ? [file.fault([...path, "coordinates", ...at], fault)] : [];
    }),
  );
}

function holds(outer: readonly number[], inner: readonly number[]): boolean {
  const [west = 0, south = 0, east = 0, north = 0] = outer;
  const [w = 0, s = 0, e = 0, n = 0] = inner;
  return w >= west && s >= south && e <= east && n <= north;
}

function show(bounds: readonly number[]): string {
  return `[${bounds.map((n) => Number(n.toFixed(4))).join(", ")}]`;
}
