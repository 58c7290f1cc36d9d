/**
 * The trail of a brigade over a day of a fix a second (86,400), where there are seven such days of twenty brigades (with --quick
 * three of three). Looked up step by step, cleaned and simplified, against the bare reading of the same rows by the index inside the
 * database, and against all of them to Node, in turns. Beside it all days together; and what the plan reads of other days.
 */
import { setTimeout as delay } from "node:timers/promises";
import { everyRow } from "#domain/may";
import type { Database } from "#server/db/database";
import { ensurePartitions } from "#server/pings/partitions";
import { firstOfEachStep, readTrail } from "#server/pings/read-positions";
import { findPostgres, startPostgres } from "#test/support/services";
import { testDatabase } from "#test/support/test-database";
import { atMost, type Bench, median, tableOf } from "./bench.ts";

const DAY = 86_400_000;
const FIRST = Date.parse("2026-03-01T00:00:00Z");
const iso = (at: number) => new Date(at).toISOString();

export const run: Bench = async ({ quick }) => {
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  const server = found && (await startPostgres(found, { fsync: false }));
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const db = await testDatabase({ on: process.env.TEST_DATABASE_URL ? "postgres" : "embedded" });
  try {
    return await measure(
      db,
      quick ? { days: 3, brigades: 3, rounds: 9 } : { days: 7, brigades: 20, rounds: 31 },
    );
  } finally {
    await db.close();
    // The pool says that it has ended a moment before its last connection has, which would then hear of the stop as of a fault.
    await delay(200);
    await server?.stop();
  }
};

interface Size {
  days: number;
  brigades: number;
  rounds: number;
}

async function measure(db: Database, { days, brigades, rounds }: Size) {
  for (let day = 0; day < days; day++) await fill(db, FIRST + day * DAY, brigades);
  await db.query("ANALYZE pings");
  const middle = FIRST + Math.floor(days / 2) * DAY;
  const ctx = {
    db,
    brigades: { get: () => ({ id: 1, code: "b", name: "b", department: null }) },
    clock: { now: () => FIRST },
  } as unknown as Parameters<typeof readTrail>[0];
  const trail = (from: number, to: number) => readTrail(ctx, "b", { from: iso(from), to: iso(to) }, everyRow);
  const own = [1, iso(middle), iso(middle + DAY)];
  const where = "FROM pings WHERE brigade_id = $1 AND at >= $2 AND at < $3";
  const bareRead = `SELECT max(at), sum(lon), sum(lat) FROM (SELECT at, lon, lat ${where} ORDER BY at OFFSET 0) own`;
  const times = { trail: [] as number[], bare: [] as number[], rows: [] as number[], all: [] as number[] };
  let points = 0;
  for (let round = -2; round < rounds; round++) {
    const took = {
      bare: await timed(() => db.query(bareRead, own)),
      trail: await timed(async () => {
        points = (await trail(middle, middle + DAY)).points.length;
      }),
      rows: await timed(() => db.rows(`SELECT at, lon, lat ${where} ORDER BY at`, own)),
      all: await timed(() => trail(FIRST, FIRST + days * DAY)),
    };
    // The first two only warm the caches up.
    if (round >= 0)
      for (const name of ["trail", "bare", "rows", "all"] as const) times[name].push(took[name]);
  }
  const ratio = (name: "trail" | "all", to: "bare" | "rows") =>
    median(times[name].map((ms, i) => ms / (times[to][i] ?? ms)));
  const others = await otherDays(db, middle, middle + DAY);
  return {
    table: tableOf([
      [
        `${db.kind}, ${days} days of ${brigades} brigades, 1 Hz, median of ${rounds}`,
        "ms",
        "bare read",
        "all rows to Node",
      ],
      ["a day's trail", median(times.trail), ratio("trail", "bare"), ratio("trail", "rows")],
      [`${days} days' trail`, median(times.all), ratio("all", "bare"), ratio("all", "rows")],
      ["bare read of the day", median(times.bare), 1, ""],
      ["all rows of the day to Node", median(times.rows), "", 1],
      ["points of a day's trail", points, "", ""],
    ]),
    figures: {
      dayMs: median(times.trail),
      allDaysMs: median(times.all),
      bareMs: median(times.bare),
      rowsMs: median(times.rows),
      points,
    },
    goals: [
      atMost("a day's trail against the bare read of its rows", ratio("trail", "bare"), 3),
      atMost("a day's trail against all of its rows to Node", ratio("trail", "rows"), 1),
      atMost("all days' trail against a day's rows to Node", ratio("all", "rows"), 1),
      atMost("points of a trail", points, 2000),
      atMost("tables of other days that a day's plan reads", others, 0),
    ],
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A day of a fix a second: drives about the city, and stands for a third of each hour. */
async function fill(db: Database, from: number, brigades: number): Promise<void> {
  await ensurePartitions(db, [iso(from)]);
  await db.query(
    `INSERT INTO pings (brigade_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
     SELECT b, at, at, -100.4 + 0.03 * sin(way / 1500.0 + b) + 0.00004 * random(), 25.65 + 0.02 * cos(way / 2300.0) + 0.00004 * random(),
            8, 90, 6, 0.7
       FROM generate_series(0, 86399) AS s
      CROSS JOIN generate_series(1, $2::integer) AS b
      CROSS JOIN LATERAL (SELECT $1::timestamptz + s * interval '1 second' AS at, s / 3600 * 2400 + least(s % 3600, 2400) AS way) t
      ORDER BY s, b`,
    [iso(from), brigades],
  );
}

/** Tables of days outside [from, to) that the statement for it reads at all when it is run. */
async function otherDays(db: Database, from: number, to: number): Promise<number> {
  const days = new Set(
    Array.from(
      { length: Math.ceil((to - from) / DAY) },
      (_, i) =>
        `pings_${iso(from + i * DAY)
          .slice(0, 10)
          .replaceAll("-", "")}`,
    ),
  );
  const [row] = await db.query<{ "QUERY PLAN": unknown }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${firstOfEachStep}`,
    [1, iso(from), iso(to), "30 seconds"],
  );
  const read = new Set<string>();
  const look = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) look(each);
    else if (typeof node === "object" && node !== null) {
      const { "Relation Name": name, "Actual Loops": loops } = node as Record<string, unknown>;
      if (typeof name === "string" && loops !== 0) read.add(name);
      for (const value of Object.values(node)) look(value);
    }
  };
  look(row?.["QUERY PLAN"]);
  if (read.size === 0) throw new Error("the plan names no table");
  return [...read].filter((name) => !days.has(name)).length;
}
