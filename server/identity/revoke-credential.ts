/** Ends a credential: what it opened is closed at once, and for good. */
import { Refusal } from "#contract/problem";
import { asOrigin, audit, type By } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { appendEvents } from "../log/append-events.ts";
import type { CredentialKind } from "./credential-token.ts";
import { managing } from "./issue-credential.ts";

/** Refuses `not-found` when there is none of these kinds, or it has ended already. */
export async function revokeCredential(
  ctx: Pick<Context, "db" | "clock" | "lane" | "identities">,
  by: By,
  id: string,
  kinds: readonly Exclude<CredentialKind, "session">[],
): Promise<void> {
  const { actor, ...origin } = asOrigin(by);
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const [ended] = await tx.query<{ kind: CredentialKind }>(
      `UPDATE credentials SET revoked_at = $2 WHERE id = $1 AND kind = ANY ($3) AND revoked_at IS NULL RETURNING kind`,
      [id, new Date(at).toISOString(), kinds],
    );
    if (!ended)
      throw new Refusal("not-found", `${kinds.join(" or ")}: there is no ${id} that could be ended`);
    await audit(tx, {
      ...origin,
      actor,
      action: managing[ended.kind],
      outcome: "done",
      target: id,
      detail: { did: "revoke", kind: ended.kind },
      at,
    });
    await appendEvents(tx, [
      { kind: "credential.revoked", at, reportId: null, version: null, body: { credential: id }, actor },
    ]);
  });
  ctx.identities.changed();
  ctx.lane.notify();
}
