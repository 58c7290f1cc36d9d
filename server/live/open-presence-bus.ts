import type { Context } from "../context.ts";
import { readHead } from "../log/append-events.ts";
import type { PresenceBus } from "./presence-bus.ts";
import { redisPresenceBus } from "./redis-presence-bus.ts";

/** Of a server that has no others beside it. */
const alone: PresenceBus = { tell() {}, listen() {}, close() {} };

export async function openPresenceBus(
  { db, logger }: Pick<Context, "db" | "logger">,
  redisUrl: string | undefined,
): Promise<PresenceBus> {
  if (redisUrl === undefined) return alone;
  const { log } = await readHead(db);
  return redisPresenceBus(redisUrl, `cuadrilla:${log}:presence`, logger);
}
