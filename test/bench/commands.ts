/**
 * Commands with their event per second, against the same rows by plain INSERT … RETURNING, one transaction each, with
 * as many concurrent writers, interleaved in one run. The plain side knows no rules, no versions, no receipts and no
 * order: it is the limit, not a peer. A tail follows meanwhile, and nothing may be lost or doubled.
 */
import { readFileSync } from "node:fs";
import pino from "pino";
import { everyRow } from "#domain/may";
import type { Context } from "#server/context";
import type { Database } from "#server/db/database";
import { headSeq } from "#server/log/append-events";
import { Tail } from "#server/log/tail";
import { openContext } from "#server/open-context";
import { createReport } from "#server/reports/create-report";
import { moveReport } from "#server/reports/move-report";
import { findPostgres, startPostgres } from "#test/support/services";
import { root, testDatabase } from "#test/support/test-database";
import { atLeast, atMost, type Bench, median, tableOf } from "./bench.ts";

const WRITERS = 32;
const actor = { role: "operator", id: "bench" } as const;
/** As of a real operator: each command is audited too. */
const origin = { credential: "bench", address: "127.0.0.1" };

export const run: Bench = async ({ quick }) => {
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  // With fsync: what is measured is what a city would get.
  const server = found && (await startPostgres(found, { fsync: true }));
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const on = process.env.TEST_DATABASE_URL ? "postgres" : "embedded";
  const db = await testDatabase({ connections: WRITERS + 8, on });
  try {
    return await measure(db, quick);
  } finally {
    await db.close();
    await server?.stop();
  }
};

async function measure(db: Database, quick: boolean) {
  const logger = pino({ level: "silent" });
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
  const ctx = await openContext({ db, root, city: "san-pedro", version, logger });
  await db.query(plainTables);
  const from = await headSeq(db);
  const seen: number[] = [];
  const tail = new Tail({
    db,
    from,
    onEvents: (events) => void seen.push(...events.map((event) => event.seq)),
    onError: (error) => {
      throw error;
    },
  });
  const unsubscribe = ctx.lane.onCommitted(() => tail.nudge());
  tail.start();

  const rounds = quick ? 3 : 7;
  const each = quick ? 640 : 1920;
  const rates = {
    create: [] as number[],
    plainCreate: [] as number[],
    move: [] as number[],
    plainMove: [] as number[],
  };
  let commands = 0;
  const alone = await timed(1, quick ? 60 : 200, (i) => create(ctx, -1 - i));
  commands += alone.done;
  const plainAlone = await timed(1, quick ? 60 : 200, (i) => plainCreate(db, -1 - i));
  // All connections that the plain side will use are open before it is measured.
  await Promise.all(Array.from({ length: WRITERS }, () => db.query("SELECT pg_sleep(0.05)")));
  for (let round = 0; round < rounds; round++) {
    const folios: string[] = [];
    const ids: number[] = [];
    const ours = async () => {
      const created = await timed(WRITERS, each, async (i) => {
        folios.push((await create(ctx, round * each + i)).folio);
      });
      const moved = await timed(WRITERS, each, (i) => move(ctx, folios[i] ?? ""));
      rates.create.push(created.rate);
      rates.move.push(moved.rate);
      commands += created.done + moved.done;
    };
    const plain = async () => {
      const created = await timed(WRITERS, each, async (i) => {
        ids.push(await plainCreate(db, round * each + i));
      });
      const moved = await timed(WRITERS, each, (i) => plainMove(db, ids[i] ?? 0));
      rates.plainCreate.push(created.rate);
      rates.plainMove.push(moved.rate);
    };
    // Whoever goes second finds warmer files and a fuller log: they take turns at it.
    for (const side of round % 2 === 0 ? [ours, plain] : [plain, ours]) await side();
  }
  const head = await headSeq(db);
  while (tail.cursor < head) await new Promise((resolve) => setTimeout(resolve, 20));
  await tail.stop();
  unsubscribe();

  const lost = commands - new Set(seen).size;
  const doubled = seen.length - new Set(seen).size;
  const createRatio = median(rates.create.map((rate, i) => rate / (rates.plainCreate[i] ?? rate)));
  const moveRatio = median(rates.move.map((rate, i) => rate / (rates.plainMove[i] ?? rate)));
  return {
    table: tableOf([
      [`${db.kind}, ${WRITERS} writers, median of ${rounds}`, "ours /s", "plain /s", "ratio"],
      ["create a report", median(rates.create), median(rates.plainCreate), createRatio],
      ["assign a report", median(rates.move), median(rates.plainMove), moveRatio],
      ["create, one writer", alone.rate, plainAlone.rate, alone.rate / plainAlone.rate],
      ["events lost", lost, "", ""],
      ["events doubled", doubled, "", ""],
    ]),
    figures: {
      commands,
      createPerSecond: median(rates.create),
      plainCreatePerSecond: median(rates.plainCreate),
      movePerSecond: median(rates.move),
      plainMovePerSecond: median(rates.plainMove),
      createAlonePerSecond: alone.rate,
      plainAlonePerSecond: plainAlone.rate,
    },
    goals: [
      // On the embedded database's one session the plain side has no concurrency: there the ratio says nothing.
      ...(db.kind === "postgres"
        ? [
            atLeast("create: rate against plain inserts", createRatio, 0.6),
            atLeast("assign: rate against plain update and insert", moveRatio, 0.6),
          ]
        : []),
      atMost("events lost", lost, 0),
      atMost("events doubled", doubled, 0),
    ],
  };
}

/** Calls per second of `work`, done `count` times by so many writers, each waiting for its own answer. */
async function timed(writers: number, count: number, work: (i: number) => Promise<unknown>) {
  const start = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return { done: count, rate: (count / (performance.now() - start)) * 1000 };
}

const placeOf = (i: number) => ({ lon: -100.4025 + (Math.abs(i) % 100) * 1e-5, lat: 25.6576 });

function create(ctx: Context, i: number) {
  const command = { service: "bache", ...placeOf(i), description: `Bache número ${i}` };
  return createReport(ctx, actor, command, { idempotencyKey: `bench-create-${i}`, origin });
}

function move(ctx: Context, folio: string) {
  const brigade = ctx.rules.city.brigades[0]?.code ?? "";
  return moveReport(
    ctx,
    { actor, reach: everyRow, origin },
    { name: "assign-report", folio, version: 1, brigade },
    `bench-move-${folio}`,
  );
}

// The rows of a command without its machinery: report, receipt and event, with the same columns and indexes.
const plainTables = `
  CREATE TABLE plain_reports (LIKE reports INCLUDING INDEXES);
  ALTER TABLE plain_reports ALTER id ADD GENERATED ALWAYS AS IDENTITY;
  CREATE TABLE plain_receipts (LIKE receipts INCLUDING INDEXES);
  CREATE TABLE plain_events (LIKE events INCLUDING INDEXES);
  ALTER TABLE plain_events ALTER seq ADD GENERATED ALWAYS AS IDENTITY;`;

async function plainCreate(db: Database, i: number): Promise<number> {
  const { lon, lat } = placeOf(i);
  const folio = `plain-${i}`;
  const now = new Date().toISOString();
  const body = {
    report: { folio, service: "bache", lon, lat, status: "received", version: 1, receivedAt: now },
    channel: "web",
  };
  const [row] = await db.query<{ id: number }>(
    `WITH r AS (
       INSERT INTO plain_reports (folio, service, channel, place, sector, cell_7, cell_8, cell_9, status, version, received_at,
                                  promised_at, due_at, alert, reopenings, archived, description)
       VALUES ($1, 'bache', 'web', ST_SetSRID(ST_MakePoint($2, $3), 4326), 'centro', 1, 2, 3, 'received', 1, $4, $4, $4, 'none', 0,
               false, $5)
       RETURNING id),
     k AS (
       INSERT INTO plain_receipts (actor, key, fingerprint, report_id, version, status, due_at, at)
       SELECT 'operator:bench', $6, $1, id, 1, 'received', $4, $4 FROM r)
     INSERT INTO plain_events (at, kind, report_id, version, actor_role, actor_id, body)
     SELECT $4, 'report.received', id, 1, 'operator', 'bench', $7 FROM r RETURNING report_id AS id`,
    [folio, lon, lat, now, `Bache número ${i}`, `bench-create-${i}`, JSON.stringify(body)],
  );
  return row?.id ?? 0;
}

async function plainMove(db: Database, id: number): Promise<void> {
  const now = new Date().toISOString();
  await db.query(
    `WITH r AS (UPDATE plain_reports SET status = 'assigned', version = 2, brigade_id = 0 WHERE id = $1 RETURNING id),
     k AS (
       INSERT INTO plain_receipts (actor, key, fingerprint, report_id, version, status, due_at, at)
       SELECT 'operator:bench', $3, $3, id, 2, 'assigned', $2, $2 FROM r)
     INSERT INTO plain_events (at, kind, report_id, version, actor_role, actor_id, body)
     SELECT $2, 'report.assigned', id, 2, 'operator', 'bench', '{"brigade": 0}' FROM r RETURNING seq`,
    [id, now, `bench-move-${id}`],
  );
}
