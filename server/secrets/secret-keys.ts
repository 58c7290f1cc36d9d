/** The keys that everything sealed is made from: the operator's, or in a demo without one a key of its own. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../env.ts";

/** The first seals, all of them open. Only the demo comes here without a SECRET_KEY: `readEnv` refuses that elsewhere. */
export function secretKeysOf(env: Pick<Env, "secretKey" | "oldSecretKeys" | "dataDir">): readonly string[] {
  const { secretKey, oldSecretKeys = [] } = env;
  if (secretKey !== undefined) return [secretKey, ...oldSecretKeys];
  return [keyOfFolder(env.dataDir), ...oldSecretKeys];
}

/** Made at the first start, so that a demo still opens what it sealed before, on PostgreSQL too. */
function keyOfFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "secret-key");
  if (!existsSync(file)) writeFileSync(file, `${randomKey()}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

export function randomKey(): string {
  return randomBytes(32).toString("base64url");
}
