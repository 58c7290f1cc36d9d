/** Command-line tools as their own processes, and a database that they reach. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pino from "pino";
import type { Database } from "#server/db/database";
import { openServerDatabase } from "#server/db/open-database";
import { driver, root, testDatabase, urlOf } from "./test-database.ts";

export interface Ended {
  /** Exit code, or the signal that ended it. */
  how: number | string | null;
  out: string;
  err: string;
}

export interface Tool {
  child: ChildProcess;
  ended: Promise<Ended>;
}

const LOADER = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;

/** Starts `bin/NAME.ts`. Nothing of our own environment but what a program needs to run goes along. */
export function startTool(name: string, args: string[], env: Record<string, string> = {}, cwd = root): Tool {
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  const child = spawn(process.execPath, ["--import", LOADER, join(root, "bin", `${name}.ts`), ...args], {
    cwd,
    env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  const ended = once(child, "close").then(([code, signal]: (number | string | null)[]) => ({
    how: signal ?? code ?? null,
    ...said,
  }));
  return { child, ended };
}

export interface ReachableDatabase {
  db: Database;
  /** What tells a program where it is. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** On the embedded one this process holds it as a server would, and programs reach it through its socket. */
export async function reachableDatabase(on = driver): Promise<ReachableDatabase> {
  if (on === "postgres") {
    const db = await testDatabase({ on });
    const [row] = await db.query<{ name: string }>("SELECT current_database() AS name");
    const url = urlOf(process.env.TEST_DATABASE_URL ?? "", row?.name ?? "");
    return { db, env: { DATABASE_URL: url }, close: () => db.close() };
  }
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-tool-"));
  const db = await openServerDatabase({ databaseUrl: undefined, dataDir: folder }, pino({ level: "silent" }));
  return {
    db,
    env: { DATA_DIR: folder },
    close: () => db.close().finally(() => rmSync(folder, { recursive: true, force: true })),
  };
}
