import { Redis } from "ioredis";
import type { Context } from "../context.ts";
import { readHead } from "../log/append-events.ts";
import { Limits, type LimitTable, limits as usual } from "./limits.ts";

/** Counts in Redis when there is one, so that several servers count together. That it is away stops nobody. */
export async function openLimits(
  { db, logger }: Pick<Context, "db" | "logger">,
  table: LimitTable = usual,
  redisUrl?: string,
): Promise<Limits> {
  if (redisUrl === undefined) return new Limits({ table });
  const client = new Redis(redisUrl, {
    // A request does not wait for Redis: it is counted here meanwhile.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
  });
  let away = false;
  client.on("ready", () => {
    away = false;
  });
  client.on("error", (error: Error) => {
    if (!away)
      logger.warn({ error: error.message }, "requests are counted by this server alone: Redis is away");
    away = true;
  });
  const { log } = await readHead(db);
  return new Limits({ table, redis: { client, prefix: `cuadrilla:${log}` } });
}
