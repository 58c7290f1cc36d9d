/**
 * Rows a second and peak memory of importing the Boston and Madrid files, beside the same rows of reports and events put
 * into equal tables by a bare COPY and by bare multi-row inserts. The bare sides read no CSV, check nothing, and have
 * their bytes ready in memory: they are the limit. With --quick only Boston and the first 20,000 rows of Madrid.
 */
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import pino from "pino";
import type { Database } from "#server/db/database";
import { importReportsFile } from "#server/import/import-reports-file";
import { readMapping } from "#server/import/read-mapping";
import { openContext } from "#server/open-context";
import { findPostgres, startPostgres } from "#test/support/services";
import { root, testDatabase } from "#test/support/test-database";
import { atMost, type Bench, tableOf } from "./bench.ts";

const DATA = join(root, "../shared/data/reports");
const files = [
  { name: "Boston", file: "boston_311.csv", mapping: "boston", city: "boston" },
  { name: "Madrid", file: "madrid_avisos_2021-2022.csv.gz", mapping: "madrid", city: "madrid" },
];
const QUICK_ROWS = 20_000;
const MB = 1024 * 1024;

interface Measured {
  name: string;
  rows: number;
  accepted: number;
  ours: number;
  copy: number;
  insert: number;
  peak: number;
}

export const run: Bench = async ({ quick }) => {
  for (const { file } of files)
    if (!existsSync(join(DATA, file)))
      throw new Error(`bench import: needs ${join(DATA, file)}, which is no part of the repository`);
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  const server = found && (await startPostgres(found, { fsync: true }));
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const on = process.env.TEST_DATABASE_URL ? "postgres" : "embedded";
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-import-"));
  const results: Measured[] = [];
  try {
    for (const { name, file, mapping, city } of files) {
      const path = quick ? await firstRows(join(DATA, file), join(folder, `${city}.csv`)) : join(DATA, file);
      const db = await testDatabase({ on });
      try {
        const { rows, accepted, seconds, peak } = await importFile(db, path, mapping, city, folder);
        const bare =
          on === "postgres" ? await bareRates(db, accepted) : { copy: Number.NaN, insert: Number.NaN };
        results.push({ name, rows, accepted, ours: rows / seconds, peak, ...bare });
      } finally {
        await db.close();
      }
    }
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const shown = (value: number) => (Number.isNaN(value) ? "–" : value);
  return {
    table: tableOf([
      [
        `reports, ${on}`,
        "rows",
        "accepted",
        "ours rows/s",
        "bare insert",
        "bare COPY",
        "ours/insert",
        "ours/COPY",
        "peak MB",
      ],
      ...results.map((r) => [
        r.name,
        r.rows,
        r.accepted,
        r.ours,
        shown(r.insert),
        shown(r.copy),
        shown(r.ours / r.insert),
        shown(r.ours / r.copy),
        r.peak / MB,
      ]),
    ]),
    figures: Object.fromEntries(
      results.flatMap((r) =>
        Object.entries({
          RowsPerSecond: r.ours,
          InsertRowsPerSecond: r.insert,
          CopyRowsPerSecond: r.copy,
          PeakMegabytes: r.peak / MB,
        })
          .filter(([, value]) => !Number.isNaN(value))
          .map(([figure, value]) => [r.name.toLowerCase() + figure, value]),
      ),
    ),
    // The embedded database lives in this process and takes most of its memory.
    goals:
      on === "postgres" ? results.map((r) => atMost(`${r.name}: peak memory, MB`, r.peak / MB, 300)) : [],
  };
};

async function importFile(db: Database, path: string, mappingName: string, cityName: string, folder: string) {
  const city = join(root, "test/cities", cityName);
  const ctx = await openContext({ db, root, city, version: "bench", logger: pino({ level: "silent" }) });
  const mapping = await readMapping(
    join(root, `test/mappings/${mappingName}.json`),
    "reports",
    ctx.rules.city,
  );
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const began = performance.now();
  const result = await importReportsFile(
    ctx,
    path,
    mapping,
    {},
    { refusedPath: join(folder, `${cityName}.refused.csv`) },
  );
  clearInterval(watch);
  return { rows: result.rowsRead, accepted: result.accepted, seconds: (performance.now() - began) / 1000, peak };
}

/** Rows a second (a report with its event counts once) of putting what was imported into equal tables. */
async function bareRates(db: Database, rows: number): Promise<{ copy: number; insert: number }> {
  const tables = ["reports", "events"] as const;
  for (const table of tables)
    for (const way of ["copied", "inserted"])
      await db.query(`CREATE TABLE ${way}_${table} (LIKE ${table} INCLUDING DEFAULTS INCLUDING INDEXES)`);
  const ready = await Promise.all(
    tables.map(async (table) => ({
      table,
      bytes: await copiedOut(db, table),
      batches: await asBatches(db, table),
    })),
  );
  let began = performance.now();
  for (const { table, bytes } of ready) {
    const client = await db.connect();
    try {
      await pipeline(Readable.from(bytes), client.query(copyFrom(`COPY copied_${table} FROM STDIN`)));
    } finally {
      client.release();
    }
  }
  const copy = rows / ((performance.now() - began) / 1000);
  began = performance.now();
  for (const { table, batches } of ready)
    for (const batch of batches)
      await db.query(
        `INSERT INTO inserted_${table} SELECT * FROM json_populate_recordset(NULL::inserted_${table}, $1::json)`,
        [batch],
      );
  return { copy, insert: rows / ((performance.now() - began) / 1000) };
}

async function copiedOut(db: Database, table: string): Promise<Buffer[]> {
  const client = await db.connect();
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo(`COPY ${table} TO STDOUT`))) chunks.push(chunk as Buffer);
    return chunks;
  } finally {
    client.release();
  }
}

/** The table's rows as JSON arrays of 1,000. */
async function asBatches(db: Database, table: string): Promise<string[]> {
  const rows = await db.query<{ batch: string }>(
    `SELECT json_agg(r)::text AS batch
       FROM (SELECT t.*, row_number() OVER () AS nth FROM ${table} t) r GROUP BY (nth - 1) / 1000`,
  );
  return rows.map(({ batch }) => batch);
}

/** The header and the first rows of a file, plain. */
async function firstRows(file: string, target: string): Promise<string> {
  const bytes = createReadStream(file);
  const text = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  const out = createWriteStream(target);
  let lines = 0;
  for await (const line of createInterface({ input: text })) {
    out.write(`${line}\n`);
    if (++lines > QUICK_ROWS) break;
  }
  bytes.destroy();
  await new Promise<void>((resolve, reject) =>
    out.end((error?: Error | null) => (error ? reject(error) : resolve())),
  );
  return target;
}
