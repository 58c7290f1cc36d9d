/**
 * `npm run import` of the Boston and Madrid files as its own process, rows per second and peak memory, against the bare
 * limit: the rows that it wrote (reports with all their indexes, and their events), written again into an empty database
 * by COPY and by INSERT of 1,000 rows at a time, with nothing to read, to check or to decide. Each side in a database of
 * its own, in turns. The whole run also imports 260,000 rows, for the memory. Needs the shared data.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "#server/db/database";
import { findPostgres, startPostgres } from "#test/support/services";
import { root, testDatabase } from "#test/support/test-database";
import { type ReachableDatabase, reachableDatabase } from "#test/support/tool";
import { atLeast, atMost, type Bench, median, tableOf } from "./bench.ts";

const REPORTS = join(root, "../shared/data/reports");
const FILES = { boston: "boston_311.csv", madrid: "madrid_avisos_2021-2022.csv.gz" };
type City = keyof typeof FILES;
const CITIES: readonly City[] = ["boston", "madrid"];
const QUICK_ROWS = 20_000;
const LARGE_ROWS = 260_000;
const MEMORY_MB = 300;
/** Ours also reads, checks and keeps books; the limit has its rows ready in memory. */
const AGAINST_INSERT = 0.4;

type Kind = Database["kind"];

export const run: Bench = async ({ quick }) => {
  for (const file of Object.values(FILES))
    if (!existsSync(join(REPORTS, file)))
      throw new Error(`bench import: needs ${join(REPORTS, file)}, which is no part of the repository`);
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  const server = found && (await startPostgres(found, { fsync: true }));
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const on: Kind = process.env.TEST_DATABASE_URL ? "postgres" : "embedded";
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-bench-import-"));
  try {
    return await measure(on, folder, quick);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  }
};

async function measure(on: Kind, folder: string, quick: boolean) {
  const rounds = quick ? 1 : 3;
  const table: (string | number)[][] = [
    [on, "rows", "import rows/s", "COPY rows/s", "INSERT rows/s", "to COPY", "to INSERT", "peak MB"],
  ];
  const figures: Record<string, number> = {};
  const goals = [];
  for (const city of CITIES) {
    const file = quick ? firstRows(city, QUICK_ROWS, folder) : join(REPORTS, FILES[city]);
    const seen = {
      import: [] as number[],
      copy: [] as number[],
      insert: [] as number[],
      peak: [] as number[],
    };
    let rows = 0;
    for (let round = 0; round < rounds; round++) {
      const { imported, written } = await importInto(on, city, file, folder);
      rows = imported.rows;
      seen.import.push(imported.rate);
      seen.peak.push(imported.peak);
      const sides = on === "postgres" ? [copyBare, insertBare] : [insertBare];
      // Whoever goes second finds a warmer machine: they take turns at it.
      for (const side of round % 2 === 0 ? sides : sides.toReversed())
        (side === copyBare ? seen.copy : seen.insert).push(written.accepted / (await side(on, written)));
    }
    const toInsert = median(seen.import.map((rate, i) => rate / (seen.insert[i] ?? rate)));
    const toCopy =
      on === "postgres" ? median(seen.import.map((rate, i) => rate / (seen.copy[i] ?? rate))) : Number.NaN;
    const peak = Math.max(...seen.peak);
    const copyRate = on === "postgres" ? median(seen.copy) : "";
    table.push([
      city,
      rows,
      median(seen.import),
      copyRate,
      median(seen.insert),
      on === "postgres" ? toCopy : "",
      toInsert,
      peak,
    ]);
    figures[`${city}Rows`] = rows;
    figures[`${city}RowsPerSecond`] = median(seen.import);
    figures[`${city}InsertRowsPerSecond`] = median(seen.insert);
    if (on === "postgres") figures[`${city}CopyRowsPerSecond`] = median(seen.copy);
    figures[`${city}PeakMegabytes`] = peak;
    goals.push(atLeast(`${city}: rate against bare multi-row INSERT`, toInsert, AGAINST_INSERT));
    goals.push(atMost(`${city}: peak memory of the import, MB`, peak, MEMORY_MB));
  }
  if (!quick) {
    const { imported } = await importInto(on, "madrid", manyRows(LARGE_ROWS, folder), folder);
    table.push(["made up of Madrid's", imported.rows, imported.rate, "", "", "", "", imported.peak]);
    figures.largePeakMegabytes = imported.peak;
    goals.push(atMost(`${LARGE_ROWS} rows: peak memory of the import, MB`, imported.peak, MEMORY_MB));
  }
  return { table: tableOf(table), figures, goals };
}

function textOf(city: City): string {
  const bytes = readFileSync(join(REPORTS, FILES[city]));
  return (FILES[city].endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
}

/** The header and so many lines after it; a quoted line break at the very end would cost one row. */
function firstRows(city: City, rows: number, folder: string): string {
  const path = join(folder, `${city}.csv`);
  writeFileSync(
    path,
    textOf(city)
      .split("\n")
      .slice(0, rows + 1)
      .join("\n"),
  );
  return path;
}

/** Madrid's rows over and over under other ids. */
function manyRows(rows: number, folder: string): string {
  const [header = "", ...lines] = textOf("madrid").trimEnd().split("\n");
  const made = Array.from(
    { length: rows },
    (_, i) => `${Math.floor(i / lines.length)}-${lines[i % lines.length]}`,
  );
  const path = join(folder, "large.csv.gz");
  writeFileSync(path, gzipSync([header, ...made].join("\n"), { level: 1 }));
  return path;
}

interface Written {
  accepted: number;
  tables: { name: string; columns: string[]; rows: (string | null)[][] }[];
}

/** One import by the command itself, into a new database; and all that it left there. */
async function importInto(on: Kind, city: City, file: string, folder: string) {
  const reachable = await reachableDatabase(on);
  try {
    const imported = await runCommand(reachable, city, file, folder);
    const tables = [];
    for (const name of ["brigades", "reports", "events"]) tables.push(await dump(reachable.db, name));
    return { imported, written: { accepted: tables[1]?.rows.length ?? 0, tables } };
  } finally {
    await reachable.close();
  }
}

async function runCommand(reachable: ReachableDatabase, city: City, file: string, folder: string) {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: { import: string };
  };
  const args = ["reports", file, "--mapping", join(root, `test/mappings/${city}.json`), "--quiet"];
  const where = ["--city", join(root, "test/cities", city), "--refused", join(folder, `${city}.refused.csv`)];
  const child = spawn(
    process.execPath,
    [join(root, "node_modules/tsx/dist/cli.mjs"), ...scripts.import.split(" ").slice(1), ...args, ...where],
    { cwd: root, env: { ...process.env, ...reachable.env }, stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  for await (const piece of child.stdout) said += piece;
  const last = /^([\d,]+) rows in ([\d.]+) s, ([\d,]+) rows\/s; peak memory ([\d,]+) MB$/m.exec(said);
  if (!last) throw new Error(`the import said: ${said}`);
  const [rows = 0, , rate = 0, peak = 0] = last.slice(1).map((figure) => Number(figure.replaceAll(",", "")));
  return { rows, rate, peak };
}

async function dump(db: Database, name: string): Promise<Written["tables"][number]> {
  const columns = await db.query<{ name: string }>(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    [name],
  );
  const names = columns.map((column) => column.name);
  const list = names.map((column) => `${column}::text`).join(", ");
  return { name, columns: names, rows: await db.rows(`SELECT ${list} FROM ${name} ORDER BY 1`) };
}

/** Seconds that COPY takes for reports and events, each in one transaction. */
async function copyBare(on: Kind, { tables }: Written): Promise<number> {
  const db = await testDatabase({ on });
  const client = await db.connect();
  try {
    const texts = tables.map(({ name, rows }) => ({
      sql: `COPY ${name} FROM STDIN`,
      text: rows.map((row) => `${row.map(copyText).join("\t")}\n`).join(""),
    }));
    let began = 0;
    for (const [i, { sql, text }] of texts.entries()) {
      if (i === 1) began = performance.now();
      await pipeline(Readable.from(pieces(text)), client.query(copyFrom(sql)));
    }
    return (performance.now() - began) / 1000;
  } finally {
    client.release();
    await db.close();
  }
}

function* pieces(text: string): Generator<Buffer> {
  for (let at = 0; at < text.length; at += 65_536) yield Buffer.from(text.slice(at, at + 65_536));
}

function copyText(cell: string | null): string {
  if (cell === null) return "\\N";
  return cell
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
}

/** Seconds that plain INSERTs of 1,000 rows take for the same, each its own transaction. */
async function insertBare(on: Kind, { tables }: Written): Promise<number> {
  const db = await testDatabase({ on });
  try {
    const [brigades = [], ...others] = tables.map(statementsOf);
    for (const { sql, parameters } of brigades) await db.query(sql, parameters);
    const began = performance.now();
    for (const { sql, parameters } of others.flat()) await db.query(sql, parameters);
    return (performance.now() - began) / 1000;
  } finally {
    await db.close();
  }
}

function statementsOf({ name, columns, rows }: Written["tables"][number]) {
  return Array.from({ length: Math.ceil(rows.length / 1000) }, (_, i) => {
    const some = rows.slice(i * 1000, (i + 1) * 1000);
    const width = columns.length;
    const values = some.map((_row, row) => `(${columns.map((_, c) => `$${row * width + c + 1}`).join(",")})`);
    return { sql: `INSERT INTO ${name} VALUES ${values.join(",")}`, parameters: some.flat() };
  });
}
