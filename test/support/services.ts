/**
 * What a test may need beyond Node: PostgreSQL with PostGIS, Redis, a Chromium. Found on this machine and started as
 * private instances on free ports; `TEST_DATABASE_URL` and `TEST_REDIS_URL` name running ones to be used instead.
 */
import { isProgram, onPath, type Search } from "./find-program.ts";
import { findPostgres, type PostgresBinaries, startPostgres } from "./private-postgres.ts";
import { findRedis, type RedisBinary, startRedis } from "./private-redis.ts";

export type { Search };
export { findPostgres, findRedis, startPostgres, startRedis };

export interface Services {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Stops what was started here; a server that was given is left alone. */
  stop(): Promise<void>;
}

/** How each of the two is to be had: the URL of a running one, or the programs to start one with. */
export interface Offer {
  readonly database: string | PostgresBinaries;
  readonly redis: string | RedisBinary;
}

export function findServices(): Search<Offer> {
  const database = given(process.env.TEST_DATABASE_URL) ?? findPostgres();
  const redis = given(process.env.TEST_REDIS_URL) ?? findRedis();
  if (database.found !== undefined && redis.found !== undefined)
    return { found: { database: database.found, redis: redis.found } };
  return { missing: [database.missing, redis.missing].filter((reason) => reason !== undefined).join("; ") };
}

/** Starts what `offer` does not give as a URL. `fsync` as for `startPostgres`. */
export async function startServices(offer: Offer, options: { fsync?: boolean } = {}): Promise<Services> {
  const database = isUrl(offer.database)
    ? running(offer.database)
    : await startPostgres(offer.database, options);
  try {
    const redis = isUrl(offer.redis) ? running(offer.redis) : await startRedis(offer.redis);
    return {
      databaseUrl: database.url,
      redisUrl: redis.url,
      stop: async () => {
        await Promise.all([database.stop(), redis.stop()]);
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The Chromium to drive: the one that `CHROMIUM_PATH` names, or the first of the usual names in PATH. */
export function findChromium(): Search<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== "")
    return isProgram(named)
      ? { found: named }
      : { missing: `Chromium (CHROMIUM_PATH is no program: ${named})` };
  const found = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  if (found !== undefined) return { found };
  return {
    missing: "Chromium (no chromium, chromium-browser or google-chrome in PATH; CHROMIUM_PATH may name one)",
  };
}

function given(url: string | undefined): Search<string> | undefined {
  return url === undefined || url === "" ? undefined : { found: url };
}

function isUrl(offered: string | object): offered is string {
  return typeof offered === "string";
}

function running(url: string) {
  return { url, stop: async () => {} };
}
