/** `npm start`: one command, one process, a living city. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CityError } from "#server/city/city-error";
import { SecretKeyError } from "#server/contacts/prepare-contacts";
import { DataFolderError } from "#server/db/data-folder";
import { MigrationError } from "#server/db/migrate";
import { DatabaseError, openServerDatabase } from "#server/db/open-database";
import { type Env, EnvError, readEnv } from "#server/env";
import { invitationLink } from "#server/identity/accept-invitation";
import { type FirstDoor, openFirstDoor } from "#server/identity/first-administrator";
import { readHead } from "#server/log/append-events";
import { openLogger } from "#server/logger";
import { type Running, StartError, startServer } from "#server/main";
import { startInProcess } from "#server/queue/in-process";
import { QueueError, type Runner } from "#server/queue/runner";
import { secretKeysOf } from "#server/secrets/secret-keys";
import { jobs } from "#workers/jobs";
import { buildClient } from "./build-client.ts";
import { DemoCity } from "./demo-city.ts";
import { admitDemoPeople } from "./demo-people.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const began = performance.now();

function say(line: string): void {
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}

/** Ends with one line for what its owner can mend, with the whole story for a bug. */
function fail(error: unknown): never {
  const known = [
    EnvError,
    StartError,
    DataFolderError,
    DatabaseError,
    MigrationError,
    SecretKeyError,
    CityError,
    QueueError,
  ];
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
  const logger = openLogger(env.logLevel === "info" ? "warn" : env.logLevel);
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const demo = env.demo ? new DemoCity(env.demoSpeed, say) : undefined;
  const parts: Parts = { demo, opened: false, stopping: false };
  stopOnSignal(parts);
  const page = buildClient(root);
  // Told when it is awaited below; until then a failure must not count as unhandled.
  page.catch(() => {});
  let door: FirstDoor | undefined;
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
    async prepare(ctx) {
      if (demo) return demo.prepare(ctx);
      await admitDemoPeople(ctx, false);
      door = await openFirstDoor(ctx);
    },
    ...(demo && { demo: demo.control }),
  });
  const server = await parts.server;
  if (parts.stopping) return;
  parts.runner = startRunner(env, server);
  await parts.runner;
  if (await page) say("the page is built");
  if (parts.stopping) return;
  demo?.start(server.ctx, server.url, () => server.gateway.counts.dashboards > 0);
  const url = env.publicUrl ?? server.url;
  say(`${server.ctx.rules.city.name}: ${url}`);
  if (server.osmandPort !== undefined) say(`trackers that speak OsmAnd: ${env.host}:${server.osmandPort}`);
  if (door) sayFirstDoor(door, url);
}

/** On the terminal alone, never through the logger: whoever reads it may become the administrator. */
function sayFirstDoor({ token, expiresAt }: FirstDoor, url: string): void {
  const until = new Date(expiresAt).toISOString().slice(0, 16);
  say(`no administrator can sign in yet; this link makes one, once, until ${until}Z or the next start:`);
  say(invitationLink(url, token));
}

async function startRunner({ redisUrl }: Env, { ctx }: Running): Promise<Runner> {
  if (redisUrl === undefined) return startInProcess(ctx, jobs);
  // Loaded here: it is a third of all the code, and most starts do without Redis.
  const { startBullmq } = await import("#server/queue/bullmq");
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
