import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HistoricMove, HistoricReport } from "#contract/history";
import { everyRow } from "#domain/may";
import { columnsOf, insertFixes } from "#server/pings/insert-fixes";
import { ensurePartitions } from "#server/pings/partitions";
import { historyExtent } from "#server/replay/read-history";
import { type ReplayOptions, replayHistory } from "#server/replay/replay-history";
import { importReports } from "#server/reports/import-reports";
import { moveReport } from "#server/reports/move-report";
import { place, TestCity } from "#test/support/living-city";
import { expectSameCity } from "#test/support/same-city";
import { sweepSla } from "#workers/sweep-sla";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SPEED = 600;
/** Steps are not closer than this. */
const TICK = 100;

/** Runs only while somebody waits. */
const clock = {
  at: Date.parse("2026-06-15T12:00:00Z"),
  now: () => clock.at,
  wait: async (ms: number) => {
    clock.at += Math.ceil(ms);
  },
};

let city: TestCity;
let brigade: string;
beforeAll(async () => {
  city = await TestCity.start({ clock });
  brigade = city.ctx.rules.city.brigades[0]?.code ?? "";
});
afterAll(() => city.stop());

/** Each test has a day of the past of its own. */
let days = 0;
function nextDay(): number {
  return Date.parse("2025-03-01T00:00:00Z") + days++ * 24 * HOUR;
}

const reports = (from: number, source: string, lives: HistoricMove[][], more: Partial<HistoricReport> = {}) =>
  importReports(
    city.ctx,
    lives.map((moves, i) => ({
      source,
      sourceId: `${i}`,
      service: "bache",
      lon: place.lon + (i % 100) * 1e-4,
      lat: place.lat,
      receivedAt: from + (i + 1) * 10 * MINUTE,
      dueAt: from + (i + 1) * 10 * MINUTE + 10 * HOUR,
      channel: "import",
      moves,
      ...more,
    })),
  );

function replay(from: number, more: Partial<ReplayOptions> = {}) {
  const { wait } = clock;
  return replayHistory(city.ctx, {
    from,
    to: from + 24 * HOUR,
    speed: SPEED,
    signal: new AbortController().signal,
    wait,
    ...more,
  });
}

const closed = (at: number, more: Partial<HistoricMove> = {}): HistoricMove => ({
  to: "closed",
  at,
  outcome: "resolved",
  reason: city.reason("resolve"),
  ...more,
});

async function replayed(since: number) {
  return city.ctx.db.query<{
    id: number;
    lon: number;
    kinds: string[];
    at: number[];
    due: number;
    lateReason: string | null;
  }>(
    `SELECT r.id, ST_X(r.place) AS lon, array_agg(e.kind ORDER BY e.seq) AS kinds,
            array_agg(floor(extract(epoch FROM e.at) * 1000)::float8 ORDER BY e.seq) AS at,
            floor(extract(epoch FROM r.due_at) * 1000)::float8 AS due, r.late_reason AS "lateReason"
       FROM reports r JOIN events e ON e.report_id = r.id
      WHERE r.channel = 'replay' AND r.received_at >= $1 GROUP BY r.id ORDER BY ST_X(r.place)`,
    [new Date(since).toISOString()],
  );
}

test("a wall sees what came in and what was closed, at its moment and with its promise, so many times faster", async () => {
  const from = nextDay();
  await reports(from, "pace", [[closed(from + 2 * HOUR)], [], [closed(from + 15 * HOUR)]]);
  const wall = await city.wall();
  const seen = wall.seen.length;
  const startedAt = clock.now();
  expect(await replay(from)).toEqual({
    received: 3,
    moved: 0,
    closed: 2,
    late: 1,
    positions: 0,
    refused: {},
  });
  const sql = await city.snapshot();
  await wall.reached(sql.cursor);
  expectSameCity(wall.city, sql);
  expect(wall.seen.slice(seen).map((event) => event.kind)).toEqual([
    "report.received",
    "report.received",
    "report.received",
    "report.closed",
    "report.closed",
  ]);

  const lives = await replayed(startedAt);
  const moment = (past: number) => startedAt + (past - from) / SPEED;
  const expected = [
    [from + 10 * MINUTE, from + 2 * HOUR],
    [from + 20 * MINUTE],
    [from + 30 * MINUTE, from + 15 * HOUR],
  ];
  for (const [i, life] of lives.entries()) {
    for (const [j, at] of life.at.entries()) {
      expect(at).toBeGreaterThanOrEqual(Math.floor(moment(expected[i]?.[j] ?? 0)));
      expect(at).toBeLessThanOrEqual(moment(expected[i]?.[j] ?? 0) + 2 * TICK);
    }
    expect(Math.abs(life.due - (life.at[0] ?? 0) - (10 * HOUR) / SPEED)).toBeLessThanOrEqual(1);
  }
  expect(lives.map((life) => life.lateReason)).toEqual([null, null, city.reason("late")]);
});

test("every move of a report is played, with its brigade, again after a reopening", async () => {
  const from = nextDay();
  const at = (minutes: number) => from + minutes * MINUTE;
  await reports(from, "moves", [
    [
      { to: "assigned", at: at(20), brigade },
      { to: "en-route", at: at(30) },
      { to: "in-progress", at: at(40) },
      closed(at(50)),
      { to: "reopened", at: at(60), reason: city.reason("reopen") },
      { to: "assigned", at: at(70), brigade },
      { to: "in-progress", at: at(70) },
      closed(at(70)),
    ],
  ]);
  const startedAt = clock.now();
  expect(await replay(from)).toMatchObject({ received: 1, moved: 6, closed: 2, refused: {} });
  expect((await replayed(startedAt)).map((life) => life.kinds)).toEqual([
    [
      "report.received",
      "report.assigned",
      "report.travelling",
      "report.started",
      "report.closed",
      "report.reopened",
      "report.assigned",
      "report.started",
      "report.closed",
    ],
  ]);
});

test("what cannot be done now is left out: a brigade that is gone, a duplicate of nobody knows what", async () => {
  const from = nextDay();
  await reports(from, "left-out", [
    [
      { to: "assigned", at: from + HOUR, brigade: "gone-1" },
      { to: "en-route", at: from + HOUR },
      closed(from + 2 * HOUR),
    ],
    [closed(from + HOUR, { outcome: "duplicate", reason: city.reason("duplicate") })],
  ]);
  const startedAt = clock.now();
  expect(await replay(from)).toMatchObject({ received: 2, moved: 0, closed: 2, refused: {} });
  expect((await replayed(startedAt)).map((life) => life.kinds)).toEqual([
    ["report.received", "report.closed"],
    ["report.received", "report.closed"],
  ]);
});

test("only the stretch, and only the source that is asked for", async () => {
  const from = nextDay();
  await reports(from, "mine", [[closed(from + 30 * HOUR)], []]);
  await reports(from, "theirs", [[], [], []]);
  expect(await replay(from, { source: "mine", to: from + 15 * MINUTE })).toMatchObject({ received: 1 });
  expect(await replay(from, { source: "mine" })).toMatchObject({ received: 2, closed: 0 });
  expect(await replay(from + 15 * MINUTE, { to: from + 25 * MINUTE })).toMatchObject({ received: 2 });
  expect(await replay(from)).toMatchObject({ received: 5 });
  expect(await replay(from, { source: "nobody" })).toEqual({
    received: 0,
    moved: 0,
    closed: 0,
    late: 0,
    positions: 0,
    refused: {},
  });
  const { reports: extent } = await historyExtent(city.ctx.db, "mine");
  expect(extent).toEqual([from + 10 * MINUTE, from + 20 * MINUTE]);
});

test("brigades drive where they drove, now, and their tracks keep their shape", async () => {
  const from = nextDay();
  const id = city.ctx.brigades.get(brigade)?.id ?? -1;
  const fixes = Array.from({ length: 90 }, (_, i) => ({
    brigade: id,
    at: from + i * MINUTE,
    lon: place.lon + i * 1e-4,
    lat: place.lat,
    speed: 8,
    heading: 90,
    accuracy: null,
    battery: null,
    device: null,
  }));
  await ensurePartitions(city.ctx.db, [new Date(from).toISOString()]);
  await insertFixes(city.ctx.db, columnsOf(fixes), from);
  const wall = await city.wall();
  const startedAt = clock.now();
  expect(await replay(from)).toMatchObject({ positions: 90, received: 0 });
  const track = await city.ctx.db.query<{ at: number; lon: number }>(
    "SELECT extract(epoch FROM at)::float8 * 1000 AS at, lon FROM pings WHERE brigade_id = $1 AND at >= $2 ORDER BY at",
    [id, new Date(startedAt).toISOString()],
  );
  expect(track.map(({ at }) => Math.round((at - startedAt) / 10))).toEqual(fixes.map((_, i) => i * 10));
  expect(track.map(({ lon }) => lon)).toEqual(fixes.map(({ lon }) => lon));
  await wall.until(
    () => Math.abs((wall.fixes.get(id)?.lon ?? 0) - (place.lon + 89e-4)) < 1e-6,
    "the brigade at the end of its way",
  );
});

test("of a source without headings brigades face the way that they came", async () => {
  const from = nextDay();
  const id = city.ctx.brigades.get(brigade)?.id ?? -1;
  const fixes = [0, 1, 2, 3].map((i) => ({
    brigade: id,
    at: from + i * MINUTE,
    lon: place.lon,
    lat: place.lat - Math.min(i, 2) * 1e-3,
    speed: null,
    heading: i === 2 ? 123 : null,
    accuracy: null,
    battery: null,
    device: null,
  }));
  await ensurePartitions(city.ctx.db, [new Date(from).toISOString()]);
  await insertFixes(city.ctx.db, columnsOf(fixes), from);
  clock.at += MINUTE;
  const startedAt = clock.now();
  expect(await replay(from)).toMatchObject({ positions: 4 });
  const played = await city.ctx.db.query<{ heading: number | null }>(
    "SELECT heading FROM pings WHERE brigade_id = $1 AND at >= $2 ORDER BY at",
    [id, new Date(startedAt).toISOString()],
  );
  expect(played.map(({ heading }) => heading)).toEqual([null, 180, 123, 180]);
});

test("somebody who is faster keeps the report; it is counted, and the rest goes on", async () => {
  const from = nextDay();
  await reports(from, "faster", [[closed(from + 5 * HOUR)], [closed(from + 6 * HOUR)]]);
  let interfered = false;
  const startedAt = clock.now();
  const wait = async (ms: number) => {
    await clock.wait(ms);
    const [first] = interfered
      ? []
      : await city.ctx.db.query<{ folio: string }>(
          "SELECT folio FROM reports WHERE channel = 'replay' AND received_at >= $1",
          [new Date(startedAt).toISOString()],
        );
    if (!first) return;
    interfered = true;
    await moveReport(
      city.ctx,
      { actor: { role: "operator", id: "ana" }, reach: everyRow },
      { name: "assign-report", folio: first.folio, version: 1, brigade },
    );
  };
  expect(await replay(from, { wait })).toMatchObject({
    received: 2,
    closed: 1,
    refused: { "stale-version": 1 },
  });
});

test("what sweeps say of a report meanwhile stops none of its moves", async () => {
  const from = nextDay();
  const at = (minutes: number) => from + 10 * MINUTE + minutes * MINUTE;
  await reports(from, "swept", [[{ to: "assigned", at: at(60), brigade }, closed(at(590))]]);
  const since = clock.now();
  const wait = async (ms: number) => {
    await clock.wait(ms);
    await sweepSla.run(city.ctx);
  };
  expect(await replay(from, { wait, source: "swept" })).toMatchObject({ moved: 1, closed: 1, refused: {} });
  const [played] = await replayed(since);
  expect(played?.kinds).toEqual(["report.received", "report.assigned", "report.due-soon", "report.closed"]);
});

test("stops between two steps when it is told to", async () => {
  const from = nextDay();
  await reports(from, "stopped", [[], [], [], []]);
  const stop = new AbortController();
  const played = await replay(from, {
    signal: stop.signal,
    onProgress: (_, { received }) => {
      if (received === 2) stop.abort();
    },
  });
  expect(played.received).toBe(2);
});

describe("many at the same moment", () => {
  test("all are played, whatever the speed", async () => {
    const from = nextDay();
    const at = from + HOUR;
    await reports(
      from,
      "rush",
      Array.from({ length: 700 }, () => [closed(at + MINUTE)]),
      { receivedAt: at, dueAt: at + HOUR },
    );
    expect(await replay(from, { speed: 100_000 })).toMatchObject({ received: 700, closed: 700, refused: {} });
  });
});
