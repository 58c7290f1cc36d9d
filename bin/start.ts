/** `npm start`: one command, one process, a living city. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { CityError } from "#server/city/city-error";
import { DataFolderError } from "#server/db/data-folder";
import { MigrationError } from "#server/db/migrate";
import { DatabaseError, openServerDatabase } from "#server/db/open-database";
import { type Env, EnvError, readEnv } from "#server/env";
import { readHead } from "#server/log/append-events";
import { type Running, StartError, startServer } from "#server/main";
import { QueueError, startBullmq } from "#server/queue/bullmq";
import { startInProcess } from "#server/queue/in-process";
import type { Runner } from "#server/queue/runner";
import { secretKeysOf } from "#server/secrets/secret-keys";
import { jobs } from "#workers/jobs";
import { buildClient } from "./build-client.ts";
import { DemoCity } from "./demo-city.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const began = performance.now();

function say(line: string): void {
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}

/** Ends with one line for what its owner can mend, with the whole story for a bug. */
function fail(error: unknown): never {
  const known = [EnvError, StartError, DataFolderError, DatabaseError, MigrationError, CityError, QueueError];
  if (error instanceof Error && known.some((type) => error instanceof type))
    process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

/** What a signal finds to be stopped; filled in as it comes to life. */
interface Parts {
  demo: DemoCity | undefined;
  /** The database is open: from then on it wants to be closed in good order. */
  opened: boolean;
  server?: Promise<Running>;
  runner?: Promise<Runner>;
  stopping: boolean;
}

async function start(env: Env): Promise<void> {
  const logger = pino({ level: env.logLevel === "info" ? "warn" : env.logLevel });
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const demo = env.demo ? new DemoCity(env.demoSpeed, say) : undefined;
  const parts: Parts = { demo, opened: false, stopping: false };
  stopOnSignal(parts);
  const page = buildClient(root);
  // Told when it is awaited below; until then a failure must not count as unhandled.
  page.catch(() => {});
  parts.server = startServer({
    env,
    root,
    version,
    logger,
    async openDatabase() {
      const db = await openServerDatabase(env, logger);
      parts.opened = true;
      return db;
    },
    secretKeys: () => secretKeysOf(env),
    onProgress: say,
    ...(demo && { demo: demo.control, prepare: (ctx) => demo.prepare(ctx) }),
  });
  const server = await parts.server;
  if (parts.stopping) return;
  parts.runner = startRunner(env, server);
  await parts.runner;
  if (await page) say("the page is built");
  if (parts.stopping) return;
  demo?.start(server.ctx, server.url);
  say(`${server.ctx.rules.city.name}: ${env.publicUrl ?? server.url}`);
}

async function startRunner({ redisUrl }: Env, { ctx }: Running): Promise<Runner> {
  if (redisUrl === undefined) return startInProcess(ctx, jobs);
  // By the log and not by the city: two databases of one city may share a Redis, and not each other's sweeps.
  const { log } = await readHead(ctx.db);
  return startBullmq(ctx, jobs, { redisUrl, prefix: `cuadrilla:${log}` });
}

const STOP_LIMIT_MS = 15_000;

function stopOnSignal(parts: Parts): void {
  const stop = async (signal: NodeJS.Signals) => {
    if (parts.stopping) return;
    parts.stopping = true;
    say(`stopping (${signal})`);
    // Nothing is open that a sudden end could harm, and opening may take longer than a person waits.
    if (!parts.opened) process.exit(0);
    setTimeout(
      () => fail(new StartError("stopping took too long; ended without waiting")),
      STOP_LIMIT_MS,
    ).unref();
    await parts.demo?.stop();
    const server = await parts.server;
    await (await parts.runner)?.stop();
    await server?.stop();
    say("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => void stop(signal).catch(fail));
}

try {
  await start(readEnv());
} catch (error) {
  fail(error);
}
