/** Alerts that are read from positions and from history. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HistoricReport } from "#contract/history";
import { importReports } from "#server/reports/import-reports";
import { copyReports } from "#test/support/copy-reports";
import { place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { countingRows } from "#test/support/rows-read";
import { expectSameCity } from "#test/support/same-city";
import { raiseBrigadeAlerts } from "#workers/raise-brigade-alerts";
import { raiseSurges } from "#workers/raise-surges";
import { watchBrigades } from "#workers/watch-brigades";

/** Tuesday, 10:00 in Monterrey: on duty. */
const NOON = Date.parse("2026-03-10T10:00:00-06:00");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
const clock = { at: NOON, now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock });
});
afterAll(() => city.stop());

async function alertsOf(kind: string) {
  return [...(await city.snapshot()).alerts.values()].filter((alert) => alert.kind === kind);
}

describe("a brigade on duty", () => {
  const onDuty = () => {
    const found = city.ctx.rules.city.brigades.find(
      ({ shift }) =>
        shift.days.includes("tue") && shift.from < "09:00" && shift.to > "13:00" && shift.to < "20:00",
    );
    if (!found) throw new Error("nobody is on duty");
    return found;
  };
  /** One fix each half minute. */
  async function stay(lon: number, lat: number, minutes: number) {
    const positions = Array.from({ length: minutes * 2 }, () => {
      clock.at += 30_000;
      return { brigade: onDuty().code, at: new Date(clock.at).toISOString(), lon, lat };
    });
    expect((await city.send("POST", "/api/ingest/batch", { positions })).status).toBe(200);
    await sweep();
  }
  async function sweep() {
    await watchBrigades.run(city.ctx);
    await raiseBrigadeAlerts.run(city.ctx);
  }

  test("alarms when it was not heard of for a quarter of an hour, and no more once it is", async () => {
    clock.at = NOON;
    const { code, department } = onDuty();
    await stay(place.lon, place.lat, 2);
    const heard = clock.at;
    clock.at = heard + 14 * MINUTE;
    await sweep();
    expect(await alertsOf("brigade-silent")).toEqual([]);
    clock.at = heard + 15 * MINUTE;
    await sweep();
    const brigade = city.ctx.brigades.get(code)?.id;
    expect(await alertsOf("brigade-silent")).toMatchObject([
      { brigade, department, since: heard, folio: null },
    ]);
    await stay(place.lon, place.lat, 2);
    expect(await alertsOf("brigade-silent")).toEqual([]);
  });

  test("alarms when its device was never heard of, a quarter of an hour into its shift", async () => {
    const { code, department, shift } = onDuty();
    const crew = city.ctx.rules.city.brigades.find(
      (one) => one.code !== code && one.shift.from === shift.from && one.shift.days.includes("tue"),
    );
    await tokenOf(city.ctx, "device", { brigade: crew?.code ?? "" });
    const begins = Date.parse(`2026-03-10T${shift.from}:00-06:00`);
    const id = city.ctx.brigades.get(crew?.code ?? "")?.id;
    const told = async () => (await alertsOf("brigade-silent")).filter(({ brigade }) => brigade === id);
    clock.at = begins + 14 * MINUTE;
    await sweep();
    expect(await told()).toEqual([]);
    clock.at = begins + 15 * MINUTE;
    await sweep();
    expect(await told()).toMatchObject([
      { since: begins, department: crew?.department ?? department, lon: null, lat: null },
    ]);
  });

  test("alarms when it has left the city's sectors for a quarter of an hour, but not when its own are elsewhere and it is there", async () => {
    clock.at = NOON + 2 * HOUR;
    await stay(place.lon, place.lat, 3);
    // Beyond the boundary, to the north.
    await stay(-100.4, 25.76, 10);
    expect(await alertsOf("brigade-off-sector")).toEqual([]);
    await stay(-100.4, 25.76, 10);
    expect(await alertsOf("brigade-off-sector")).toMatchObject([
      { brigade: city.ctx.brigades.get(onDuty().code)?.id, lat: 25.76 },
    ]);
    await stay(place.lon, place.lat, 3);
    expect(await alertsOf("brigade-off-sector")).toEqual([]);
  });
});

describe("a surge", () => {
  test("is told once with what was usual, at its hexagon, and is over when it has passed", async () => {
    clock.at = NOON + 4 * HOUR;
    const service = city.ctx.rules.city.services[0];
    const past = Array.from(
      { length: 8 },
      (_, week): HistoricReport => ({
        source: "test",
        sourceId: `${week}`,
        service: service?.code ?? "",
        ...place,
        receivedAt: clock.at - (week + 1) * WEEK - HOUR,
        dueAt: clock.at,
        channel: "import",
        moves: [],
      }),
    );
    await importReports(city.ctx, past);
    for (let i = 0; i < 3; i++) await city.report();
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 0, cleared: 0 });
    for (let i = 0; i < 6; i++) await city.report();
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 1, cleared: 0 });
    expect(await alertsOf("surge")).toMatchObject([
      {
        service: service?.code,
        department: service?.department,
        surge: { count: 9, expected: 1, hours: 3, cell: expect.stringMatching(/^88/) },
      },
    ]);
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 0, cleared: 0 });
    const [raised] = await alertsOf("surge");
    const wall = await city.wall();
    for (let i = 0; i < 5; i++) await city.report();
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 0, cleared: 0 });
    const grown = await city.snapshot();
    await wall.reached(grown.cursor);
    expectSameCity(wall.city, grown);
    expect(await alertsOf("surge")).toMatchObject([{ id: raised?.id, surge: { count: 14 } }]);
    wall.drop();
    clock.at += 3 * HOUR + MINUTE;
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 0, cleared: 1 });
    // Quiet for three hours, unless it is worse than before.
    for (let i = 0; i < 14; i++) await city.report();
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 0, cleared: 0 });
    await city.report();
    expect(await raiseSurges.run(city.ctx)).toEqual({ raised: 1, cleared: 0 });
  });

  test("of a service that began late is looked for without reading what came before of others", async () => {
    const { db, rules } = city.ctx;
    const late = rules.city.services.at(-1)?.code;
    const { folio } = await city.report();
    await copyReports(db, folio, 3000, {
      received_at: "received_at - interval '1 year' - n * interval '1 hour'",
    });
    for (let i = 0; i < 9; i++) await city.report({ service: late });
    const counting = countingRows(db);
    await raiseSurges.run({ ...city.ctx, db: counting.db });
    expect(counting.rows()).toBeLessThan(1000);
  });
});
