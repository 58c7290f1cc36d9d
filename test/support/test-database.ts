/**
 * A database of its own for a test file, on the driver that TEST_DRIVER names. Both start from a template, because making one
 * takes seconds: a dump of the embedded one, migrated and kept by the hash of what makes it, and a template database with PostGIS
 * on PostgreSQL.
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Database, openPool } from "#server/db/database";
import { openEmbedded } from "#server/db/embedded";
import { migrate } from "#server/db/migrate";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const driver: Database["kind"] = process.env.TEST_DRIVER === "postgres" ? "postgres" : "embedded";

/** An empty city database, migrated. Closing it drops it. */
export async function testDatabase({ connections = 16, on = driver } = {}): Promise<Database> {
  const db = on === "postgres" ? await freshPostgres(connections) : await freshEmbedded();
  await migrate(db, migrations);
  return db;
}

const migrations = join(root, "migrations");

const onError = (error: Error) => {
  throw error;
};

/** What is slow to make and the same for all tests. */
const kept = join(root, "node_modules/.cache/cuadrilla");

async function freshEmbedded(): Promise<Database> {
  const template = await embeddedTemplate();
  const socketFolder = mkdtempSync(join(tmpdir(), "cuadrilla-test-db-"));
  const db = await openEmbedded({ folder: undefined, socketFolder, bundleFolder: kept, template, onError });
  // Each database has a log of its own (LG5), which a copy of a migrated one would not have.
  await db.query("UPDATE log_head SET log = gen_random_uuid()");
  return {
    ...db,
    close: () => db.close().finally(() => rmSync(socketFolder, { recursive: true, force: true })),
  };
}

async function embeddedTemplate(): Promise<Uint8Array> {
  const file = join(kept, `template-${whatMakesIt()}.tgz`);
  if (existsSync(file)) return readFileSync(file);
  mkdirSync(kept, { recursive: true });
  const socketFolder = mkdtempSync(join(tmpdir(), "cuadrilla-template-"));
  const db = await openEmbedded({ folder: undefined, socketFolder, bundleFolder: kept, onError });
  await db.query("CREATE EXTENSION postgis");
  await migrate(db, migrations);
  const bytes = await db.dump();
  await db.close();
  rmSync(socketFolder, { recursive: true, force: true });
  // Two test processes may make it at once; whoever is last wins with the same content.
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
  return bytes;
}

/** Other packages or other migrations make another template. */
function whatMakesIt(): string {
  const hash = createHash("sha256");
  for (const name of ["pglite", "pglite-postgis"])
    hash.update(readFileSync(join(root, "node_modules/@electric-sql", name, "package.json")));
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, name)));
  return hash.digest("hex").slice(0, 12);
}

const TEMPLATE = "cuadrilla_template";
let made = 0;

async function freshPostgres(connections: number): Promise<Database> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error("TEST_DRIVER=postgres needs TEST_DATABASE_URL");
  const admin = openPool({ kind: "postgres", connection: { connectionString: url, max: 1 }, onError });
  const name = `test_${process.pid}_${Date.now().toString(36)}_${made++}`;
  try {
    await makeTemplate(admin, url);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  } finally {
    await admin.close();
  }
  let isClosing = false;
  const db = openPool({
    kind: "postgres",
    connection: { connectionString: urlOf(url, name), max: connections },
    onError(error) {
      // A pool is at its end before its connections are, and who drops the database may end those first.
      if (!isClosing) throw error;
    },
  });
  return {
    ...db,
    close() {
      isClosing = true;
      return db.close().then(() => drop(url, name));
    },
  };
}

/** Where the database of a `testDatabase()` on PostgreSQL is reached, for programs that a test starts. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function makeTemplate(admin: Database, url: string): Promise<void> {
  const client = await admin.connect();
  try {
    // One test process makes it, the others wait; the lock ends with the connection. 0x54504c54 is "TPLT".
    await client.query("SELECT pg_advisory_lock(1414548564)");
    const { rows } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [TEMPLATE]);
    if (rows.length === 0) {
      await client.query(`CREATE DATABASE ${TEMPLATE}_new`);
      const fresh = openPool({
        kind: "postgres",
        connection: { connectionString: urlOf(url, `${TEMPLATE}_new`), max: 1 },
        onError,
      });
      await fresh.query("CREATE EXTENSION postgis");
      await fresh.close();
      await client.query(`ALTER DATABASE ${TEMPLATE}_new RENAME TO ${TEMPLATE}`);
    }
    await client.query("SELECT pg_advisory_unlock(1414548564)");
  } finally {
    client.release();
  }
}

async function drop(url: string, name: string): Promise<void> {
  const admin = openPool({ kind: "postgres", connection: { connectionString: url, max: 1 }, onError });
  try {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  } finally {
    await admin.close();
  }
}
