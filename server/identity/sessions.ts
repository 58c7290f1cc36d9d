/** Sessions of people: begun by a sign-in, listed to their owner, ended by them. They outlive the server. */
import type { PersonRole } from "#contract/actor";
import type { Session } from "#contract/identity";
import { Refusal } from "#contract/problem";
import { audit } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { type Issued, insertCredential } from "./issue-credential.ts";

/** A session ends by itself after so long: a shift and its overtime. */
export const SESSION_MS = 12 * 3_600_000;

export interface Begun extends Issued {
  /** ms */
  expiresAt: number;
}

/** How somebody came in, for the audit. */
export interface CameIn {
  by: "password" | "provider" | "link";
  address: string;
}

/** `name` is what the person will know it by: the browser or phone. Without `cameIn` it is one of our own tools that begins it. */
export async function beginSession(
  ctx: Pick<Context, "db" | "clock">,
  person: string,
  name: string,
  { lastsMs = SESSION_MS, cameIn }: { lastsMs?: number; cameIn?: CameIn } = {},
): Promise<Begun> {
  const now = ctx.clock.now();
  const expiresAt = now + lastsMs;
  const issued = await ctx.db.transaction(async (tx) => {
    const made = await insertCredential(
      tx,
      { role: "system", id: "sign-in" },
      { kind: "session", name: name.slice(0, 200), person, expiresAt },
      now,
    );
    if (cameIn) await auditCameIn(tx, person, made.id, cameIn, now);
    return made;
  });
  return { ...issued, expiresAt };
}

async function auditCameIn(
  tx: Tx,
  person: string,
  credential: string,
  { by, address }: CameIn,
  at: number,
): Promise<void> {
  const [row] = await tx.query<{ role: PersonRole }>("SELECT role FROM people WHERE id = $1", [person]);
  if (!row) return;
  const actor = { role: row.role, id: person };
  await audit(tx, { actor, credential, address, action: "sign-in", outcome: "done", detail: { by }, at });
}

/** Those of a person that are not over, the newest first. */
export function listSessions(
  ctx: Pick<Context, "db" | "clock">,
  person: string,
): Promise<Omit<Session, "current">[]> {
  return ctx.db.query(
    `SELECT id, name, floor(extract(epoch FROM created_at) * 1000)::bigint AS "createdAt",
            floor(extract(epoch FROM last_used_at) * 1000)::bigint AS "lastUsedAt",
            floor(extract(epoch FROM expires_at) * 1000)::bigint AS "expiresAt", last_address AS address
       FROM credentials
      WHERE person_id = $1 AND kind = 'session' AND revoked_at IS NULL AND expires_at > $2
      ORDER BY created_at DESC`,
    [person, new Date(ctx.clock.now()).toISOString()],
  );
}

/** Refuses `not-found` for a session of somebody else, as for none, unless it needs not be there. */
export async function endSession(
  ctx: Pick<Context, "db" | "clock" | "identities">,
  person: string,
  id: string,
  must: "be there" | "if there" = "be there",
): Promise<void> {
  const ended = await ctx.db.query(
    `UPDATE credentials SET revoked_at = $3
      WHERE id = $1 AND person_id = $2 AND kind = 'session' AND revoked_at IS NULL RETURNING id`,
    [id, person, new Date(ctx.clock.now()).toISOString()],
  );
  if (ended.length === 0 && must === "be there")
    throw new Refusal("not-found", `session: there is no ${id} of yours that could be ended`);
  ctx.identities.changed();
}
