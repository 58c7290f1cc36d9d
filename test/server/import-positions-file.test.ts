import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyRow } from "#domain/may";
import { ImportError } from "#server/import/import-error";
import { readLatest } from "#server/pings/latest-positions";
import { readTrail } from "#server/pings/read-positions";
import { ImportDesk, NOW } from "#test/support/import-desk";

let desk: ImportDesk;
beforeAll(async () => {
  desk = await ImportDesk.open("jersey-city");
});
afterAll(() => desk.close());

const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

/** As a feed of lorries comes: bars, no header, local time, sorted by nothing. */
const mapping = {
  csv: { delimiter: "|", quote: "", columns: ["lat", "lon", "vehicle", "address", "at"] },
  vehicle: "vehicle",
  at: "at",
  place: { lon: "lon", lat: "lat" },
  brigades: "register",
  brigadeCode: "truck-{vehicle}",
  brigadeName: "Truck {vehicle}",
  department: "sanitation",
  farAwayKm: 5,
};

const fix = (vehicle: string, at: string, [lon, lat]: readonly [number, number] = [-74.07, 40.72]) =>
  [lat, lon, vehicle, '12 "Ocean" Ave', at].join("|");

async function pingsOf(
  code: string,
): Promise<{ at: string; lon: number; lat: number; speed: number | null }[]> {
  return desk.ctx.db.query(
    `SELECT to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at, lon, lat, speed
       FROM pings p JOIN brigades b ON b.id = p.brigade_id WHERE b.code = $1 ORDER BY p.at`,
    [code],
  );
}

test("fixes in any order become the trails of vehicles that are brigades from now on", async () => {
  const file = desk.write(
    "feed.psv",
    [
      fix("E-7", "2015-12-10T21:14:37"),
      fix("S-8", "2015-12-10T08:00:00"),
      fix("E-7", "2015-12-10T20:42:22", [-74.06, 40.73]),
      fix("E-7", "2015-12-10T21:14:37"),
    ].join("\n"),
  );
  expect(await desk.positions(file, { source: "feed", ...mapping })).toMatchObject({
    rowsRead: 4,
    accepted: 3,
    repeated: 1,
    refused: 0,
  });
  expect(await pingsOf("truck-E-7")).toEqual([
    { at: "2015-12-11 01:42:22", lon: -74.06, lat: 40.73, speed: null },
    { at: "2015-12-11 02:14:37", lon: -74.07, lat: 40.72, speed: null },
  ]);
  const [brigade] = await desk.ctx.db.query("SELECT name, department FROM brigades WHERE code = 'truck-E-7'");
  expect(brigade).toEqual({ name: "Truck E-7", department: "sanitation" });
  expect(
    await desk.count(
      "events WHERE kind = 'brigade.registered' AND body -> 'brigade' ->> 'code' LIKE 'truck-%'",
    ),
  ).toBe(2);
  expect(await desk.count("pings_default")).toBe(0);
  expect(await desk.positions(file, { source: "feed", ...mapping })).toMatchObject({
    accepted: 0,
    repeated: 4,
  });
});

test("history never becomes now: only a fix of the last day moves a marker", async () => {
  const recent = iso(NOW - HOUR);
  const file = desk.write(
    "now.psv",
    [fix("old", iso(NOW - 25 * HOUR)), fix("new", recent), fix("new", iso(NOW - 30 * HOUR))].join("\n"),
  );
  await desk.positions(file, { source: "now", ...mapping });
  const codes = (await readLatest(desk.ctx.db)).map(({ brigade, at }) => [
    desk.ctx.brigades.codeOf(brigade),
    iso(at),
  ]);
  expect(codes).toEqual([["truck-new", recent]]);
  expect((await readTrail(desk.ctx, "truck-new", { minutes: 1440 }, everyRow)).points).toHaveLength(1);
  expect(await pingsOf("truck-new")).toHaveLength(2);
});

test("what cannot be believed is refused with its reason", async () => {
  const rows = [
    fix("A", "2015-12-10T10:00:00"),
    fix("A", "2015-12-10T10:01:00", [-74.19887, 40.6635]),
    fix("A", "2015-12-10T10:02:00", [0, 0]),
    fix("A", "2015-12-10T25:00:00"),
    fix("A", ""),
    fix("", "2015-12-10T10:00:00"),
    fix("x".repeat(60), "2015-12-10T10:00:00"),
    fix("A", iso(NOW + HOUR)),
    "40.7|-74.07|A",
  ];
  const file = desk.write("unbelievable.psv", rows.join("\n"));
  expect(await desk.positions(file, { source: "unbelievable", ...mapping })).toMatchObject({
    accepted: 1,
    reasons: {
      "far-away": 1,
      "missing-coordinate": 1,
      "unreadable-date": 1,
      "missing-date": 1,
      "missing-vehicle": 1,
      "unreadable-vehicle": 1,
      "future-date": 1,
      "wrong-columns": 1,
    },
  });
  const [head, first] = desk.refused(file);
  expect(head).toBe("line|reason|detail|lat|lon|vehicle|address|at");
  expect(first).toBe(
    `2|far-away|6.2 km from Jersey City|${rows[1]?.replaceAll('"', '""').replace('12 ""Ocean"" Ave', '"12 ""Ocean"" Ave"')}`,
  );
});

test("the last word of a tracker that was off is stale, however often the feed repeats it; a track is not", async () => {
  const rows = [
    fix("B", "2015-12-10T09:10:00"),
    fix("B", "2015-12-08T11:00:00"),
    fix("B", "2015-12-10T09:00:00"),
    fix("B", "2015-12-08T11:00:00"),
    fix("B", "2015-12-08T11:00:30"),
  ];
  const file = desk.write("stale.psv", rows.join("\n"));
  expect(await desk.positions(file, { source: "stale", ...mapping, staleHours: 3 })).toMatchObject({
    accepted: 2,
    reasons: { stale: 3 },
  });
  expect(desk.refused(file)[1]).toMatch(
    /^2\|stale\|nothing else is heard of truck-B for 3 h before and after\|/,
  );
});

describe("with a header, a speed and a heading", () => {
  const header = "vehicle_id,timestamp,speed,course,latitude,longitude";
  const buses = {
    vehicle: "vehicle_id",
    at: "timestamp",
    place: { lon: "longitude", lat: "latitude" },
    speed: { columns: "speed", unit: "km/h" },
    heading: "course",
    brigades: "register",
  };

  test("units become metres in a second; what is no number is not known", async () => {
    const file = desk.write(
      "buses.csv",
      [
        header,
        "7,2026-03-21T00:00:31-05:00,36,90,40.72,-74.07",
        "7,2026-03-21T00:01:31-05:00,fast,-1,40.72,-74.07",
      ].join("\n"),
    );
    await desk.positions(file, { source: "buses", ...buses });
    expect(await pingsOf("7")).toEqual([
      { at: "2026-03-21 05:00:31", lon: -74.07, lat: 40.72, speed: 10 },
      { at: "2026-03-21 05:01:31", lon: -74.07, lat: 40.72, speed: null },
    ]);
  });

  test("a fix at a speed that nothing reaches is refused whole", async () => {
    const file = desk.write("rocket.csv", `${header}\n8,2026-03-21T00:00:31-05:00,410,90,40.72,-74.07\n`);
    expect(await desk.positions(file, { source: "rocket", ...buses })).toMatchObject({
      accepted: 0,
      reasons: { "impossible-speed": 1 },
    });
  });

  test("vehicles that are not to be registered must be brigades already", async () => {
    const file = desk.write(
      "known.csv",
      [
        header,
        "sweep-1,2026-03-21T00:00:31-05:00,,,40.72,-74.07",
        "9,2026-03-21T00:00:31-05:00,,,40.72,-74.07",
      ].join("\n"),
    );
    expect(await desk.positions(file, { source: "known", ...buses, brigades: "known" })).toMatchObject({
      accepted: 1,
      reasons: { "unknown-brigade": 1 },
    });
    expect(desk.ctx.brigades.get("9")).toBeUndefined();
  });

  test("a wrong column for the vehicle is noticed before it leaves thousands of brigades behind", async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => `v${i},2026-03-21T00:00:31-05:00,,,40.72,-74.07`);
    const file = desk.write("wrong.csv", [header, ...rows].join("\n"));
    await expect(desk.positions(file, { source: "wrong", ...buses })).rejects.toThrow(ImportError);
    expect(await desk.count("brigades WHERE code LIKE 'v%'")).toBe(2_000);
  });
});

test("an import that is stopped goes on where it stood", async () => {
  const rows = Array.from({ length: 2_500 }, (_, i) =>
    fix(`C${i % 7}`, iso(NOW - 90 * 24 * HOUR + i * 1000)),
  );
  const file = desk.write("stopped.psv", rows.join("\n"));
  const stop = new AbortController();
  const first = await desk.positions(
    file,
    { source: "stopped", ...mapping },
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  expect(first.complete).toBe(false);
  const result = await desk.positions(file, { source: "stopped", ...mapping });
  expect(result).toMatchObject({
    takenUpAt: first.rowsRead,
    rowsRead: 2_500,
    accepted: 2_500,
    repeated: 0,
    complete: true,
  });
});
