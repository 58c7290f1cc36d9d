/**
 * The files that the mappings in test/mappings were written for. They are no part of the repository, so these tests run
 * where they are; what the mappings must withstand is tested with made-up rows elsewhere.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { readMapping } from "#server/import/read-mapping";
import { ImportDesk } from "#test/support/import-desk";
import { root, testDatabase } from "#test/support/test-database";

const SHARED = join(root, "../shared/data");
const withData = { skip: !existsSync(SHARED), tags: ["shared-data"] };
const read = (file: string) => readFileSync(join(SHARED, file));

// One database for all, because making one takes longer than these imports: each city takes it over from the last.
let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

async function importReports(city: string, content: Buffer | string) {
  const desk = await ImportDesk.takeOver(db, city);
  const path = join(root, "test/mappings", `${city}.json`);
  const mapping = await readMapping(path, "reports", desk.ctx.rules.city);
  return { desk, result: await desk.reports(desk.write(`${city}.csv`, content), mapping) };
}

async function importPositions(city: string, content: Buffer) {
  const desk = await ImportDesk.takeOver(db, city);
  const path = join(root, "test/mappings", `${city}.json`);
  const mapping = await readMapping(path, "positions", desk.ctx.rules.city);
  return { desk, result: await desk.positions(desk.write(`${city}.csv`, content), mapping) };
}

test("Boston: every closing is late or in time as the city itself counted it", withData, async () => {
  const file = read("reports/boston_311.csv");
  const { desk, result } = await importReports("boston", file);
  expect(result).toMatchObject({
    rowsRead: 5473,
    accepted: 5415,
    repeated: 0,
    reasons: { "missing-coordinate": 58 },
  });
  const rows: Record<string, string>[] = parse(file, { columns: true });
  const promised = rows.filter((row) => row.target_close_date);
  const late = new Map(promised.map((row) => [row.case_id, row.on_time === "OVERDUE"]));
  const closed = await desk.ctx.db.query<{ id: string; late: boolean }>(
    `SELECT source_id AS id, closed_at > due_at AS late
       FROM reports WHERE closed_at IS NOT NULL AND source = 'boston-311'`,
  );
  const compared = closed.filter(({ id }) => late.has(id));
  expect(compared).toHaveLength(4047);
  expect(compared.filter(({ id, late: ours }) => late.get(id) !== ours)).toEqual([]);
  await desk.close();
});

test("St. Louis: feet and local time land in the city and in the day's work", withData, async () => {
  const { desk, result } = await importReports("st-louis", read("reports/stlouis_csb_2011.csv"));
  expect(result).toMatchObject({
    rowsRead: 2083,
    accepted: 1969,
    repeated: 75,
    reasons: { "missing-coordinate": 38, "dates-out-of-order": 1 },
  });
  // Request 225672, 4550 January Avenue: received 2011-01-03 08:12:24 in Chicago, promised for all of 24 January.
  const [first] = await desk.ctx.db.query(
    `SELECT round(ST_X(place)::numeric, 3)::float8 AS lon, round(ST_Y(place)::numeric, 3)::float8 AS lat,
            received_at = '2011-01-03T14:12:24Z' AS received, due_at = '2011-01-25T06:00:00Z' AS due,
            closed_at = '2011-01-18T16:22:55Z' AS closed, archived, service
       FROM reports WHERE source_id = '225672' AND source = 'st-louis-csb'`,
  );
  expect(first).toEqual({
    lon: -90.288,
    lat: 38.588,
    received: true,
    due: true,
    closed: true,
    archived: true,
    service: "trees",
  });
  const ours = "reports WHERE source = 'st-louis-csb' AND";
  expect(await desk.count(`${ours} NOT archived`)).toBe(0);
  const hour = "extract(hour FROM received_at AT TIME ZONE 'America/Chicago')";
  expect(await desk.count(`${ours} ${hour} NOT BETWEEN 6 AND 20`)).toBeLessThan(100);
  await desk.close();
});

test("Madrid: the first 8,000 rows, seen closed or left open, none of them live", withData, async () => {
  const text = gunzipSync(read("reports/madrid_avisos_2021-2022.csv.gz")).toString();
  const rows: string[][] = parse(text, { to: 8_001 });
  const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
  const { desk, result } = await importReports("madrid", quoted.join("\n"));
  expect(result).toMatchObject({ rowsRead: 8000, accepted: 8000, repeated: 0, refused: 0 });
  const seenClosed = rows.slice(1).filter((row) => row[8]?.startsWith("final_")).length;
  const ours = "reports WHERE source = 'madrid-avisos' AND";
  expect(await desk.count(`${ours} status = 'closed'`)).toBe(seenClosed);
  expect(await desk.count(`${ours} NOT archived`)).toBe(0);
  expect(await desk.count(`${ours} service = 'otros'`)).toBeLessThan(400);
  await desk.close();
});

test("Austin: a day of buses, but for those at 0, 0 and at the speed of an aeroplane", withData, async () => {
  const { desk, result } = await importPositions("austin", read("gps/austin_buses_2017-03-21.csv"));
  expect(result).toMatchObject({
    rowsRead: 45_386,
    accepted: 45_377,
    repeated: 1,
    reasons: { "impossible-speed": 5, "missing-coordinate": 3 },
  });
  expect(await desk.count("brigades WHERE code LIKE 'bus-%'")).toBe(329);
  expect(await desk.count("latest_positions")).toBe(0);
  await desk.close();
});

test("Jersey City: lorries in local time, but for stale and far-away fixes", withData, async () => {
  const { desk, result } = await importPositions("jersey-city", read("gps/jersey_city_trucks.psv"));
  expect(result).toMatchObject({
    rowsRead: 7971,
    accepted: 7290,
    repeated: 620,
    reasons: { "far-away": 46, stale: 15 },
  });
  expect(await desk.count("brigades WHERE code LIKE 'truck-%'")).toBeGreaterThan(60);
  const [last] = await desk.ctx.db.query<{ at: string }>(
    `SELECT to_char(max(p.at) AT TIME ZONE 'America/New_York', 'YYYY-MM-DD HH24') AS at
       FROM pings p JOIN brigades b ON b.id = p.brigade_id WHERE b.code LIKE 'truck-%'`,
  );
  expect(last?.at).toBe("2015-12-10 22");
  await desk.close();
});
