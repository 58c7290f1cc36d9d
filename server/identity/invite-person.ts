/** A link by which a person sets their password, once. Whoever issues it hands it over as they see fit. */
import type { Invitation } from "#contract/administration";
import { Refusal } from "#contract/problem";
import { asOrigin, audit, type By } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { appendEvents } from "../log/append-events.ts";
import { insertCredential } from "./issue-credential.ts";

export const INVITATION_MS = 72 * 3_600_000;

/** Ends the links that the person had before. Refuses `not-found`, and `invalid-input` for who may not sign in. */
export async function invitePerson(
  ctx: Pick<Context, "db" | "clock" | "lane">,
  by: By,
  person: string,
): Promise<Invitation> {
  const { actor, ...origin } = asOrigin(by);
  const at = ctx.clock.now();
  const expiresAt = at + INVITATION_MS;
  const token = await ctx.db.transaction(async (tx) => {
    const [found] = await tx.query<{ active: boolean }>(
      "SELECT active FROM people WHERE id = $1 FOR UPDATE",
      [person],
    );
    if (!found) throw new Refusal("not-found", `person: there is no ${person}`);
    if (!found.active) throw new Refusal("invalid-input", "active: who may not sign in is not invited");
    const older = await tx.query<{ id: string }>(
      `UPDATE credentials SET revoked_at = $2
        WHERE person_id = $1 AND kind = 'invite' AND revoked_at IS NULL RETURNING id`,
      [person, new Date(at).toISOString()],
    );
    const wanted = { kind: "invite", name: "invitation", person, expiresAt } as const;
    const made = await insertCredential(tx, actor, wanted, at);
    await audit(tx, {
      ...origin,
      actor,
      action: "person.manage",
      outcome: "done",
      target: person,
      detail: { did: "invite", credential: made.id, expiresAt },
      at,
    });
    const head = { at, reportId: null, version: null, actor };
    await appendEvents(tx, [
      ...older.map(({ id }) => ({ ...head, kind: "credential.revoked" as const, body: { credential: id } })),
      { ...head, kind: "credential.issued", body: { credential: made.id, kind: "invite", expiresAt } },
    ]);
    return made.token;
  });
  ctx.lane.notify();
  return { token, expiresAt };
}
