import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BrigadeDays, BrigadeDoings, Trail } from "#contract/card";
import { place, TestCity } from "#test/support/living-city";
import { restlessFleet } from "#test/support/restless-fleet";
import { countDays } from "#workers/count-days";
import { dropPositions } from "#workers/drop-positions";
import { makePartitions } from "#workers/make-partitions";
import { thinPositions } from "#workers/thin-positions";
import { watchBrigades } from "#workers/watch-brigades";

/** Tuesday, 10:00 in Monterrey. */
const TUESDAY = Date.parse("2026-03-10T10:00:00-06:00");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = { at: TUESDAY, now: () => clock.at };

let city: TestCity;
let codes: string[];
beforeAll(async () => {
  city = await TestCity.start({ clock });
  codes = city.ctx.rules.city.brigades.map(({ code }) => code);
});
afterAll(() => city.stop());
let brigade = "";
beforeEach(() => {
  clock.at = TUESDAY;
  brigade = codes.shift() ?? "";
});

const at = (metres: number) => ({ lon: place.lon + metres / 100_200, lat: place.lat });
const fixAt = (instant: number, metres: number) => ({
  brigade,
  at: new Date(instant).toISOString(),
  ...at(metres),
});
async function ingest(positions: object[]) {
  const { status, body } = await city.send("POST", "/api/ingest/batch", { positions });
  expect([status, body.accepted]).toEqual([200, positions.length]);
}
/** East at 10 m/s from an instant on, a fix each so many seconds. */
const driveFrom = (instant: number, seconds: number, every = 10) =>
  Array.from({ length: seconds / every + 1 }, (_, i) => fixAt(instant + i * every * 1000, i * every * 10));
const count = () => countDays.run(city.ctx);
async function daysOf(from: string, to = from) {
  const { body } = await city.send("GET", `/api/brigades/${brigade}/days?from=${from}&to=${to}`);
  return BrigadeDays.parse(body).days;
}
async function trailOf(from: number, to: number) {
  const query = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const { body } = await city.send("GET", `/api/brigades/${brigade}/trail?${query}`);
  return Trail.parse(body).points;
}
async function fixesLeft(day: string) {
  const [row] = await city.ctx.db.query<{ left: number }>(
    `SELECT count(*) AS left FROM pings WHERE brigade_id = $1 AND (at AT TIME ZONE 'America/Monterrey')::date = $2`,
    [city.ctx.brigades.get(brigade)?.id, day],
  );
  return row?.left;
}

describe("a brigade's day", () => {
  test("is counted as positions come, by the city's midnight, and the same when it is counted anew", async () => {
    // Over midnight in Monterrey, which is six in the morning of UTC.
    const evening = Date.parse("2026-03-10T23:50:00-06:00");
    clock.at = evening + 1200_000;
    const drive = driveFrom(evening, 1200);
    for (const part of [drive.slice(0, 20), drive.slice(20, 61), drive.slice(61)]) {
      await ingest(part);
      await Promise.all([count(), count()]);
    }
    const bit = await daysOf("2026-03-10", "2026-03-11");
    expect(bit.map(({ day, fixes }) => [day, fixes])).toEqual([
      ["2026-03-10", 60],
      ["2026-03-11", 61],
    ]);
    for (const { metres, movingSeconds } of bit) {
      expect(metres).toBeGreaterThan(5_700);
      expect(metres).toBeLessThan(6_001);
      expect(movingSeconds).toBeGreaterThan(570);
    }
    await city.ctx.db.query("INSERT INTO days_to_count VALUES ($1, '2026-03-11', true)", [
      city.ctx.brigades.get(brigade)?.id,
    ]);
    await count();
    expect(await daysOf("2026-03-10", "2026-03-11")).toEqual(bit);
    expect(await count()).toEqual({ recounted: 0, continued: 0 });
  });

  test("is counted anew when fixes come late", async () => {
    clock.at = TUESDAY + 600_000;
    const drive = driveFrom(TUESDAY, 600);
    await ingest(drive.filter((_, i) => i < 10 || i > 50));
    await count();
    const [gap] = await daysOf("2026-03-10");
    await ingest(drive.slice(10, 51));
    await count();
    const [whole] = await daysOf("2026-03-10");
    expect([gap?.fixes, whole?.fixes]).toEqual([20, 61]);
    expect(whole?.metres).toBeGreaterThan(5_700);
  });

  test("is counted anew once for all that came late to it", async () => {
    clock.at = TUESDAY + 600_000;
    const drive = driveFrom(TUESDAY, 600);
    await ingest(drive.slice(-1));
    await count();
    for (const late of drive.slice(0, -1)) await ingest([late]);
    expect((await count()).recounted).toBe(1);
    expect((await daysOf("2026-03-10"))[0]?.fixes).toBe(61);
  });

  test("has its turn in a run, however many before it are heard again meanwhile", async () => {
    const fleet = await restlessFleet(city.ctx, clock, 120);
    await countDays.run(fleet.ctx);
    const [row] = await city.ctx.db.query<{ counted: number }>(
      "SELECT count(*) AS counted FROM brigade_days WHERE brigade_id = ANY ($1)",
      [fleet.ids],
    );
    expect(row?.counted).toBe(fleet.ids.length);
  });

  test("holds the visits to its reports, two at one place as one time", async () => {
    for (const metres of [0, 20]) {
      const report = await city.report(at(metres));
      await city.move("assign-report", report, { brigade });
    }
    const stay = Array.from({ length: 21 }, (_, i) => fixAt(TUESDAY + i * 30_000, 10));
    const away = Array.from({ length: 6 }, (_, i) => fixAt(TUESDAY + 660_000 + i * 30_000, 900));
    clock.at = TUESDAY + 840_000;
    await ingest([...stay, ...away]);
    await watchBrigades.run(city.ctx);
    await count();
    const [day] = await daysOf("2026-03-10");
    expect(day).toMatchObject({ stops: 2, stopSeconds: 600, fixes: 27 });
    const { body } = await city.send("GET", `/api/brigades/${brigade}/doings`);
    const { doings, sector, silent } = BrigadeDoings.parse(body);
    const visits = doings.filter(({ kind }) => kind.startsWith("visit"));
    expect(visits.map(({ kind, seconds }) => [kind, seconds])).toEqual([
      ["visit-began", null],
      ["visit-began", null],
      ["visit-ended", 600],
      ["visit-ended", 600],
    ]);
    const sectorAt = (metres: number) => city.ctx.rules.sectorOf(at(metres).lon, at(metres).lat);
    expect([sector, silent]).toEqual([sectorAt(900), false]);
    const entered = doings.filter(({ kind }) => kind === "sector-entered").map(({ code }) => code);
    expect(entered).toEqual([...new Set([sectorAt(10), sectorAt(900)])]);
  });

  test("is told to whoever may know it, and of its reports to whoever may open them", async () => {
    const department = city.ctx.rules.city.departments[0]?.code ?? "";
    const others = city.ctx.rules.city.services.find((service) => service.department !== department)?.code;
    const report = await city.report({ ...at(0), service: others });
    await city.move("assign-report", report, { brigade });
    await ingest(Array.from({ length: 9 }, (_, i) => fixAt(TUESDAY - 300_000 + i * 30_000, 0)));
    await watchBrigades.run(city.ctx);
    const folios = async (headers: Record<string, string>) => {
      const { body, status } = await city.send("GET", `/api/brigades/${brigade}/doings`, undefined, headers);
      return status === 200 ? BrigadeDoings.parse(body).doings.flatMap(({ folio }) => folio ?? []) : status;
    };
    expect(await folios({})).toEqual([report.folio]);
    expect(await folios(await city.as("brigade", { brigade }))).toEqual([report.folio]);
    expect(await folios(await city.as("operator", { department }))).toEqual([]);
    expect(await folios(await city.as("brigade", { brigade: codes[0] ?? "" }))).toBe(404);
    expect(await folios(await city.as("device", { brigade }))).toBe(403);
  });
});

describe("positions that grow old", () => {
  test("are thinned once, keep their shape and what visits hang on, and the day keeps its figures", async () => {
    clock.at = TUESDAY + HOUR;
    const drive = driveFrom(TUESDAY, 3600, 1);
    await ingest(drive);
    const id = city.ctx.brigades.get(brigade)?.id;
    const { folio } = await city.report();
    await city.ctx.db.query("INSERT INTO visits VALUES ($1, $2, $3, $4)", [
      await city.idOf(folio),
      id,
      drive[1001]?.at,
      drive[1013]?.at,
    ]);
    await count();
    const before = await daysOf("2026-03-10");
    const shape = await trailOf(TUESDAY, TUESDAY + HOUR + 1);
    clock.at += 7 * DAY - HOUR;
    await thinPositions.run(city.ctx);
    expect(await fixesLeft("2026-03-10")).toBe(3601);
    clock.at += DAY;
    await Promise.all([thinPositions.run(city.ctx), thinPositions.run(city.ctx)]);
    // One each half minute, the last, and the two of the visit.
    expect(await fixesLeft("2026-03-10")).toBe(121 + 2);
    expect(await thinPositions.run(city.ctx)).toMatchObject({ days: 0, removed: 0 });
    const states = await city.ctx.db.query("SELECT state FROM brigade_days WHERE brigade_id = $1", [id]);
    expect(states).toEqual([{ state: null }]);
    const after = await trailOf(TUESDAY, TUESDAY + HOUR + 1);
    expect([after[0], after.at(-1)?.lon]).toEqual([shape[0], shape.at(-1)?.lon]);
    // What comes late now is kept and thinned in its turn, and not counted: the rest is not all there.
    await ingest([fixAt(TUESDAY + 5_500, 55), fixAt(TUESDAY + 6_500, 65)]);
    await count();
    expect(await daysOf("2026-03-10")).toEqual(before);
    expect(await fixesLeft("2026-03-10")).toBe(125);
    await thinPositions.run(city.ctx);
    expect(await fixesLeft("2026-03-10")).toBe(123);
  });

  test("are thinned for some seconds of a run, and the next goes on, so that other jobs get their turn", async () => {
    const days = [1, 2, 3, 4].map((ago) => TUESDAY - ago * DAY);
    for (const day of days) await ingest(driveFrom(day, 300));
    await count();
    clock.at += 9 * DAY;
    const { db } = city.ctx;
    const slow: typeof db = {
      ...db,
      async transaction(work) {
        clock.at += 3_000;
        return db.transaction(work);
      },
    };
    const left = () => Promise.all(["06", "07", "08", "09"].map((day) => fixesLeft(`2026-03-${day}`)));
    await thinPositions.run({ ...city.ctx, db: slow });
    expect(await left()).toEqual([11, 11, 31, 31]);
    await thinPositions.run({ ...city.ctx, db: slow });
    expect(await left()).toEqual([11, 11, 11, 11]);
  });

  test("are dropped by whole days once they are kept for long enough and counted, and the figures stay", async () => {
    clock.at = TUESDAY + HOUR;
    await ingest(driveFrom(TUESDAY, 600));
    await count();
    const figures = await daysOf("2026-03-10");
    const tables = async () => {
      const rows = await city.ctx.db.query<{ name: string }>(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'pings'::regclass",
      );
      return rows.map(({ name }) => name);
    };
    const lastSeen = async () => {
      const { db, positions, brigades } = city.ctx;
      await positions.refresh(db);
      const id = brigades.get(brigade)?.id ?? -1;
      return [
        positions.get(id)?.at,
        (await db.query("SELECT FROM latest_positions WHERE brigade_id = $1", [id])).length,
      ];
    };
    clock.at = TUESDAY + 90 * DAY;
    await dropPositions.run(city.ctx);
    expect(await tables()).toContain("pings_20260310");
    expect(await lastSeen()).toEqual([TUESDAY + 600_000, 1]);
    clock.at += 9 * DAY;
    await city.ctx.db.query("INSERT INTO days_to_count VALUES (0, '2026-03-10', true)");
    await dropPositions.run(city.ctx);
    expect(await tables()).toContain("pings_20260310");
    await count();
    expect((await dropPositions.run(city.ctx)).dropped).toBeGreaterThan(0);
    expect(await tables()).not.toContain("pings_20260310");
    expect(await tables()).toContain("pings_default");
    expect(await daysOf("2026-03-10")).toEqual(figures);
    expect(await trailOf(TUESDAY, TUESDAY + HOUR)).toEqual([]);
    expect(await lastSeen()).toEqual([undefined, 0]);
  });

  test("a fix whose day has no partition is taken, and lies in its day once that is made", async () => {
    const stray = "2026-02-20";
    const before = Date.parse(`${stray}T12:00:00Z`);
    await ingest([fixAt(before, 0)]);
    // As if another process had dropped the day: this one still believes that it is there.
    await city.ctx.db.query("DROP TABLE pings_20260220");
    await ingest([fixAt(before, 0), fixAt(before + 1000, 10)]);
    const home = () =>
      city.ctx.db.query(
        `SELECT tableoid::regclass::text AS home, count(*) AS fixes FROM pings
          WHERE brigade_id = $1 AND at < $2 GROUP BY 1`,
        [city.ctx.brigades.get(brigade)?.id, new Date(before + DAY).toISOString()],
      );
    expect(await home()).toEqual([{ home: "pings_default", fixes: 2 }]);
    const settled = await Promise.all([makePartitions.run(city.ctx), makePartitions.run(city.ctx)]);
    expect(Math.max(...settled.map((done) => done.settled ?? 0))).toBe(1);
    expect(await home()).toEqual([{ home: "pings_20260220", fixes: 2 }]);
    await ingest([fixAt(before + 2000, 20)]);
    expect(await home()).toEqual([{ home: "pings_20260220", fixes: 3 }]);
  });
});

describe("the trail of a period", () => {
  test("is cleaned, has at most two thousand points, and none of another period", async () => {
    clock.at = TUESDAY + 3 * HOUR;
    const wander = Array.from({ length: 7200 }, (_, i) => {
      const turn = (i / 60) * Math.PI;
      return { ...fixAt(TUESDAY + i * 1000, i * 5), lat: place.lat + Math.sin(turn) / 500 };
    });
    for (let from = 0; from < wander.length; from += 3600) await ingest(wander.slice(from, from + 3600));
    const whole = await trailOf(TUESDAY - DAY / 2, TUESDAY + 3 * HOUR);
    expect(whole.length).toBeGreaterThan(500);
    expect(whole.length).toBeLessThanOrEqual(2000);
    const part = await trailOf(TUESDAY + 60_000, TUESDAY + 120_000);
    expect(part[0]?.at).toBe(TUESDAY + 60_000);
    expect(part.at(-1)?.at).toBeLessThan(TUESDAY + 120_000);
    const month = await trailOf(TUESDAY - 29 * DAY, TUESDAY + DAY);
    expect(month.length).toBeGreaterThan(5);
  });

  test.each([
    ["from=2026-03-10T00:00:00Z", "to"],
    ["from=2026-03-10T00:00:00Z&to=2026-03-10T00:00:00Z", "to"],
    ["from=yesterday&to=2026-03-10T00:00:00Z", "from"],
    ["minutes=30&from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z", "minutes"],
    ["minutes=0", "minutes"],
    ["hours=1", "query"],
  ])("?%s is refused, with the field %s", async (query, field) => {
    const { status, body } = await city.send("GET", `/api/brigades/${brigade}/trail?${query}`);
    expect([status, body.code]).toEqual([400, "invalid-input"]);
    expect(JSON.stringify(body.errors)).toContain(`"${field}"`);
  });
});
