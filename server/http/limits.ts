/** How often somebody may ask. Wide enough for whoever works here, too narrow for whoever tries to wear us out. */
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "#contract/problem";
import type { Principal } from "#domain/may";
import { askerAddress } from "./asker-address.ts";

export interface Limit {
  /** For one person, kiosk or device, or for one address of nobody known. */
  asks: number;
  /** For one API key: behind it are many. */
  byKey: number;
  seconds: number;
}

/** The simulator at 60 times the clock is the busiest that we know of: some 40 commands a second by keys and sessions of its own. */
export const limits = {
  /** Signing in, and whatever else takes a password, a link or the provider's answer. Guesses are held back more closely elsewhere. */
  "sign-in": { asks: 60, byKey: 60, seconds: 60 },
  /** Reports. By nobody known it is one address's: a family, or a school with an idle afternoon. */
  intake: { asks: 30, byKey: 6_000, seconds: 60 },
  commands: { asks: 1_200, byKey: 12_000, seconds: 60 },
  /** Of the whole live city: each is compressed anew, and a dashboard takes one when it begins. */
  snapshots: { asks: 60, byKey: 600, seconds: 60 },
  reads: { asks: 1_200, byKey: 12_000, seconds: 60 },
  /** Batches of positions: a phone sends one every few seconds, a fleet's server many. */
  ingest: { asks: 600, byKey: 12_000, seconds: 60 },
  /** The same by the doors of trackers, for a key: a Traccar server forwards each position of a whole fleet by itself. */
  forwarding: { asks: 600, byKey: 300_000, seconds: 60 },
  /** Connections of the socket. */
  sockets: { asks: 120, byKey: 1_200, seconds: 60 },
  /** Of one socket: a page says something when it subscribes, and answers a digest every few seconds. */
  messages: { asks: 100, byKey: 100, seconds: 10 },
} as const satisfies Record<string, Limit>;

export type LimitTable = Record<keyof typeof limits, Limit>;
export type LimitClass = Exclude<keyof typeof limits, "messages">;

/** For tests and measurements of other things. */
export const unlimited = Object.fromEntries(
  Object.keys(limits).map((name) => [name, { asks: 1e9, byKey: 1e9, seconds: 60 }]),
) as LimitTable;

/** All that one address may ask, whoever is behind it: a control room with its dashboards is one. */
const PER_ADDRESS: Limit = { asks: 30_000, byKey: 30_000, seconds: 60 };

export interface LimitOptions {
  table: LimitTable;
  /** Counts for several servers together; while it is away each counts for itself. */
  redis?: { client: Redis; prefix: string } | undefined;
}

type Counter = Pick<RateLimiterMemory, "consume">;

export class Limits {
  private readonly counters: Record<LimitClass, { people: Counter; keys: Counter }>;
  private readonly addresses = memory(PER_ADDRESS.asks, PER_ADDRESS.seconds);

  readonly messages: Limit;
  private readonly redis: Redis | undefined;

  constructor(options: LimitOptions) {
    this.messages = options.table.messages;
    this.redis = options.redis?.client;
    const pair = (name: LimitClass, by: Pick<LimitOptions, "redis"> = options) => {
      const { asks, byKey, seconds } = options.table[name];
      return {
        people: counter(by, name, asks, seconds),
        keys: counter(by, `${name}-key`, byKey, seconds),
      };
    };
    // Thousands a second, each of which would wait for Redis longer than for its place among those that are written.
    const alone = { redis: undefined };
    this.counters = {
      "sign-in": pair("sign-in"),
      intake: pair("intake"),
      commands: pair("commands"),
      snapshots: pair("snapshots"),
      reads: pair("reads"),
      ingest: pair("ingest", alone),
      forwarding: pair("forwarding", alone),
      sockets: pair("sockets"),
    };
  }

  close(): void {
    this.redis?.disconnect();
  }

  /** Before anything is looked up. Refuses `too-many-requests`. */
  async admitAddress(ip: string): Promise<void> {
    await take(this.addresses, askerAddress(ip), "address");
  }

  /** Refuses `too-many-requests`, for this class alone. `asks`: as how many the request counts. */
  async admit(
    name: LimitClass,
    { actor, credential, person }: Principal,
    ip: string,
    asks = 1,
  ): Promise<void> {
    // Whoever tries passwords gets no more tries by being somebody already.
    if (credential === null || name === "sign-in") {
      await take(this.counters[name].people, `address:${askerAddress(ip)}`, name, asks);
      return;
    }
    if (actor.role === "integration") {
      await take(this.counters[name].keys, credential, name, asks);
      return;
    }
    // Handing in reports is narrow for nobody known; for somebody it is a command like others.
    const of = name === "intake" ? "commands" : name;
    await take(this.counters[of].people, person ?? credential, of, asks);
  }
}

async function take(from: Counter, who: string, what: string, asks = 1): Promise<void> {
  try {
    await from.consume(who, asks);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw tooOften(what, error);
  }
}

export function tooOften(what: string, { msBeforeNext }: RateLimiterRes): Refusal {
  return new Refusal("too-many-requests", `${what}: you have asked too often; wait a moment`, {
    retryAfterMs: msBeforeNext,
  });
}

function counter(
  { redis }: Pick<LimitOptions, "redis">,
  name: string,
  points: number,
  duration: number,
): Counter {
  if (!redis) return memory(points, duration);
  return new RateLimiterRedis({
    storeClient: redis.client,
    keyPrefix: `${redis.prefix}:limit:${name}`,
    points,
    duration,
    rejectIfRedisNotReady: true,
    // Who has been refused is not asked about again until then.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory({ points, duration }),
  });
}

function memory(points: number, duration: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration });
}
