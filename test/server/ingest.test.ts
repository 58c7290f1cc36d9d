import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Trail } from "#contract/card";
import type { Ping } from "#contract/positions";
import { LatestPositions } from "#server/pings/latest-positions";
import { ensurePartitions } from "#server/pings/partitions";
import { PingLane } from "#server/pings/ping-lane";
import { expectConsistent, rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { driver } from "#test/support/test-database";
import { dropPositions } from "#workers/drop-positions";
import { makePartitions } from "#workers/make-partitions";

const DAY = 86_400_000;
/** Near the end of a day, so that "a minute ago" and "in a minute" are of different days. */
const NOW = Date.parse("2026-03-10T23:59:40Z");
const clock = { at: NOW, now: () => clock.at };

let city: TestCity;
let brigades: string[];
beforeAll(async () => {
  city = await TestCity.start({ clock });
  brigades = city.ctx.rules.city.brigades.map(({ code }) => code);
});
afterAll(() => city.stop());

function fix(brigade: number, secondsAgo: number, more: Partial<Ping> = {}): Ping {
  const at = new Date(NOW - secondsAgo * 1000).toISOString();
  return { brigade: brigades[brigade] ?? "", at, ...place, ...more };
}
const ingest = (positions: Ping[]) => city.send("POST", "/api/ingest/batch", { positions });

async function latestOf(brigade: number) {
  const [row] = await city.ctx.db.query<{ at: Date; lon: number; speed: number | null }>(
    "SELECT at, lon, speed FROM latest_positions JOIN brigades b ON b.id = brigade_id WHERE code = $1",
    [brigades[brigade]],
  );
  return row && { secondsAgo: (NOW - row.at.getTime()) / 1000, lon: row.lon, speed: row.speed };
}
async function trailOf(brigade: number, minutes = 30) {
  const { body } = await city.send("GET", `/api/brigades/${brigades[brigade]}/trail?minutes=${minutes}`);
  return Trail.parse(body).points.map(({ at }) => (NOW - at) / 1000);
}

describe("a batch of positions", () => {
  test("is stored, and the latest of each brigade is where it is now", async () => {
    const { status, body } = await ingest([
      fix(0, 30),
      fix(0, 10, { lon: -100.41, speed: 5 }),
      fix(0, 20),
      fix(1, 5),
    ]);
    expect([status, body]).toEqual([200, { accepted: 4, repeated: 0, dropped: {} }]);
    expect(await latestOf(0)).toEqual({ secondsAgo: 10, lon: -100.41, speed: 5 });
    expect(await latestOf(1)).toMatchObject({ secondsAgo: 5, speed: null });
    expect(await trailOf(0)).toEqual([30, 20, 10]);
  });

  test("that comes again has no effect, and is told so", async () => {
    const batch = [fix(2, 30), fix(2, 20)];
    await ingest(batch);
    const before = await rowCounts(city.ctx.db);
    const again = await ingest([...batch, fix(2, 20)]);
    expect(again.body).toEqual({ accepted: 0, repeated: 3, dropped: {} });
    expect(await rowCounts(city.ctx.db)).toEqual(before);
  });

  test("with a brigade that the city does not have is refused, and nothing of it is stored", async () => {
    const before = await rowCounts(city.ctx.db);
    for (const brigade of ["nobody", "__proto__", brigades[0]?.toUpperCase() ?? "X"]) {
      const { status, body } = await ingest([fix(3, 3), { ...fix(3, 2), brigade }]);
      expect([status, body.code]).toEqual([422, "unknown-brigade"]);
      expect(body.detail).toContain("positions.1.brigade");
    }
    expect(await rowCounts(city.ctx.db)).toEqual(before);
  });

  test("may hold five thousand", async () => {
    const batch = Array.from({ length: 5000 }, (_, i) => fix(4, i * 2));
    expect((await ingest(batch)).body).toEqual({ accepted: 5000, repeated: 0, dropped: {} });
    expect(await latestOf(4)).toMatchObject({ secondsAgo: 0 });
  });

  test("of nothing but impossible fixes is answered, with the reasons", async () => {
    const batch = [fix(5, -61), fix(5, 31 * 86_400), fix(5, 1, { lon: 0, lat: 0 })];
    const { status, body } = await ingest(batch);
    const dropped = { "from-the-future": 1, "too-old": 1, "null-island": 1 };
    expect([status, body]).toEqual([200, { accepted: 0, repeated: 0, dropped }]);
    expect(await latestOf(5)).toBeUndefined();
  });
});

describe("senders at the same time", () => {
  test("of the same fixes in different orders all get through, and each fix is stored once", async () => {
    const batch = Array.from({ length: 40 }, (_, i) => fix(6 + (i % 8), i));
    const before = await rowCounts(city.ctx.db);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => ingest(i % 2 ? batch : batch.toReversed())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(200));
    const accepted = answers.reduce((sum, { body }) => sum + Number(body.accepted), 0);
    expect(accepted).toBe(40);
    expect(await rowCounts(city.ctx.db)).toMatchObject({ pings: Number(before.pings) + 40 });
  });

  test("who meet on a day that has no partition yet make it once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => ingest([fix(i, 20 * 86_400), fix(i, 21 * 86_400)])),
    );
    expect(answers.map(({ body }) => body.accepted)).toEqual(Array(12).fill(2));
  });
});

// The embedded database runs one statement at a time: nothing can hold a table against it from beside.
if (driver === "postgres")
  describe("while the database stalls", () => {
    test("what waits is bounded: the rest is told to come again, and what waited is stored when it goes on", async () => {
      const holder = await city.ctx.db.connect();
      await holder.query("BEGIN");
      await holder.query("LOCK TABLE pings IN ACCESS EXCLUSIVE MODE");
      const batch = (b: number) => Array.from({ length: 5000 }, (_, i) => fix(20, 40_000 + b * 5000 + i));
      const waiting = Array.from({ length: 8 }, (_, b) => ingest(batch(b)));
      await expect.poll(() => city.ctx.pings.waitingRows, { timeout: 30_000 }).toBe(40_000);
      const turnedAway = await ingest(batch(8));
      expect([turnedAway.status, turnedAway.body.code]).toEqual([503, "busy"]);
      expect(Number(turnedAway.headers.get("retry-after"))).toBeGreaterThan(0);
      await holder.query("ROLLBACK");
      holder.release();
      expect((await Promise.all(waiting)).map(({ body }) => body.accepted)).toEqual(Array(8).fill(5000));
      expect(city.ctx.pings.waitingRows).toBe(0);
    });
  });

test("each fix lies in the partition of its day, none in the one for what has no day", async () => {
  await ingest([fix(15, 30), fix(15, 3600 * 24), fix(15, -30)]);
  const rows = await city.ctx.db.query<{ partition: string; day: string }>(
    `SELECT DISTINCT tableoid::regclass::text AS partition, to_char(at AT TIME ZONE 'UTC', 'YYYYMMDD') AS day FROM pings`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(3);
  for (const { partition, day } of rows) expect(partition).toBe(`pings_${day}`);
});

test("a trail holds the minutes that were asked for", async () => {
  await ingest([fix(16, 60), fix(16, 600), fix(16, 3600), fix(16, DAY / 1000 - 1)]);
  expect(await trailOf(16, 1)).toEqual([]);
  expect(await trailOf(16, 2)).toEqual([60]);
  expect(await trailOf(16, 61)).toEqual([3600, 600, 60]);
  expect(await trailOf(16, 1440)).toEqual([DAY / 1000 - 1, 3600, 600, 60]);
});

if (driver === "postgres")
  describe("while a backup reads the tables", () => {
    test("a fix of a day without a partition is stored all the same, days that are over stay, and both is made good afterwards", async () => {
      const old = new Date(NOW - 100 * DAY).toISOString();
      await ensurePartitions(city.ctx.db, [old]);
      const backup = await city.ctx.db.connect();
      await backup.query("SET idle_in_transaction_session_timeout = 0");
      await backup.query("BEGIN");
      await backup.query("LOCK TABLE pings, pings_default IN ACCESS SHARE MODE");
      const late = await ingest([fix(17, 25 * 86_400)]);
      expect([late.status, late.body.accepted]).toEqual([200, 1]);
      const [dropped, meanwhile] = await Promise.all([dropPositions.run(city.ctx), ingest([fix(17, 3)])]);
      expect([dropped, meanwhile.status]).toEqual([{ dropped: 0, forgotten: 0 }, 200]);
      await backup.query("ROLLBACK");
      await backup.query("RESET idle_in_transaction_session_timeout");
      backup.release();
      expect(await dropPositions.run(city.ctx)).toEqual({ dropped: 1, forgotten: 0 });
      expect(await makePartitions.run(city.ctx)).toMatchObject({ settled: 1 });
    });
  });

test("a fix that is older than what another server has taken is late here too, and its day is counted anew", async () => {
  const positions = new LatestPositions();
  const other = new PingLane({ ...city.ctx, positions });
  const brigade = city.ctx.brigades.get(brigades[18] ?? "")?.id ?? -1;
  const unknown = { speed: null, heading: null, accuracy: null, battery: null, device: null };
  const sent = (secondsAgo: number) => ({ brigade, at: NOW - secondsAgo * 1000, ...place, ...unknown });
  await ingest([fix(18, 50)]);
  await other.submit([sent(10)]);
  await city.ctx.positions.refresh(city.ctx.db);
  const marks = () =>
    city.ctx.db.query("SELECT day::text AS day, fixes FROM days_to_count WHERE brigade_id = $1", [brigade]);
  expect(await marks()).toEqual([]);
  await ingest([fix(18, 30)]);
  expect(await marks()).toEqual([{ day: "2026-03-10", fixes: true }]);
});

test("a fix that another server has just taken is a repeated one, and what came with it is stored", async () => {
  const other = new PingLane({ ...city.ctx, positions: new LatestPositions() });
  const brigade = city.ctx.brigades.get(brigades[19] ?? "")?.id ?? -1;
  const unknown = { speed: null, heading: null, accuracy: null, battery: null, device: null };
  await ingest([fix(19, 50)]);
  await other.submit([{ brigade, at: NOW - 20_000, ...place, ...unknown }]);
  // This server, a moment later, has not heard of it yet: to its knowledge both are new.
  clock.at = NOW + 1;
  const { status, body } = await ingest([fix(19, 20), fix(19, 10)]);
  clock.at = NOW;
  expect([status, body]).toEqual([200, { accepted: 1, repeated: 1, dropped: {} }]);
  expect(await latestOf(19)).toMatchObject({ secondsAgo: 10 });
  expect(await trailOf(19)).toEqual([50, 20, 10]);
});

test("a period that no clock knows is refused", async () => {
  for (const query of [
    "trail?from=0000-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
    "days?from=0000-01-01&to=2026-01-01",
    "days?from=2026-02-30",
  ]) {
    const { status, body } = await city.send("GET", `/api/brigades/${brigades[16]}/${query}`);
    expect([status, body.code]).toEqual([400, "invalid-input"]);
  }
});

test("after all of this the latest positions are those of the trails", () => expectConsistent(city));
