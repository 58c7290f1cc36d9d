import { Queue, QueueEvents, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Context } from "../context.ts";
import { type Job, jobNamed, QueueError, type Runner } from "./runner.ts";

export interface BullOptions {
  redisUrl: string;
  /** Keeps the queues of several cities (or tests) on one Redis apart. */
  prefix: string;
}

/** How long `runNow` waits for a run, wherever it happens. */
const RUN_LIMIT_MS = 60_000;

/**
 * Runs jobs by BullMQ: any number of processes share them, and a schedule survives a restart.
 * @throws QueueError when Redis does not answer at the start; later it is waited for
 */
export async function startBullmq(ctx: Context, jobs: readonly Job[], options: BullOptions): Promise<Runner> {
  await reachRedis(options.redisUrl);
  // A worker waits for Redis as long as it takes; a caller of `runNow` wants to be told.
  const connection = { url: options.redisUrl, maxRetriesPerRequest: null };
  const shared = { connection, prefix: options.prefix };
  const queue = new Queue("jobs", shared);
  const finished = new QueueEvents("jobs", shared);
  const worker = new Worker("jobs", (task) => jobNamed(jobs, task.name).run(ctx), {
    ...shared,
    // One at a time in each process; jobs are idempotent where two processes meet.
    concurrency: 1,
  });
  const onError = (error: Error) => ctx.logger.error({ error: error.message }, "the queue lost Redis");
  queue.on("error", onError);
  finished.on("error", onError);
  worker.on("error", onError);
  worker.on("failed", (task, error) =>
    ctx.logger.error({ job: task?.name, error: error.message }, "a job failed"),
  );
  await Promise.all([queue.waitUntilReady(), finished.waitUntilReady(), worker.waitUntilReady()]);
  await schedule(queue, jobs);
  const stopping = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener("abort", () => reject(new Error("the runner has stopped")));
  });
  // Often nobody waits for it.
  stopped.catch(() => {});
  return {
    async runNow(name) {
      stopping.signal.throwIfAborted();
      jobNamed(jobs, name);
      const task = await queue.add(name, {}, { removeOnComplete: 10, removeOnFail: 100 });
      return Promise.race([task.waitUntilFinished(finished, RUN_LIMIT_MS), stopped]);
    },
    async stop() {
      await worker.close();
      stopping.abort(new Error("the runner has stopped"));
      await Promise.all([queue.close(), finished.close()]);
    },
  };
}

/** Makes the queue's schedule that of `jobs`: an earlier version may have left one whose job is gone. */
async function schedule(queue: Queue, jobs: readonly Job[]): Promise<void> {
  for (const { key } of await queue.getJobSchedulers())
    if (!jobs.some((job) => job.name === key)) await queue.removeJobScheduler(key);
  for (const job of jobs)
    await queue.upsertJobScheduler(
      job.name,
      { every: job.every * 1000 },
      { name: job.name, opts: { removeOnComplete: 10, removeOnFail: 100 } },
    );
}

/** One attempt, because BullMQ by itself would try for ever and say nothing. */
async function reachRedis(url: string): Promise<void> {
  let reason = "no answer";
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null });
  redis.on("error", (error: Error) => {
    // Without the address: it may hold a password.
    reason = "code" in error ? String(error.code) : (error.message.split(" ")[0] ?? reason);
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    if (error instanceof Error && /^[A-Z]+ /.test(error.message))
      reason = error.message.split(" ")[0] ?? reason;
    throw new QueueError(`REDIS_URL: Redis cannot be reached (${reason})`);
  } finally {
    redis.disconnect();
  }
}
