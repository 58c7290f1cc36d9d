/** Brings the database to the newest schema: numbered files, each in a transaction of its own, once. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database, Tx } from "./database.ts";

export class MigrationError extends Error {}

interface Migration {
  name: string;
  sql: string;
  hash: string;
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{6}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), "utf8");
      return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * @throws MigrationError when the database was made by a newer or other version of the program
 */
export async function migrate(db: Database, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await db.transaction(async (tx) => {
    await lock(tx);
    await tx.query(
      "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, hash text NOT NULL, at timestamptz NOT NULL DEFAULT now())",
    );
  });
  const done = await db.query<{ name: string; hash: string }>(
    "SELECT name, hash FROM migrations ORDER BY name",
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration.hash]));
  for (const { name, hash } of done) {
    if (known.get(name) === hash) continue;
    throw new MigrationError(
      `the database was made by another version of Cuadrilla: migration ${name} ${known.has(name) ? "differs from ours" : "is not known here"}`,
    );
  }
  const applied = new Set(done.map((row) => row.name));
  const missing = migrations.filter((migration) => !applied.has(migration.name));
  for (const migration of missing) {
    await db.transaction(async (tx) => {
      await lock(tx);
      const [already] = await tx.query("SELECT 1 FROM migrations WHERE name = $1", [migration.name]);
      if (already) return;
      await runScript(tx, migration.sql);
      await tx.query("INSERT INTO migrations (name, hash) VALUES ($1, $2)", [migration.name, migration.hash]);
    });
  }
  return missing.map((migration) => migration.name);
}

/** Two servers that start at once must not both do it ("IF NOT EXISTS" does not help there); 0x4d494752 is "MIGR". */
async function lock(tx: Tx): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(1296648018)");
}

/** Several statements in one text, which only a query without parameters may be. */
async function runScript(tx: Tx, sql: string): Promise<void> {
  await tx.query(sql);
}
