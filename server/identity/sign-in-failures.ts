/** Keeps whoever guesses waiting: counted by account and by address, in the database. */
import { createHash } from "node:crypto";
import { Refusal } from "#contract/problem";
import { FORGET_MS, type Held, waitAfter } from "#domain/sign-in-wait";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";

export interface Attempt {
  /** As typed, whether anybody has it or not. */
  account: string;
  address: string;
}

/**
 * Counts an attempt as failed before it is looked at, so that a hundred at once are not a hundred free guesses; whoever gets
 * in takes it back. Refuses `too-many-requests` for one that comes too early, which then does not count.
 */
export async function beginAttempt(ctx: Pick<Context, "db" | "clock">, attempt: Attempt): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    for (const of of ["address", "account"] as const) {
      const closed = await count(tx, of, keyOf(of, attempt), now);
      if (closed === undefined) continue;
      throw new Refusal("too-many-requests", "sign-in: too many attempts have failed; wait a while", {
        retryAfterMs: closed - now,
      });
    }
  });
}

/** It was them: the account begins anew, and the address is not blamed for this one. */
export async function takeBack(tx: Tx, attempt: Attempt, now: number): Promise<void> {
  // In the order in which `beginAttempt` locks them.
  await tx.query(
    "UPDATE sign_in_failures SET failures = failures - 1, closed_until = $2 WHERE key = $1 AND failures > 0",
    [keyOf("address", attempt), new Date(now).toISOString()],
  );
  await tx.query("DELETE FROM sign_in_failures WHERE key = $1", [keyOf("account", attempt)]);
}

/** Instant until which attempts are not looked at, or undefined: it was counted and may go on. */
async function count(tx: Tx, of: Held, key: Buffer, now: number): Promise<number | undefined> {
  // Locks the row, made in the same breath where there is none, so that attempts at once follow each other.
  const [row] = await tx.query<{ failures: number; lastAt: number; closedUntil: number }>(
    `INSERT INTO sign_in_failures AS f (key, failures, last_at, closed_until) VALUES ($1, 0, $2, $2)
     ON CONFLICT (key) DO UPDATE SET key = f.key
     RETURNING failures, floor(extract(epoch FROM last_at) * 1000)::bigint AS "lastAt",
               floor(extract(epoch FROM closed_until) * 1000)::bigint AS "closedUntil"`,
    [key, new Date(now).toISOString()],
  );
  if (!row) throw new Error("an attempt has no row");
  if (row.closedUntil > now) return row.closedUntil;
  const failures = (now - row.lastAt > FORGET_MS ? 0 : row.failures) + 1;
  await tx.query(
    "UPDATE sign_in_failures SET failures = $2, last_at = $3, closed_until = $4 WHERE key = $1",
    [key, failures, new Date(now).toISOString(), new Date(now + waitAfter(failures, of)).toISOString()],
  );
  return undefined;
}

function keyOf(of: Held, attempt: Attempt): Buffer {
  return createHash("sha256")
    .update(`${of}:${attempt[of].normalize("NFKC").toLowerCase()}`)
    .digest();
}
