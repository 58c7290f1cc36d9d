/** Passwords, kept as Argon2id hashes: slow on purpose, and in memory that a graphics card lacks. */
import { hash, verify } from "@node-rs/argon2";

/** Argon2id is the library's default. OWASP's Password Storage Cheat Sheet, one of its equivalent settings: 19 MiB, 2 passes, 1 lane. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), settings);
}

/** Of nothing that anybody knows; whoever has no password is checked against it, so that it takes as long. */
let nobodys: Promise<string> | undefined;

export async function checkPassword(kept: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword(crypto.randomUUID());
  const right = await verify(kept ?? (await nobodys), password.normalize("NFKC"));
  return right && kept !== null;
}
