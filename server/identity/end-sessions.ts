/** Ends all sessions of a person: a telephone was lost, somebody has left. */
import { Refusal } from "#contract/problem";
import { asOrigin, audit, type By } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { appendEvents } from "../log/append-events.ts";

/** Gives back how many there were. Refuses `not-found`. */
export async function endSessionsOf(
  ctx: Pick<Context, "db" | "clock" | "lane" | "identities">,
  by: By,
  person: string,
): Promise<number> {
  const { actor, ...origin } = asOrigin(by);
  const at = ctx.clock.now();
  const now = new Date(at).toISOString();
  const ended = await ctx.db.transaction(async (tx) => {
    const [found] = await tx.query("SELECT 1 FROM people WHERE id = $1", [person]);
    if (!found) throw new Refusal("not-found", `person: there is no ${person}`);
    const sessions = await tx.query<{ id: string }>(
      `UPDATE credentials SET revoked_at = $2
        WHERE person_id = $1 AND kind = 'session' AND revoked_at IS NULL AND expires_at > $2 RETURNING id`,
      [person, now],
    );
    await audit(tx, {
      ...origin,
      actor,
      action: "person.manage",
      outcome: "done",
      target: person,
      detail: { did: "end sessions", ended: sessions.length },
      at,
    });
    await appendEvents(
      tx,
      sessions.map(({ id }) => ({
        kind: "credential.revoked",
        at,
        reportId: null,
        version: null,
        body: { credential: id },
        actor,
      })),
    );
    return sessions.length;
  });
  ctx.identities.changed();
  ctx.lane.notify();
  return ended;
}
