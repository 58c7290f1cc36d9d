/** One suite for whoever runs the jobs: this process, and BullMQ where a Redis is found. */
import { Redis } from "ioredis";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "#server/context";
import { startBullmq } from "#server/queue/bullmq";
import { startInProcess } from "#server/queue/in-process";
import type { Job, Runner } from "#server/queue/runner";
import { TestCity } from "#test/support/living-city";

const redisUrl = process.env.TEST_REDIS_URL;
const prefix = `test-runner-${process.pid}`;
let city: TestCity;
/** What was logged, by its message. */
let logged: { msg: string; job?: string; error?: string }[] = [];
let ctx: Context;
const runners: Runner[] = [];
let made = 0;

beforeAll(async () => {
  city = await TestCity.start();
  const lines = { write: (line: string) => void logged.push(JSON.parse(line) as (typeof logged)[number]) };
  ctx = { ...city.ctx, logger: pino({ level: "warn" }, lines) };
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  logged = [];
});
afterAll(async () => {
  await city.stop();
  if (redisUrl === undefined) return;
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

/** Something that a test waits for and a job does. */
function signal() {
  let fire = () => {};
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fire, fired };
}

const never = 100_000;
const jobOf = (name: string, run: Job["run"], every = never): Job => ({ name, every, run });
/** So many turns of the event loop: long enough for whatever could begin meanwhile to do so. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

const ways: [string, (jobs: Job[], queue?: string) => Promise<Runner>][] = [
  ["in process", (jobs) => startInProcess(ctx, jobs)],
];
if (redisUrl !== undefined)
  ways.push([
    "by BullMQ",
    (jobs, queue = `${++made}`) => startBullmq(ctx, jobs, { redisUrl, prefix: `${prefix}-${queue}` }),
  ]);

describe.each(ways)("jobs that run %s", (_, startRunner) => {
  async function start(jobs: Job[], queue?: string): Promise<Runner> {
    const runner = await startRunner(jobs, queue);
    runners.push(runner);
    return runner;
  }

  test("run by their own schedule, again and again", async () => {
    const thrice = { quick: signal(), slow: signal() };
    const counts = { quick: 0, slow: 0 };
    const counting = (name: "quick" | "slow", every: number) =>
      jobOf(
        name,
        async () => {
          if (++counts[name] === 3) thrice[name].fire();
          return {};
        },
        every,
      );
    await start([counting("quick", 0.02), counting("slow", 0.05), jobOf("never", async () => ({}))]);
    await Promise.all([thrice.quick.fired, thrice.slow.fired]);
  });

  test("run when they are told to, and answer what they did", async () => {
    const given: Context[] = [];
    const runner = await start([
      jobOf("count", async (theirs) => {
        given.push(theirs);
        return { done: given.length };
      }),
    ]);
    // One run more may be by the schedule, at the start.
    const first = await runner.runNow("count");
    const second = await runner.runNow("count");
    expect(Number(second.done)).toBeGreaterThan(Number(first.done));
    expect(given.length).toBeLessThanOrEqual(3);
    for (const theirs of given) expect(theirs).toBe(ctx);
  });

  test("run once at the start, however long they then wait", async () => {
    const begun = signal();
    await start([
      jobOf("daily", async () => {
        begun.fire();
        return {};
      }),
    ]);
    await begun.fired;
  });

  test("that do not exist are refused with the names of those that do", async () => {
    const runner = await start([jobOf("one", async () => ({})), jobOf("two", async () => ({}))]);
    await expect(runner.runNow("three")).rejects.toThrow("there is no job three; there are one, two");
  });

  test("never run twice at the same time, by their schedule and told to", async () => {
    let active = 0;
    let most = 0;
    let runs = 0;
    const runner = await start([
      jobOf(
        "busy",
        async () => {
          most = Math.max(most, ++active);
          await turns(20);
          active--;
          return { run: ++runs };
        },
        0.01,
      ),
    ]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => runner.runNow("busy")));
    expect(new Set(answers.map(({ run }) => run)).size).toBe(8);
    expect(most).toBe(1);
  });

  test("that fail say so, are logged, and neither stop others nor their own next run", async () => {
    let attempts = 0;
    const [others, again] = [signal(), signal()];
    const runner = await start([
      jobOf(
        "broken",
        async () => {
          if (++attempts === 3) again.fire();
          throw new Error(`attempt ${attempts} failed`);
        },
        0.02,
      ),
      jobOf(
        "sound",
        async () => {
          if (attempts > 0) others.fire();
          return {};
        },
        0.02,
      ),
    ]);
    await expect(runner.runNow("broken")).rejects.toThrow(/attempt \d+ failed/);
    await Promise.all([others.fired, again.fired]);
    await runner.stop();
    expect(logged).toContainEqual(
      expect.objectContaining({
        msg: "a job failed",
        job: "broken",
        error: expect.stringContaining("attempt"),
      }),
    );
  });

  test("that are under way end before the runner has stopped", async () => {
    const [begun, open] = [signal(), signal()];
    const order: string[] = [];
    const runner = await start([
      jobOf("long", async () => {
        begun.fire();
        await open.fired;
        order.push("the run ended");
        return { done: 1 };
      }),
    ]);
    // Told what came of it, or that nobody is there to tell any more; but not left waiting.
    const told = Promise.allSettled([runner.runNow("long")]);
    await begun.fired;
    const stopping = runner.stop().then(() => order.push("the runner stopped"));
    await turns(50);
    expect(order).toEqual([]);
    open.fire();
    await stopping;
    await told;
    expect(order.at(-1)).toBe("the runner stopped");
    expect(new Set(order.slice(0, -1))).toEqual(new Set(["the run ended"]));
  });

  test("do not begin any more once the runner has stopped", async () => {
    let runs = 0;
    const first = signal();
    const runner = await start([
      jobOf(
        "quick",
        async () => {
          runs++;
          first.fire();
          return {};
        },
        0.01,
      ),
    ]);
    await first.fired;
    await runner.stop();
    const before = runs;
    await expect(runner.runNow("quick")).rejects.toThrow("the runner has stopped");
    await turns(200);
    expect(runs).toBe(before);
    await runner.stop();
  });
});

if (redisUrl !== undefined)
  describe("a queue that processes share", () => {
    const start = async (jobs: Job[], queue: string) => {
      const runner = await startBullmq(ctx, jobs, { redisUrl, prefix: `${prefix}-${queue}` });
      runners.push(runner);
      return runner;
    };

    test("goes on when one of them stops", async () => {
      const [one, two] = [signal(), signal()];
      const ringing = (bell: { fire(): void }) =>
        jobOf(
          "shared",
          async () => {
            bell.fire();
            return {};
          },
          0.02,
        );
      const first = await start([ringing(one)], "shared");
      await one.fired;
      await start([ringing(two)], "shared");
      await first.stop();
      await two.fired;
    });

    test("forgets the schedule of a job that a newer version does not have any more", async () => {
      const seen = signal();
      const old = await start(
        [
          jobOf(
            "abolished",
            async () => {
              seen.fire();
              return {};
            },
            0.02,
          ),
        ],
        "upgraded",
      );
      await seen.fired;
      await old.stop();
      const redis = new Redis(redisUrl);
      const scheduled = () => redis.zrange(`${prefix}-upgraded:jobs:repeat`, "0", "-1");
      expect(await scheduled()).toEqual(["abolished"]);
      await start([jobOf("kept", async () => ({}))], "upgraded");
      expect(await scheduled()).toEqual(["kept"]);
      redis.disconnect();
    });
  });
