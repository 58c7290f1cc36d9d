/** The way into a city in which nobody can sign in as an administrator yet: a link that works once. */
import type { Actor } from "#contract/actor";
import type { Context } from "../context.ts";
import { appendEvents } from "../log/append-events.ts";
import { newId } from "./credential-token.ts";
import { insertCredential } from "./issue-credential.ts";

/** Until somebody has said theirs. No mail goes to this top-level domain (RFC 6762). */
const PLACEHOLDER = "administrator@cuadrilla.local";
const LINK_MS = 24 * 3_600_000;
const actor: Actor = { role: "system", id: "start" };

export interface FirstDoor {
  token: string;
  /** ms */
  expiresAt: number;
}

/** Whether this person is yet to say who they are. */
export function isNameless(email: string): boolean {
  return email === PLACEHOLDER;
}

/**
 * Token of a new link, which ends those of earlier starts; undefined when an administrator can sign in. With no password
 * set or provider known, being in the table is not enough: an invitation may have been lost.
 */
export async function openFirstDoor(
  ctx: Pick<Context, "db" | "clock" | "lane">,
): Promise<FirstDoor | undefined> {
  const at = ctx.clock.now();
  const expiresAt = at + LINK_MS;
  const token = await ctx.db.transaction(async (tx) => {
    // Two servers that start at once on one database: the second waits here, and its link is the one that works.
    await tx.query("LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE");
    const [able] = await tx.query(
      `SELECT 1 FROM people WHERE role = 'administrator' AND active
          AND (password_hash IS NOT NULL OR oidc_subject IS NOT NULL) LIMIT 1`,
    );
    if (able) return undefined;
    const body = { role: "administrator", department: null, brigade: null, active: true } as const;
    const nothing = { at, reportId: null, version: null, actor };
    const [known] = await tx.query<{ id: string }>("SELECT id FROM people WHERE email = $1", [PLACEHOLDER]);
    const person = known?.id ?? newId();
    if (!known)
      await tx.query(
        "INSERT INTO people (id, name, email, role, created_at) VALUES ($1, 'Administrator', $2, $3, $4)",
        [person, PLACEHOLDER, body.role, new Date(at).toISOString()],
      );
    // They may have been made inactive, or something else, meanwhile: without this the link would open nothing.
    const revived = await tx.query(
      `UPDATE people SET active = true, role = 'administrator', department = NULL, brigade_id = NULL, version = version + 1
        WHERE id = $1 AND (NOT active OR role <> 'administrator') RETURNING id`,
      [person],
    );
    await tx.query(
      "UPDATE credentials SET revoked_at = $2 WHERE person_id = $1 AND kind = 'invite' AND revoked_at IS NULL",
      [person, new Date(at).toISOString()],
    );
    const wanted = { kind: "invite", name: "first administrator", person, expiresAt } as const;
    const made = await insertCredential(tx, actor, wanted, at);
    await appendEvents(tx, [
      ...(known && revived.length === 0
        ? []
        : [{ ...nothing, kind: "person.saved" as const, body: { person, ...body } }]),
      {
        ...nothing,
        kind: "credential.issued",
        body: { credential: made.id, kind: wanted.kind, expiresAt },
      },
    ]);
    return made.token;
  });
  if (token === undefined) return undefined;
  ctx.lane.notify();
  return { token, expiresAt };
}
