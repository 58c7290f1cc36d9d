import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Tx } from "#server/db/database";
import { saveStops } from "#server/pings/day-rows";
import { ensurePartitions } from "#server/pings/partitions";
import { thinDay } from "#server/pings/thin-day";
import { testDatabase } from "#test/support/test-database";

const FROM = Date.parse("2026-03-10T06:00:00Z");
const DAY = 86_400_000;
const today = { brigade: 1, day: "2026-03-10", from: FROM, to: FROM + DAY };

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await db.query("INSERT INTO brigades (id, code, name) VALUES (1, 'one', 'One')");
  // What the visits are to does not matter here.
  await db.query("ALTER TABLE visits DROP CONSTRAINT visits_report_id_fkey");
  // Of 20 brigades, ten a day for a year, of 20 minutes, the last one at noon of the day.
  await db.query(
    `INSERT INTO visits SELECT n, brigade, at, at + interval '20 min'
       FROM (SELECT n, $1::timestamptz + interval '12 h' - n * interval '2.4 h' AS at 
               FROM generate_series(0, 3649) n) v, generate_series(1, 20) brigade`,
    [new Date(FROM).toISOString()],
  );
  await db.query(
    `INSERT INTO brigade_days (brigade_id, day, metres, moving_seconds, fixes, counted_to, counted_at)
     VALUES (1, '2026-03-10', 0, 0, 0, now(), now())`,
  );
  await ensurePartitions(db, [new Date(FROM).toISOString()]);
  await db.query(
    `INSERT INTO pings (brigade_id, at, received_at, lon, lat)
     SELECT 1, $1::timestamptz + interval '11 h' + n * interval '1 s', now(), -100.4, 25.65 FROM generate_series(0, 7199) n`,
    [new Date(FROM).toISOString()],
  );
  await db.query("ANALYZE");
});
afterAll(() => db.close());

/** Rows of visits that a transaction reads. */
async function visitsReadBy(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  const readSoFar = async (tx: Tx) => {
    const [row] = await tx.query<{ read: number }>(
      "SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = 'visits'",
    );
    return row?.read ?? 0;
  };
  return db.transaction(async (tx) => {
    const before = await readSoFar(tx);
    await work(tx);
    return (await readSoFar(tx)) - before;
  });
}

test("time at the reports of a day is added up without reading the year before it", async () => {
  const read = await visitsReadBy((tx) => saveStops(tx, [today]));
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(50);
  const [day] = await db.query("SELECT stops, stop_seconds FROM brigade_days WHERE brigade_id = 1");
  expect(day).toEqual({ stops: 6, stop_seconds: 6 * 1200 });
});

test("a day is thinned without comparing each position with a year of visits", async () => {
  let gone = 0;
  const read = await visitsReadBy(async (tx) => {
    gone = await thinDay({ ...db, transaction: (work) => work(tx) }, today, 30);
  });
  // Of 7,200 there stay one each half minute, which is where the visit began and ended, and the last.
  expect(gone).toBe(7200 - 240 - 1);
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(50);
});
