import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLocator, pointInPolygonal } from "#geo/boundary";
import { loadCity, resolveCityFolder } from "#server/city/load-city";

const ROOT = resolve(import.meta.dirname, "../..");
const SAN_PEDRO = join(ROOT, "cities/san-pedro");
const WELLINGTON = join(ROOT, "test/cities/wellington");
const OTHERS = ["austin", "boston", "jersey-city", "madrid", "st-louis", "wellington"];

describe("cities that load", () => {
  test.each(OTHERS)("test/cities/%s", async (code) => {
    const { city, base } = await loadCity(join(ROOT, "test/cities", code));
    expect(city.code).toBe(code);
    expect(city.services.length).toBeGreaterThanOrEqual(5);
    expect(base.approximate).toBe(true);
  });

  test("San Pedro Garza García is what it promises", async () => {
    const { city } = await loadCity(SAN_PEDRO);
    expect(city).toMatchObject({ timeZone: "America/Monterrey", languages: ["es-MX", "en"] });
    expect([city.departments.length, city.services.length, city.brigades.length]).toEqual([6, 28, 30]);
    const [west, south, east, north] = extentOf(city.boundary.coordinates.flat(Infinity));
    expect(west).toBeGreaterThanOrEqual(-100.4275);
    expect(east).toBeLessThanOrEqual(-100.3126);
    expect(south).toBeGreaterThanOrEqual(25.5898);
    expect(north).toBeLessThanOrEqual(25.7157);
  });

  test("each of its services can be done by one brigade of its own department", async () => {
    const { city } = await loadCity(SAN_PEDRO);
    const helpless = city.services.filter(
      ({ department, skills }) =>
        !city.brigades.some(
          (b) => b.department === department && skills.every((skill) => b.skills.includes(skill)),
        ),
    );
    expect(helpless.map(({ code }) => code)).toEqual([]);
  });

  test("each of its skills has a name, and those of a city without skills.json have none", async () => {
    const { city } = await loadCity(SAN_PEDRO);
    const used = [...city.services, ...city.brigades].flatMap(({ skills }) => skills);
    expect([...new Set(used)].sort()).toEqual(city.skills.map(({ code }) => code).sort());
    expect((await loadCity(WELLINGTON)).city.skills).toEqual([]);
  });

  test.each([SAN_PEDRO, ...OTHERS.map((code) => join(ROOT, "test/cities", code))])(
    "icons of %s exist",
    async (folder) => {
      const { city } = await loadCity(folder);
      const icons = join(ROOT, "node_modules/lucide-react/dist/esm/icons");
      const missing = city.services.filter(({ icon }) => !existsSync(join(icons, `${icon}.mjs`)));
      expect(missing.map(({ icon }) => icon)).toEqual([]);
    },
  );

  test.each([SAN_PEDRO, WELLINGTON])(
    "the sectors of %s tile it: a point inside is in exactly one",
    async (folder) => {
      const { city } = await loadCity(folder);
      const inCity = createLocator([{ geometry: city.boundary }]);
      const [west, south, east, north] = city.bounds;
      fc.assert(
        fc.property(
          fc.double({ min: west, max: east, noNaN: true }),
          fc.double({ min: south, max: north, noNaN: true }),
          (lon, lat) => {
            const holders = city.sectors.filter(({ geometry }) => pointInPolygonal(lon, lat, geometry));
            expect(holders.length).toBe(inCity(lon, lat) === 0 ? 1 : 0);
          },
        ),
        { numRuns: 2000 },
      );
    },
  );

  test("one can drive from anywhere to anywhere on the avenues and streets of San Pedro", async () => {
    const { base } = await loadCity(SAN_PEDRO);
    const next = new Map<string, string[]>();
    for (const { geometry, properties } of base.features) {
      if (geometry.type !== "LineString" || properties.kind === "river") continue;
      const stops = geometry.coordinates.map(String);
      for (const [i, stop] of stops.entries()) {
        const around = [stops[i - 1], stops[i + 1]].filter((other) => other !== undefined);
        next.set(stop, [...(next.get(stop) ?? []), ...around]);
      }
    }
    const reached = new Set([...next.keys()].slice(0, 1));
    for (const stop of reached) for (const other of next.get(stop) ?? []) reached.add(other);
    expect(reached.size).toBe(next.size);
  });
});

describe("which folder CITY means", () => {
  test("a name in cities/, or a path", () => {
    expect(resolveCityFolder("san-pedro", ROOT)).toBe(SAN_PEDRO);
    expect(resolveCityFolder("test/cities/wellington", ROOT)).toBe(WELLINGTON);
    expect(resolveCityFolder(WELLINGTON, "/")).toBe(WELLINGTON);
  });
  test.each(["", ".", "..", "nowhere", "../etc", "/"])(
    "'%s' is refused with the cities there are",
    (value) => {
      expect(() => resolveCityFolder(value, ROOT)).toThrow(
        /CITY must name a folder of cities\/ \(san-pedro\)/,
      );
    },
  );
});

function extentOf(numbers: unknown[]): [west: number, south: number, east: number, north: number] {
  const lons = numbers.filter((_, i) => i % 2 === 0).map(Number);
  const lats = numbers.filter((_, i) => i % 2 === 1).map(Number);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
