/** Chooses the database, in the one place where that is done. */
import type { Logger } from "pino";
import type { Env } from "../env.ts";
import {
  beginDatabase,
  type DataFolder,
  DataFolderError,
  holderOf,
  socketFolderOf,
  takeDataFolder,
} from "./data-folder.ts";
import { type Database, openPool } from "./database.ts";
import { connectEmbedded, openEmbedded } from "./embedded.ts";

/** Why the database cannot be used; the message is one line for the person who started the program. */
export class DatabaseError extends Error {}

type DatabaseEnv = Pick<Env, "databaseUrl" | "dataDir">;

/**
 * The database of a server: PostgreSQL when DATABASE_URL is set, else the embedded one, whose folder this process then
 * holds until the database is closed.
 * @throws DatabaseError, DataFolderError
 */
export async function openServerDatabase(env: DatabaseEnv, logger: Logger): Promise<Database> {
  if (env.databaseUrl !== undefined) return openPostgres(env.databaseUrl, logger);
  const folder = takeDataFolder(env.dataDir);
  try {
    const finished = beginDatabase(folder);
    const db = await openEmbedded({
      folder: folder.databaseFolder,
      socketFolder: folder.socketFolder,
      bundleFolder: folder.path,
      onError: (error) => logger.error({ error: error.message }, "the embedded database failed"),
    });
    finished();
    return { ...db, close: () => db.close().finally(folder.release) };
  } catch (error) {
    folder.release();
    throw unreadable(folder, error);
  }
}

/**
 * The database for a program beside the server. When a server holds the embedded database, it is reached through that
 * server; when none runs, it is opened as a server would.
 */
export async function openToolDatabase(env: DatabaseEnv, logger: Logger): Promise<Database> {
  if (env.databaseUrl === undefined && holderOf(env.dataDir) !== undefined)
    return connectEmbedded(socketFolderOf(env.dataDir), (error) =>
      logger.error({ error: error.message }, "the database was lost"),
    );
  return openServerDatabase(env, logger);
}

async function openPostgres(url: string, logger: Logger): Promise<Database> {
  const db = openPool({
    kind: "postgres",
    connection: { connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true },
    onError: (error) => logger.error({ error: error.message }, "a connection to the database was lost"),
  });
  try {
    const [found] = await db.query<{ there: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'postgis') AS there",
    );
    if (!found?.there) throw new DatabaseError("DATABASE_URL: that PostgreSQL has no PostGIS to install");
    return db;
  } catch (error) {
    await db.close();
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(`DATABASE_URL: the database cannot be reached (${reasonOf(error)})`);
  }
}

function unreadable(folder: DataFolder, error: unknown): Error {
  return new DataFolderError(
    `DATA_DIR: the database in ${folder.path} cannot be opened (${reasonOf(error)}); another version may have made it`,
  );
}

/** Without the address: it may hold a password. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  const code = "code" in error ? String(error.code) : "";
  return code || error.message.split("\n")[0] || error.name;
}
