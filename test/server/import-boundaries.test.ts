import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareInside } from "#geo/share-inside";
import { CityError } from "#server/city/city-error";
import { importBoundaries } from "#server/city/import-boundaries";
import { loadCity } from "#server/city/load-city";
import { refusedLines } from "#test/support/refused-lines";

const ROOT = resolve(import.meta.dirname, "../..");
const SAN_PEDRO = join(ROOT, "cities/san-pedro");
const WELLINGTON = join(ROOT, "test/cities/wellington");
const SHARED = resolve(ROOT, "../shared/data/geo");

describe("boundaries from GeoJSON", () => {
  let folder = "";
  let file = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cuadrilla-import-"));
    file = join(folder, "from-elsewhere.geojson");
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function freshCity(): Promise<string> {
    const city = join(await mkdtemp(join(folder, "city-")), "wellington");
    await cp(WELLINGTON, city, { recursive: true });
    return city;
  }
  async function give(value: unknown): Promise<string> {
    await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
    return file;
  }
  async function contentsOf(city: string): Promise<string[]> {
    const names = await readdir(city);
    return Promise.all(names.sort().map(async (name) => name + (await readFile(join(city, name), "utf8"))));
  }
  function box(west: number, south: number, east: number, north: number): number[][][] {
    return [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ];
  }
  function feature(coordinates: unknown, properties: object | null = {}, type = "Polygon") {
    return { type: "Feature", properties, geometry: { type, coordinates } };
  }
  function collection(features: unknown[], more: object = {}) {
    return { type: "FeatureCollection", ...more, features };
  }
  const around = box(174.6, -41.38, 174.9, -41.13);
  const halves = [
    feature(box(174.7, -41.33, 174.76, -41.2), { nombre: "Tītahi" }),
    feature(box(174.76, -41.33, 174.82, -41.3), { nombre: "Tītahi" }),
  ];
  function crs(name: string) {
    return { crs: { type: "name", properties: { name } } };
  }

  test("one area becomes the boundary, rounded to 6 decimals, heights dropped", async () => {
    const city = await freshCity();
    const raw = around.map((ring) => ring.map(([lon = 0, lat = 0]) => [lon + 1e-9, lat, 12.5]));
    const result = await importBoundaries(
      await give(collection([feature(raw)], crs("urn:ogc:def:crs:EPSG::6365"))),
      { folder: city },
    );
    expect(result).toMatchObject({ as: "boundary", count: 1, positions: 5, slivers: [] });
    expect((await loadCity(city)).city.boundary).toEqual({ type: "Polygon", coordinates: around });
    expect((await readdir(city)).sort()).toEqual((await readdir(WELLINGTON)).sort());
  });

  test("several areas become sectors with names and codes of their own", async () => {
    const city = await freshCity();
    const sliver = feature(
      [
        [
          [174.7, -41.3],
          [174.701, -41.301],
          [174.7, -41.3],
          [174.7, -41.3],
        ],
      ],
      { nombre: "Hair" },
    );
    const result = await importBoundaries(await give(collection([...halves, sliver])), { folder: city });
    expect(result).toMatchObject({ as: "sectors", count: 2, slivers: ["Hair"] });
    const { sectors } = (await loadCity(city)).city;
    expect(sectors.map(({ code, name }) => [code, name])).toEqual([
      ["titahi", "Tītahi"],
      ["titahi-2", "Tītahi"],
    ]);
  });

  test("a bare geometry, a feature, a byte order mark and every spelling of WGS 84 will do", async () => {
    const city = await freshCity();
    const geometry = { type: "MultiPolygon", coordinates: [around] };
    await importBoundaries(await give(geometry), { folder: city });
    await importBoundaries(await give(`\uFEFF${JSON.stringify(feature([around], null, "MultiPolygon"))}`), {
      folder: city,
    });
    const names = [
      "urn:ogc:def:crs:OGC:1.3:CRS84",
      "EPSG:4326",
      "epsg:4326",
      "urn:ogc:def:crs:EPSG::4326",
      "WGS 84",
      "WGS84",
      "EPSG:6365",
      "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    ];
    for (const name of names) {
      await importBoundaries(await give(collection([feature(around)], crs(name))), { folder: city });
    }
  });

  const projected = box(500_000, 2_800_000, 510_000, 2_810_000);
  test.each<
    [
      name: string,
      value: unknown,
      rule: RegExp,
      options?: { as?: "boundary" | "sectors"; nameProperty?: string },
    ]
  >([
    ["no JSON", "<kml/>", /: must be JSON$/],
    ["no GeoJSON", [1, 2], /: must be GeoJSON$/],
    [
      "another type",
      { type: "Topology" },
      /must be a GeoJSON FeatureCollection, Feature, Polygon or MultiPolygon/,
    ],
    ["no features", collection([]), /with at least one area$/],
    [
      "lines",
      collection([
        feature(
          [
            [1, 1],
            [2, 2],
          ],
          {},
          "LineString",
        ),
      ]),
      /features\[0\]\.geometry\.type: must be one of Polygon, MultiPolygon, is "LineString"/,
    ],
    [
      "no geometry",
      collection([{ type: "Feature", properties: {}, geometry: null }]),
      /features\[0\]\.geometry: must be an object, is null/,
    ],
    [
      "texts for numbers",
      collection([
        feature([
          [
            ["1", 2],
            [1, 1],
            [2, 2],
            [1, 2],
          ],
        ]),
      ]),
      /features\[0\]\.geometry\.coordinates\[0\]\[0\]\[0\]: must be a number[^:]*, is "1"/,
    ],
    [
      "another CRS",
      collection([feature(around)], crs("urn:ogc:def:crs:EPSG::32614")),
      /crs must be WGS 84 .*is urn:ogc:def:crs:EPSG::32614; reproject the file first/,
    ],
    [
      "a linked CRS",
      collection([feature(around)], { crs: { type: "link", properties: { href: "x" } } }),
      /crs must be WGS 84/,
    ],
    [
      "metres",
      collection([feature(projected)]),
      /features\[0\]: positions must be degrees of longitude and latitude, has \[500000,2800000\]/,
    ],
    [
      "an open ring",
      collection([feature([around[0]?.slice(0, 4)])]),
      /features\[0\]: ring must end where it begins/,
    ],
    [
      "a bow tie",
      collection([
        feature([
          [
            [174, -41],
            [175, -42],
            [175, -41],
            [174, -42.5],
            [174, -41],
          ],
        ]),
      ]),
      /features\[0\]: ring must not cross itself/,
    ],
    [
      "nothing but a sliver",
      collection([
        feature([
          [
            [174, -41],
            [175, -41],
            [174, -41],
            [174, -41],
          ],
        ]),
      ]),
      /must hold an area of at least 1 m²/,
    ],
    [
      "many areas as boundary",
      collection(halves),
      /must hold one Polygon or MultiPolygon to be a boundary, holds 2/,
      { as: "boundary" },
    ],
    [
      "a boundary without the sectors",
      collection([feature(box(174.765, -41.365, 174.86, -41.25))]),
      /must hold the city's sectors, does not hold North, Central and west$/,
    ],
    [
      "a boundary beyond the bounds",
      collection([feature(box(170, -45, 176, -40))]),
      /boundary\.geojson:1 geometry: must lie within the bounds of city\.json/,
    ],
    [
      "sectors elsewhere",
      collection([halves[0], feature(box(1, 1, 2, 2), { nombre: "Null Island" })]),
      /sectors must lie in the boundary of Wellington, these do not: Null Island$/,
    ],
    [
      "sectors without a name",
      collection(halves.map(({ geometry }) => ({ type: "Feature", properties: { id: "a" }, geometry }))),
      /--name-property must say which property is a sector's name; there are id$/,
    ],
    [
      "a name property that is not there",
      collection(halves),
      /features\[0\]\.properties\.NOM must be a name; the properties are nombre$/,
      { nameProperty: "NOM" },
    ],
  ])("%s: refused with one line, and nothing changes", async (_, value, rule, options) => {
    const city = await freshCity();
    const before = await contentsOf(city);
    const lines = await refusedLines(importBoundaries(await give(value), { folder: city, ...options }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(rule);
    expect(lines[0]).not.toMatch(/\n/);
    expect(await contentsOf(city)).toEqual(before);
  });

  test("whatever bytes a file holds, the city stays a city", async () => {
    const city = await freshCity();
    const good = JSON.stringify(collection(halves, crs("EPSG:4326")));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.nat(30),
        fc.constantFrom("", "0", "[", "null", '"', "-1e9", "{}", ","),
        async (at, length, junk) => {
          await give(good.slice(0, at) + junk + good.slice(at + length));
          await importBoundaries(file, { folder: city }).catch((error: unknown) => {
            if (!(error instanceof CityError)) throw error;
            expect(error.lines).toHaveLength(1);
          });
          await loadCity(city);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.skipIf(!existsSync(SHARED))(
    "official outline and neighbourhoods of San Pedro: the outline first, then they fit",
    { tags: ["shared-data"] },
    async () => {
      const city = join(await mkdtemp(join(folder, "city-")), "san-pedro");
      await cp(SAN_PEDRO, city, { recursive: true });
      const colonias = join(SHARED, "san_pedro_colonias.geojson");
      const [line] = await refusedLines(importBoundaries(colonias, { folder: city }));
      expect(line).toMatch(
        /sectors must lie in the boundary of San Pedro Garza García, these do not: .*Del Carmen/,
      );

      const schematic = (await loadCity(city)).city.boundary;
      expect(
        await importBoundaries(join(SHARED, "san_pedro_boundary.geojson"), { folder: city }),
      ).toMatchObject({
        as: "boundary",
        count: 1,
      });
      const official = (await loadCity(city)).city.boundary;
      expect(shareInside(schematic, official)).toBeGreaterThan(0.98);
      expect(shareInside(official, schematic)).toBeGreaterThan(0.98);

      expect(await importBoundaries(colonias, { folder: city })).toMatchObject({
        as: "sectors",
        count: 214,
        slivers: ["Cantizal Ii", "La Barrica"],
      });
      expect((await loadCity(city)).city.sectors).toHaveLength(214);
    },
  );
});

describe("npm run city", () => {
  function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    return new Promise((done) => {
      const program = [join(ROOT, "node_modules/tsx/dist/cli.mjs"), join(ROOT, "bin/city.ts"), ...args];
      execFile(process.execPath, program, { cwd: ROOT }, (error, out, err) => {
        done({ code: typeof error?.code === "number" ? error.code : 0, out, err });
      });
    });
  }

  test("check says what a city has", async () => {
    const { code, out } = await run("check", "test/cities/wellington");
    expect({ code, out }).toEqual({
      code: 0,
      out: "Wellington: 3 departments, 6 services, 3 sectors, 5 brigades, 8 reasons, 12 base features\n",
    });
  });

  test.each([
    [["--frob"], 2, /^city: Unknown option '--frob'\n$/],
    [["frob"], 2, /^city: unknown command frob; there are check and import-boundaries\n$/],
    [["import-boundaries"], 2, /^city: import-boundaries needs a FILE\n$/],
    [
      ["import-boundaries", "a", "--sectors", "--boundary"],
      2,
      /^city: --sectors and --boundary exclude each other\n$/,
    ],
    [
      ["import-boundaries", "nowhere.geojson", "--city", "san-pedro"],
      1,
      /^nowhere\.geojson: no such file\n$/,
    ],
    [["check", "nowhere"], 1, /^CITY must name a folder/],
  ])("%j: exit code %i and one line", async (args, code, line) => {
    const result = await run(...args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(line);
    expect(result.err.trimEnd()).not.toMatch(/\n/);
  });
});
