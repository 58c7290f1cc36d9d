import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { City } from "#contract/city";
import { loadCity } from "#server/city/load-city";
import { Columns } from "#server/import/columns";
import { compileDates } from "#server/import/dates";
import { ImportError } from "#server/import/import-error";
import { ReportMapping } from "#server/import/mapping";
import { readMapping } from "#server/import/read-mapping";
import { compilePlace } from "#server/import/read-place";
import { Refused } from "#server/import/refusals";
import { Sightings } from "#server/import/sightings";
import { compileSystem } from "#server/import/systems";
import { root } from "#test/support/test-database";

const csv = ReportMapping.shape.csv.parse({});
const columns = (...names: string[]) => new Columns(names, csv, "some.csv");

describe("instants", () => {
  const newYork = compileDates(["iso"], "America/New_York");
  const at = (text: string) => {
    const found = newYork(text);
    return found && new Date(found.at).toISOString();
  };

  test.each([
    ["2025-08-01 06:35:06.539+00", "2025-08-01T06:35:06.539Z"],
    ["2025-08-01 08:00:09+00", "2025-08-01T08:00:09.000Z"],
    ["2026-02-10 22:54:04.094464+00", "2026-02-10T22:54:04.094Z"],
    ["2021-06-11T12:41:46+0000", "2021-06-11T12:41:46.000Z"],
    ["2021-06-12T11:49:51+00:00", "2021-06-12T11:49:51.000Z"],
    ["2017-03-21T00:00:31-05:00", "2017-03-21T05:00:31.000Z"],
    ["2011-01-18 10:22:55.0", "2011-01-18T15:22:55.000Z"],
    ["2015-12-10T21:14:37", "2015-12-11T02:14:37.000Z"],
    ["2011-01-18", "2011-01-18T05:00:00.000Z"],
    ["2011-01-18 10:22", "2011-01-18T15:22:00.000Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"],
    ["2025-03-09 02:30:00", "2025-03-09T07:30:00.000Z"],
    ["2025-11-02 01:30:00", "2025-11-02T05:30:00.000Z"],
  ])("%s is %s", (text, instant) => {
    expect(at(text)).toBe(instant);
  });

  test.each([
    "",
    "yesterday",
    "2025-13-01",
    "2025-02-29",
    "2025-04-31 10:00",
    "2025-01-01 24:00",
    "2025-01-01 10:60",
    "2025-01-01T10:00:00+19:00",
    "2025-01-01T10:00:00+01:75",
    "1969-12-31T23:00Z",
    "2107-01-01",
    "01/02/2025",
    "2025-01-01 10:00:00 GMT",
    "20250101",
  ])("%s is none", (text) => {
    expect(at(text)).toBeUndefined();
  });

  test.each([
    ["MM/DD/YYYY hh:mm:ss A", "01/31/2011 10:22:55 PM", "2011-02-01T03:22:55.000Z"],
    ["MM/DD/YYYY hh:mm:ss A", "01/31/2011 12:00:00 AM", "2011-01-31T05:00:00.000Z"],
    ["M/D/YYYY H:mm", "7/4/2011 9:05", "2011-07-04T13:05:00.000Z"],
    ["DD.MM.YYYY HH:mm:ss.SSS Z", "31.01.2011 22:05:01.5 +02:00", "2011-01-31T20:05:01.500Z"],
    ["epoch-seconds", "1296525775.25", "2011-02-01T02:02:55.250Z"],
    ["epoch-milliseconds", "1296525775250", "2011-02-01T02:02:55.250Z"],
  ])("in the form %s, %s is %s", (form, text, instant) => {
    const found = compileDates(["iso", form], "America/New_York")(text);
    expect(found && new Date(found.at).toISOString()).toBe(instant);
  });

  test.each(["HH:mm", "YYYY-MM-DD YYYY", "some time"])("%s is no form", (form) => {
    expect(() => compileDates([form], "UTC")).toThrow(ImportError);
  });

  test("a date without a time or at midnight names a day, one with an offset a moment", () => {
    expect(
      ["2011-01-24", "2011-01-24 00:00:00.0", "2011-01-24 00:00:01", "2011-01-24T00:00:00Z"].map(
        (text) => newYork(text)?.dayOnly,
      ),
    ).toEqual([true, true, false, false]);
  });

  test("never throws, whatever it is given", () => {
    const read = compileDates(["iso", "M/D/YYYY h:mm A", "epoch-seconds"], "Europe/Madrid");
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([+-]\d{4})?$/)),
        (text) => {
          const found = read(text);
          if (found) expect(found.at).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("coordinates", () => {
  // Expected values: PostGIS 3.3.2 with PROJ 9.1.1, ST_Transform to 4326; they differ by less than a metre and a half.
  test.each([
    [32614, 367000, 2838000, -100.325033, 25.653699],
    [25830, 440000, 4474000, -3.707199, 40.41446],
    [26919, 330000, 4690000, -71.063804, 42.343693],
    [3857, -11176460, 2957290, -100.399848, 25.662097],
    [102100, -11176460, 2957290, -100.399848, 25.662097],
    [6372, 2660000, 1500000, -100.400245, 25.539886],
    [2193, 1749000, 5428000, 174.779336, -41.285699],
    [2249, 775000, 2956000, -71.06033, 42.358575],
    [2263, 987000, 211000, -73.990075, 40.745822],
    [2277, 3115000, 10070000, -97.740682, 30.265952],
    [3435, 1176000, 1900000, -87.629197, 41.880964],
    [27700, 530000, 180000, -0.128354, 51.503991],
    [102696, 880839, 1003181, -90.287876, 38.588466],
    [4326, -100.4, 25.66, -100.4, 25.66],
    [4674, -100.4, 25.66, -100.4, 25.66],
  ])("of system %i agree with PROJ", (srid, x, y, lon, lat) => {
    const [ours, theirs] = compileSystem({ srid })(x, y) ?? [];
    expect(Math.abs((ours ?? 0) - lon)).toBeLessThan(1.5e-5);
    expect(Math.abs((theirs ?? 0) - lat)).toBeLessThan(1.5e-5);
  });

  test("feet are US survey feet: a third of a metre in 150 km from the international ones", () => {
    const base = "+proj=tmerc +lat_0=35.8333333333 +lon_0=-90.5 +k=0.999933333 +x_0=250000 +datum=NAD83";
    const [survey, international] = ["us-ft", "ft"].map((units) =>
      compileSystem({ proj: `${base} +units=${units}` })(880839, 1003181),
    );
    const metres = ((survey?.[1] ?? 0) - (international?.[1] ?? 0)) * 111_195;
    expect(metres).toBeCloseTo(1003181 * 0.3048 * 2e-6, 1);
  });

  test.each([[{ srid: 999_999 }], [{ proj: "+proj=nonsense" }], [{ proj: "anything" }], [{ proj: "" }]])(
    "%s is refused when it is read, not when it is used",
    (system) => {
      expect(() => compileSystem(system)).toThrow(ImportError);
    },
  );

  const read = compilePlace(columns("x", "y"), { lon: ["x"], lat: ["y"], decimalComma: false }, {});
  test.each([
    ["", "25.6", "missing-coordinate"],
    ["0", "0.0", "missing-coordinate"],
    ["-100,4", "25,6", "unreadable-coordinate"],
    ["-100.4W", "25.6", "unreadable-coordinate"],
    ["NaN", "Infinity", "unreadable-coordinate"],
    ["-190", "25.6", "unreadable-coordinate"],
    ["25.6", "-100.4", "unreadable-coordinate"],
    ["1e308", "1", "unreadable-coordinate"],
  ])("%s, %s: %s", (x, y, reason) => {
    expect(read([x, y])).toMatchObject({ reason });
  });

  test("a comma divides where the mapping says so", () => {
    const comma = compilePlace(columns("x", "y"), { lon: ["x"], lat: ["y"], decimalComma: true }, {});
    expect(comma(["-100,4", "25,6"])).toEqual({ lon: -100.4, lat: 25.6 });
  });

  test("any two cells are a place on earth or are refused", () => {
    const projected = compilePlace(
      columns("x", "y"),
      { x: ["x"], y: ["y"], decimalComma: false },
      { srid: 102696 },
    );
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(fc.constantFrom(read, projected), text, text, (reader, x, y) => {
        const found = reader([x, y]);
        if (found instanceof Refused) return;
        expect(Math.abs(found.lon)).toBeLessThanOrEqual(180);
        expect(Math.abs(found.lat)).toBeLessThanOrEqual(90);
      }),
    );
  });
});

describe("columns", () => {
  test("the first of several that is not empty counts", () => {
    const pick = columns("a", "b", "c").need("id", ["gone", "a", "c"]);
    expect([pick(["", "x", " 7 "]), pick(["1", "", "2"]), pick(["", "", ""]), pick([])]).toEqual([
      "7",
      "1",
      "",
      "",
    ]);
  });

  test("one that the file lacks is named, with what it has", () => {
    expect(() => columns("a", "b").need("receivedAt", ["opened", "open_date"])).toThrow(
      "some.csv: has no column opened or open_date, which the mapping names as receivedAt; it has a, b",
    );
  });

  test("a lookup asks its columns in turn, whatever the case and the blanks", () => {
    const find = columns("kind", "group").lookup("service", {
      columns: ["kind", "group"],
      values: { "Dead Animal": "animals", Trees: "trees" },
      otherwise: "other",
    });
    expect(find(["dead  animal", "Trees"]).found).toBe("animals");
    expect(find(["Stump", " TREES "]).found).toBe("trees");
    expect(find(["Stump", ""])).toEqual({ found: "other", value: "Stump" });
    expect(find(["__proto__", "constructor"]).found).toBe("other");
  });
});

test("a fix is alone when nothing is heard of its vehicle for hours around, however often it is repeated", () => {
  const hour = 3_600_000;
  const seen = new Sightings();
  for (const at of [10 * hour, 10 * hour + 60_000, 20 * hour, 21 * hour]) seen.add("E-7", at);
  expect(seen.alone("E-7", 10 * hour, 3 * hour)).toBe(true);
  expect(seen.alone("E-7", 10 * hour, 11 * hour)).toBe(false);
  expect(seen.alone("E-7", 20 * hour, 3 * hour)).toBe(false);
  expect(seen.alone("E-8", 20 * hour, 3 * hour)).toBe(true);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      (slots, reach) => {
        const some = new Sightings();
        for (const slot of slots) some.add("v", slot * 300_000);
        const [slot = 0] = slots;
        const expected = !slots.some((other) => other !== slot && Math.abs(other - slot) <= reach);
        expect(some.alone("v", slot * 300_000, reach * 300_000)).toBe(expected);
      },
    ),
  );
});

describe("a mapping", () => {
  let folder: string;
  let city: City;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cuadrilla-mapping-"));
    ({ city } = await loadCity(join(root, "test/cities/boston")));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const good = {
    kind: "reports",
    source: "desk",
    id: "id",
    receivedAt: "opened",
    closedAt: "closed",
    place: { lon: "lon", lat: "lat" },
    service: { columns: "kind", values: { Pothole: "pothole" }, otherwise: "other" },
  };
  const faultsOf = async (mapping: unknown, kind: "reports" | "positions" = "reports") => {
    const file = join(folder, "desk.json");
    writeFileSync(file, typeof mapping === "string" ? mapping : JSON.stringify(mapping, null, 2));
    const read = kind === "reports" ? readMapping(file, kind, city) : readMapping(file, kind, city);
    return read.then(
      () => [],
      (error: unknown) => {
        if (!(error instanceof ImportError)) throw error;
        return error.message.split("\n").map((line) => line.replace(file, "desk.json"));
      },
    );
  };

  test("says nothing when it is right", async () => {
    expect(await faultsOf(good)).toEqual([]);
  });

  test.each([
    ["no JSON", "{ nonsense", [/^desk\.json:1 must be JSON/]],
    ["another kind", { ...good, kind: "positions" }, ['desk.json:2 kind: must be reports, is "positions"']],
    ["a field too many", { ...good, colour: 1 }, [/^desk\.json:1 desk: must not have colour/]],
    ["no id", { ...good, id: undefined }, ["desk.json:1 id: must be a list, is missing"]],
    [
      "a service of another city",
      { ...good, service: { columns: ["kind"], values: { Bache: "bache" } } },
      ['desk.json:16 service.values.Bache: must be a service of Boston, is "bache"'],
    ],
    [
      "no such reason",
      { ...good, status: { columns: "s", values: { C: "closed", D: "dunno" } } },
      [
        /^desk\.json:\d+ status\.values\.D: must be a state: open, closed or a closing reason of Boston, is "dunno"$/,
      ],
    ],
    [
      "a reason that closes nothing",
      { ...good, closing: { columns: "r", values: {}, otherwise: "weather" } },
      [/closing\.otherwise: must be a closing reason of Boston, is "weather"$/],
    ],
    [
      "no zone",
      { ...good, timeZone: "Boston" },
      [/timeZone: must be a time zone such as America\/Monterrey/],
    ],
    ["no form of date", { ...good, dates: ["whenever"] }, [/dates: must be iso, epoch-seconds/]],
    [
      "two places",
      { ...good, place: { lon: "a", lat: "b", x: "c", y: "d" } },
      [/place: must not have both lon, lat and x, y/],
    ],
    ["half a place", { ...good, place: { lon: "a" } }, [/place: must have lon and lat, or x and y/]],
    [
      "an unknown system",
      { ...good, place: { x: "a", y: "b", srid: 1 } },
      [/place\.srid: must be a number that is known here, is 1/],
    ],
    [
      "a wrong proj string",
      { ...good, place: { x: "a", y: "b", proj: "+proj=flat" } },
      [/place\.proj: must be a proj string that proj4 reads/],
    ],
    [
      "nothing that tells what is closed",
      { ...good, closedAt: undefined },
      [/closedAt: must be there when there is no status/],
    ],
    ["a long delimiter", { ...good, csv: { delimiter: ";;" } }, [/csv\.delimiter: /]],
    [
      "several mistakes",
      { ...good, source: "Desk 1", dates: [] },
      [/source: must be lower-case/, /dates: must have 1 to 10 entries, has 0/],
    ],
  ] as const)("with %s is refused, with file, line, field and rule", async (_, mapping, lines) => {
    const faults = await faultsOf(mapping);
    expect(faults).toHaveLength(lines.length);
    for (const [i, line] of lines.entries())
      if (typeof line === "string") expect(faults[i]).toBe(line);
      else expect(faults[i]).toMatch(line);
  });

  test.each([
    [
      "a department of nowhere",
      { department: "navy" },
      /department: must be a department of Boston, is "navy"/,
    ],
    ["a name without its vehicle", { brigadeName: "Truck" }, /brigadeName: /],
    ["no rule for unknown vehicles", { brigades: undefined }, /brigades: must be one of register, known/],
  ])("of positions with %s", async (_, more, line) => {
    const positions = {
      kind: "positions",
      source: "gps",
      vehicle: "v",
      at: "t",
      place: { lon: "x", lat: "y" },
      brigades: "known",
    };
    expect(await faultsOf(positions, "positions")).toEqual([]);
    expect(await faultsOf({ ...positions, ...more }, "positions")).toEqual([expect.stringMatching(line)]);
  });

  test("that is not there, or is a folder, is refused with one line", async () => {
    await expect(readMapping(join(folder, "none.json"), "reports", city)).rejects.toThrow(
      /none\.json: file is missing$/,
    );
    await expect(readMapping(folder, "reports", city)).rejects.toThrow(/: cannot be read \(EISDIR\)$/);
  });

  test.each(["boston", "madrid", "st-louis"])("the one for %s fits its city", async (name) => {
    const { city: its } = await loadCity(join(root, "test/cities", name));
    expect(await readMapping(join(root, "test/mappings", `${name}.json`), "reports", its)).toMatchObject({
      kind: "reports",
    });
  });

  test.each(["austin", "jersey-city"])("the one for %s fits its city", async (name) => {
    const { city: its } = await loadCity(join(root, "test/cities", name));
    expect(await readMapping(join(root, "test/mappings", `${name}.json`), "positions", its)).toMatchObject({
      kind: "positions",
    });
  });
});
