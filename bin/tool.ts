/** What the command-line tools have in common: their database, their way to stop, and how they say what went wrong. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParseArgsConfig, parseArgs } from "node:util";
import pino from "pino";
import { CityError } from "#server/city/city-error";
import { SecretKeyError } from "#server/contacts/prepare-contacts";
import type { Context } from "#server/context";
import { DataFolderError } from "#server/db/data-folder";
import { MigrationError } from "#server/db/migrate";
import { DatabaseError, openToolDatabase } from "#server/db/open-database";
import { isUnavailable } from "#server/db/unavailable";
import { EnvError, readToolEnv } from "#server/env";
import { ImportError } from "#server/import/import-error";
import { openLogger } from "#server/logger";
import { openContext } from "#server/open-context";

/** A wrong command line; the message is one line. */
export class UsageError extends Error {}

/** What a person who started a tool can mend: told in their own line or lines, without a stack. */
const known = [
  UsageError,
  ImportError,
  CityError,
  EnvError,
  DataFolderError,
  DatabaseError,
  MigrationError,
  SecretKeyError,
];

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** The arguments as `config` describes them. Throws UsageError with the first sentence of what Node finds wrong. */
export function readArguments<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\. |\n/)[0] ?? message);
  }
}

/** Runs a tool to its end and ends the process with what it gives back; 2 for what its user can mend. */
export async function runTool(name: string, run: (signal: AbortSignal) => Promise<number>): Promise<never> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      // Whoever asks twice does not want to wait for a clean end.
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  let code: number;
  try {
    code = await run(stopping.signal);
  } catch (error) {
    code = 2;
    if (error instanceof Error && known.some((type) => error instanceof type)) {
      for (const line of error.message.split("\n")) process.stderr.write(`${name}: ${line}\n`);
    } else if (isUnavailable(error)) {
      process.stderr.write(`${name}: the connection to the database was lost; what was committed stays\n`);
      code = 1;
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      code = 1;
    }
  }
  process.exit(code);
}

/** The city's database, PostgreSQL or embedded, of a running server or none; `city` overrules CITY. */
export async function withCity<T>(city: string | undefined, work: (ctx: Context) => Promise<T>): Promise<T> {
  const env = readToolEnv();
  const logger = openLogger(env.logLevel === "info" ? "fatal" : env.logLevel, pino.destination(2));
  const { version } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { version: string };
  const db = await openToolDatabase(env, logger);
  try {
    const secrets = env.secretKey === undefined ? [] : [env.secretKey, ...(env.oldSecretKeys ?? [])];
    return await work(
      await openContext({ db, root: ROOT, city: city ?? env.city, version, logger, secrets }),
    );
  } finally {
    await db.close();
  }
}
