/** The keys that everything sealed is made from: the operator's, or in a demo without one a key of its own. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../env.ts";

/** The first seals, all of them open. Only the demo comes here without a SECRET_KEY: `readEnv` refuses that elsewhere. */
export function secretKeysOf(env: Pick<Env, "secretKey" | "oldSecretKeys" | "dataDir">): readonly string[] {
  const { secretKey, oldSecretKeys = [], dataDir } = env;
  if (secretKey === undefined) return [keyOfFolder(dataDir), ...oldSecretKeys];
  // Of a time without a SECRET_KEY: nobody has ever seen it, so nobody could name it among the old ones.
  const file = fileIn(dataDir);
  return [secretKey, ...oldSecretKeys, ...(existsSync(file) ? [readKey(file)] : [])];
}

/** Made at the first start, so that a demo still opens what it sealed before, on PostgreSQL too. */
function keyOfFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = fileIn(folder);
  if (!existsSync(file)) writeFileSync(file, `${randomKey()}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return readKey(file);
}

function fileIn(folder: string): string {
  return join(folder, "secret-key");
}

function readKey(file: string): string {
  return readFileSync(file, "utf8").trim();
}

export function randomKey(): string {
  return randomBytes(32).toString("base64url");
}
