/** `npm start`: one command, one process, a living city. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { CityError } from "#server/city/city-error";
import { DataFolderError } from "#server/db/data-folder";
import { MigrationError } from "#server/db/migrate";
import { DatabaseError, openServerDatabase } from "#server/db/open-database";
import { type Env, EnvError, readEnv } from "#server/env";
import { type Running, StartError, startServer } from "#server/main";
import { startBullmq } from "#server/queue/bullmq";
import { startInProcess } from "#server/queue/in-process";
import type { Runner } from "#server/queue/runner";
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
  const known = [EnvError, StartError, DataFolderError, DatabaseError, MigrationError, CityError];
  if (error instanceof Error && known.some((type) => error instanceof type))
    process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

async function start(env: Env): Promise<void> {
  const logger = pino({ level: env.logLevel === "info" ? "warn" : env.logLevel });
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const page = buildClient(root);
  // Told when it is awaited below; until then a failure must not count as unhandled.
  page.catch(() => {});
  const demo = env.demo ? new DemoCity(env.demoSpeed, say) : undefined;
  const server = await startServer({
    env,
    root,
    version,
    logger,
    openDatabase: () => openServerDatabase(env, logger),
    onProgress: say,
    ...(demo && { demo: demo.control, prepare: (ctx) => demo.prepare(ctx) }),
  });
  const runner = env.redisUrl
    ? await startBullmq(server.ctx, jobs, {
        redisUrl: env.redisUrl,
        prefix: `cuadrilla:${server.ctx.rules.city.code}`,
      })
    : await startInProcess(server.ctx, jobs);
  stopOnSignal(server, runner, demo);
  if (await page) say("the page is built");
  demo?.start(server.ctx, server.url);
  say(`${server.ctx.rules.city.name}: ${env.publicUrl ?? server.url}`);
}

const STOP_LIMIT_MS = 15_000;

function stopOnSignal(server: Running, runner: Runner, demo: DemoCity | undefined): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    say(`stopping (${signal})`);
    setTimeout(
      () => fail(new StartError("stopping took too long; ended without waiting")),
      STOP_LIMIT_MS,
    ).unref();
    await demo?.stop();
    await runner.stop();
    await server.stop();
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
