import { Redis } from "ioredis";
import type { Logger } from "pino";
import { type PresenceBus, PresenceSheet } from "./presence-bus.ts";

/** While Redis is away, each server's people see those of their own server. */
export function redisPresenceBus(url: string, channel: string, logger: Logger): PresenceBus {
  const options = { enableOfflineQueue: false, maxRetriesPerRequest: 0 };
  const [sender, receiver] = [new Redis(url, options), new Redis(url, options)];
  let away = false;
  for (const redis of [sender, receiver])
    redis.on("error", (error: Error) => {
      if (!away)
        logger.warn({ error: error.message }, "who is with other servers is not known: Redis is away");
      away = true;
    });
  // After each reconnection too: with it the subscription ended.
  receiver.on("ready", () => {
    away = false;
    receiver.subscribe(channel).catch(() => {});
  });
  return {
    tell(sheet) {
      if (sender.status === "ready") sender.publish(channel, JSON.stringify(sheet)).catch(() => {});
    },
    listen(hear) {
      receiver.on("message", (_channel, message) => {
        const sheet = PresenceSheet.safeParse(parsed(message));
        if (sheet.success) hear(sheet.data);
      });
    },
    close() {
      sender.disconnect();
      receiver.disconnect();
    },
  };
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
