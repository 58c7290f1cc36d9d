/** A private PostgreSQL with PostGIS: found on the machine, started empty on a free port, gone when it is stopped. */
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { pathFolders, type Search } from "./find-program.ts";
import {
  type Account,
  findAccount,
  freePort,
  privateFolder,
  removeFolder,
  startPrivate,
} from "./private-process.ts";

export interface PostgresBinaries {
  /** The folder that holds `initdb` and `postgres`. */
  readonly bin: string;
}

export interface Postgres {
  /** Of a superuser, so that a test can make databases from templates; PostGIS is available, not yet created. */
  readonly url: string;
  stop(): Promise<void>;
}

const DEBIAN = "/usr/lib/postgresql";
const DATABASE = "cuadrilla";

/** The newest PostgreSQL of this machine that has PostGIS. */
export function findPostgres(): Search<PostgresBinaries> {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, "bin"));
  const candidates = [...debian, ...pathFolders()].filter(
    (bin) => existsSync(join(bin, "initdb")) && existsSync(join(bin, "postgres")),
  );
  const withPostgis = candidates.find(hasPostgis);
  if (withPostgis !== undefined) return { found: { bin: withPostgis } };
  if (candidates.length > 0) return { missing: `PostGIS (no postgis.control for ${candidates.join(", ")})` };
  return { missing: `PostgreSQL (no initdb in ${DEBIAN}/*/bin or PATH)` };
}

function hasPostgis(bin: string): boolean {
  const config = join(bin, "pg_config");
  const version = join(bin, "..").split("/").at(-1) ?? "";
  const shares = ["../share", "../share/postgresql", `../../../../share/postgresql/${version}`].map((path) =>
    join(bin, path),
  );
  if (existsSync(config)) shares.unshift(execFileSync(config, ["--sharedir"], { encoding: "utf8" }).trim());
  return shares.some((share) => existsSync(join(share, "extension/postgis.control")));
}

/**
 * Starts an empty cluster with the database `cuadrilla`. With `fsync` on (a benchmark's truth) a commit reaches the disk;
 * off, a crash of the machine may lose it, which no test looks at. Throws with the server's last words when it does not start.
 */
export async function startPostgres(
  { bin }: PostgresBinaries,
  { fsync = true }: { fsync?: boolean } = {},
): Promise<Postgres> {
  const account = otherThanRoot();
  const folder = privateFolder("postgres", account);
  const data = join(folder, "data");
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o644 }); // The folder itself is closed to everybody else.

  const made = spawnSync(
    join(bin, "initdb"),
    [
      `--pgdata=${data}`,
      `--username=${DATABASE}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ],
    { cwd: folder, encoding: "utf8", ...(account ?? {}) },
  );
  if (made.status !== 0) {
    removeFolder(folder);
    throw new Error(`initdb failed: ${made.error ?? made.stderr.trim()}`);
  }

  const port = await freePort();
  const url = (database: string) => `postgres://${DATABASE}:${password}@127.0.0.1:${port}/${database}`;
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    // No Unix socket: its path would have to be short and writable, and nobody needs a second door.
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "256MB",
    timezone: "UTC",
    fsync: fsync ? "on" : "off",
    full_page_writes: fsync ? "on" : "off",
    synchronous_commit: "on",
  };
  const server = await startPrivate({
    command: join(bin, "postgres"),
    args: ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    folder,
    account,
    stopSignal: "SIGINT", // "fast": sessions are cut, the cluster is closed cleanly
    dropSignal: "SIGQUIT", // "immediate"; SIGKILL would leave its shared memory behind
    answers: () => run(url("postgres"), "SELECT 1"),
  });
  try {
    await run(url("postgres"), `CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: url(DATABASE), stop: server.stop };
}

/** PostgreSQL refuses to run as root. Debian's package brings the account that it runs as. */
function otherThanRoot(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = findAccount("postgres") ?? findAccount("nobody");
  if (account === undefined)
    throw new Error("PostgreSQL does not run as root, and there is no account postgres");
  return account;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {}); // Cut while it starts: the query rejects too, and that is what counts.
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
