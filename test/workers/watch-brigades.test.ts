import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CityEvent } from "#contract/events";
import { expectConsistent } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { restlessFleet } from "#test/support/restless-fleet";
import { watchBrigades } from "#workers/watch-brigades";

/** Tuesday, 10:00 in Monterrey: on duty. */
const NOON = Date.parse("2026-03-10T10:00:00-06:00");
const MINUTE = 60_000;
const clock = { at: NOON, now: () => clock.at };

let city: TestCity;
let codes: string[];
beforeAll(async () => {
  city = await TestCity.start({ clock });
  codes = city.ctx.rules.city.brigades
    .filter(
      ({ shift }) =>
        shift.days.includes("tue") && shift.from < "09:00" && shift.to > "13:00" && shift.to < "20:00",
    )
    .map(({ code }) => code);
});
afterAll(() => city.stop());
// Each test has a brigade of its own, and all begin at the same hour of the same day.
let brigade = "";
beforeEach(() => {
  clock.at = NOON;
  brigade = codes.shift() ?? "";
});

const at = (metres: number) => ({ lon: place.lon + metres / 100_200, lat: place.lat });
/** So many seconds later each; `metres` east of a place in the city. */
async function drive(metres: readonly number[], seconds = 30) {
  const positions = metres.map((far) => {
    clock.at += seconds * 1000;
    return { brigade, at: new Date(clock.at).toISOString(), ...at(far) };
  });
  const { status, body } = await city.send("POST", "/api/ingest/batch", { positions });
  expect([status, body.accepted]).toEqual([200, metres.length]);
}
const sweep = () => watchBrigades.run(city.ctx);

/** What was said of a brigade so far. */
async function said(code = brigade): Promise<CityEvent[]> {
  const rows = await city.ctx.db.query(
    `SELECT seq, floor(extract(epoch FROM at) * 1000)::bigint AS at, kind, report_id AS "reportId", version, body
       FROM events WHERE brigade_id = $1 AND (kind LIKE 'brigade.%' OR kind IN ('report.arrived', 'report.left')) ORDER BY seq`,
    [city.ctx.brigades.get(code)?.id],
  );
  return rows.map((row) => CityEvent.parse(row));
}
const kinds = (events: CityEvent[]) =>
  events.filter(({ kind }) => kind !== "brigade.entered" && kind !== "brigade.left").map(({ kind }) => kind);

async function stop(metres: number) {
  const report = await city.report(at(metres));
  return city.move("assign-report", report, { brigade });
}
const stillThere = [0, 0, 0, 0];
const gone = [900, 900, 900, 900];

describe("a brigade", () => {
  test("that comes to its report and goes again is said to have arrived and left, and the report stays open", async () => {
    const wall = await city.wall();
    const { folio, version, status } = await stop(0);
    await drive([900, 400, ...stillThere]);
    await sweep();
    const card = (await city.send("GET", `/api/reports/${folio}`)).body as {
      report: object;
      timeline: object[];
    };
    expect(card.report).toMatchObject({ version: version + 1, status });
    expect(card.timeline.at(-1)).toMatchObject({ kind: "visit-began", brigade, at: NOON + 90_000 });
    await drive(gone);
    await sweep();
    const { body } = await city.send("GET", `/api/reports/${folio}`);
    expect((body as typeof card).timeline.at(-1)).toMatchObject({
      kind: "visit-ended",
      brigade,
      seconds: 90,
    });
    const head = (await city.snapshot()).cursor;
    await wall.reached(head);
    const id = await city.idOf(folio);
    expect(wall.kindsOf(id).slice(-2)).toEqual(["report.arrived", "report.left"]);
    expect(wall.city.reports.digest).toEqual((await city.snapshot()).reports.digest);
  });

  test("MN6 AU11 is told to itself and to whoever may see positions, and to no other brigade, key or device, nor to the public", async () => {
    const [other = ""] = codes;
    const follow = ["live.subscribe", "report.open"] as const;
    const seeing = await city.as("integration", { scopes: [...follow, "position.see"] });
    const blind = [await city.as("integration", { scopes: follow }), await city.as("device", { brigade })];
    const told = [await city.as("brigade", { brigade }), seeing];
    const untold = [await city.as("brigade", { brigade: other }), {}, ...blind];
    const walls = await Promise.all(
      [...told, ...untold].map((who) => city.wall(who.authorization?.slice(7) ?? null)),
    );
    const { folio, version } = await stop(0);
    await drive([...stillThere, ...gone]);
    await sweep();
    const { cursor } = await city.snapshot();
    for (const wall of walls) await wall.reached(cursor);
    const heard = walls.map(
      (wall) =>
        wall.seen.filter(({ kind }) => /report.(arrived|left)|brigade.(entered|left)/.test(kind)).length,
    );
    for (const count of heard.slice(0, 2)) expect(count).toBeGreaterThanOrEqual(3);
    expect(heard.slice(2)).toEqual([0, 0, 0, 0]);
    const id = await city.idOf(folio);
    for (const wall of walls.slice(-2)) expect(wall.city.reports.get(id)?.version).toBe(version + 2);
    const visits = async (who: Record<string, string>) => {
      const { body } = await city.send("GET", `/api/reports/${folio}`, undefined, who);
      return (body as { timeline: { kind: string }[] }).timeline.filter(({ kind }) => /visit/.test(kind));
    };
    expect(await visits(seeing)).toHaveLength(2);
    for (const who of blind) expect(await visits(who)).toEqual([]);
  });

  test("that stops at its report for a moment, or beside another's, has not arrived", async () => {
    const report = await city.report(at(0));
    await city.move("assign-report", report, { brigade: codes.at(-1) });
    await stop(2000);
    await drive([...stillThere, 2000, 2000, ...gone]);
    await sweep();
    expect(kinds(await said())).toEqual([]);
  });

  test("that is still there when its report is closed is said to leave later, and closes nothing itself", async () => {
    const report = await stop(0);
    await drive(stillThere);
    await sweep();
    const { body } = await city.send("GET", `/api/reports/${report.folio}`);
    const { version } = (body as { report: { version: number } }).report;
    await city.move(
      "close-report",
      { folio: report.folio, version },
      { outcome: "resolved", reason: city.reason("resolve") },
    );
    await drive([...stillThere, ...gone]);
    await sweep();
    expect(kinds(await said())).toEqual(["report.arrived", "report.left"]);
    const [visit] = await city.ctx.db.query(
      "SELECT extract(epoch FROM left_at - arrived_at)::integer AS seconds FROM visits WHERE report_id = $1",
      [await city.idOf(report.folio)],
    );
    expect(visit).toEqual({ seconds: 210 });
  });

  test("that falls silent on duty is said so once, and once that it is heard again", async () => {
    await drive([0]);
    await sweep();
    clock.at += 5 * MINUTE;
    await sweep();
    expect(kinds(await said())).toEqual([]);
    clock.at += 1;
    await Promise.all([sweep(), sweep()]);
    clock.at += 60 * MINUTE;
    await sweep();
    expect(kinds(await said())).toEqual(["brigade.silent"]);
    await drive([0, 0]);
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const all = await said();
    expect(kinds(all)).toEqual(["brigade.silent", "brigade.heard"]);
    expect(all.at(-1)?.body).toMatchObject({ seconds: 65 * 60 + 30 });
  });

  test("that moves in the night is said so once", async () => {
    clock.at = Date.parse("2026-03-10T23:50:00-06:00");
    await drive([0, 700, 1400, 2100]);
    await sweep();
    await drive([2800, 3500]);
    await sweep();
    expect(kinds(await said())).toEqual(["brigade.moving-off-shift"]);
    clock.at += 60 * MINUTE;
    await sweep();
    expect(kinds(await said())).toEqual(["brigade.moving-off-shift"]);
  });
});

test("several sweeps at once work through everything in order and say each thing once", async () => {
  const crews = codes.splice(0, 3);
  for (const code of crews) {
    clock.at = NOON;
    brigade = code;
    await stop(0);
    // More than one reading's worth of each, there and back twelve times.
    for (let i = 0; i < 12; i++)
      await drive([...Array.from({ length: 30 }, () => 0), ...Array.from({ length: 30 }, () => 900)], 5);
  }
  const done = await Promise.all([sweep(), sweep(), sweep()]);
  await sweep();
  expect(done.reduce((sum, { fixes = 0 }) => sum + fixes, 0)).toBe(3 * 720);
  for (const code of crews) {
    const found = (await said(code)).filter(({ kind }) => kind.startsWith("report."));
    expect(found).toHaveLength(24);
    const since = found.map(({ body }) => ("since" in body ? Number(body.since) : Number.NaN));
    expect(new Set(found.map(({ kind }, i) => `${kind} ${since[i]}`)).size).toBe(found.length);
    expect(since).toEqual(since.toSorted((a, b) => a - b));
    const turns = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? "report.arrived" : "report.left"));
    expect(found.map(({ kind }) => kind)).toEqual(turns);
  }
});

test("a sweep that fails half way has said nothing, and the next says all of it", async () => {
  await stop(0);
  await drive([...stillThere, ...gone]);
  const { db } = city.ctx;
  const broken: typeof db = {
    ...db,
    transaction: (work) =>
      db.transaction(async (tx) => {
        await work(tx);
        throw new Error("cut off before the commit");
      }),
  };
  await expect(watchBrigades.run({ ...city.ctx, db: broken })).rejects.toThrow("cut off");
  expect(kinds(await said())).toEqual([]);
  await sweep();
  expect(kinds(await said())).toEqual(["report.arrived", "report.left"]);
});

test("a sweep looks at each brigade, however many before it are heard again meanwhile", async () => {
  const fleet = await restlessFleet(city.ctx, clock, 220);
  const first = clock.at;
  await watchBrigades.run(fleet.ctx);
  const [row] = await city.ctx.db.query<{ looked: number }>(
    "SELECT count(*) AS looked FROM brigade_watch WHERE brigade_id = ANY ($1) AND seen_at >= $2",
    [fleet.ids, new Date(first).toISOString()],
  );
  expect(row?.looked).toBe(fleet.ids.length);
});

test("after all of this rows, log, receipts and snapshot tell one story", () => expectConsistent(city));
