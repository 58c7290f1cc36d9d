/** Sessions of people: begun by a sign-in, listed to their owner, ended by them. They outlive the server. */
import type { Session } from "#contract/identity";
import { Refusal } from "#contract/problem";
import type { Context } from "../context.ts";
import { type Issued, insertCredential } from "./issue-credential.ts";

/** A session ends by itself after so long: a shift and its overtime. */
export const SESSION_MS = 12 * 3_600_000;

export interface Begun extends Issued {
  /** ms */
  expiresAt: number;
}

/** `name` is what the person will know it by: the browser or phone. */
export async function beginSession(
  ctx: Pick<Context, "db" | "clock">,
  person: string,
  name: string,
  { lastsMs = SESSION_MS } = {},
): Promise<Begun> {
  const now = ctx.clock.now();
  const expiresAt = now + lastsMs;
  const issued = await ctx.db.transaction((tx) =>
    insertCredential(
      tx,
      { role: "system", id: "sign-in" },
      { kind: "session", name: name.slice(0, 200), person, expiresAt },
      now,
    ),
  );
  return { ...issued, expiresAt };
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
