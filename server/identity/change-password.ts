/** A person's own new password; whoever else was signed in as them no longer is. */
import type { PersonRole } from "#contract/actor";
import { Refusal, wrongField } from "#contract/problem";
import type { ChangePassword } from "#contract/sign-in";
import { audit } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { checkPassword, hashPassword } from "./password.ts";
import { beginAttempt, takeBack } from "./sign-in-failures.ts";

/** Refuses `wrong-password`, `too-many-requests` like a sign-in, and `invalid-input` for one that is their e-mail address. */
export async function changePassword(
  ctx: Pick<Context, "db" | "clock" | "identities">,
  person: string,
  session: string | null,
  { old, new: wanted }: ChangePassword,
  address: string,
): Promise<void> {
  const [known] = await ctx.db.query<{ role: PersonRole; email: string; hash: string | null }>(
    "SELECT role, email, password_hash AS hash FROM people WHERE id = $1 AND active",
    [person],
  );
  if (!known) throw new Refusal("not-found", `person: there is no ${person}`);
  refuseOwnAddress(wanted, known.email, "new");
  const attempt = { account: known.email, address };
  await beginAttempt(ctx, attempt);
  const entry = { actor: { role: known.role, id: person }, credential: session, address, action: "password" };
  if (!(await checkPassword(known.hash, old))) {
    await audit(ctx.db, { ...entry, outcome: "refused", at: ctx.clock.now() });
    throw new Refusal("wrong-password", "old: this is not the password that you have");
  }
  const hash = await hashPassword(wanted);
  const now = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    await takeBack(tx, attempt, now);
    await setPassword(tx, person, hash, session, now);
    await audit(tx, { ...entry, outcome: "done", at: now });
  });
  ctx.identities.changed();
}

/** Ends their sessions but the one that is kept, and the links by which a password might still be set. */
export async function setPassword(
  tx: Tx,
  person: string,
  hash: string,
  kept: string | null,
  now: number,
): Promise<void> {
  await tx.query("UPDATE people SET password_hash = $2 WHERE id = $1", [person, hash]);
  await tx.query(
    `UPDATE credentials SET revoked_at = $3
      WHERE person_id = $1 AND kind IN ('session', 'invite') AND id IS DISTINCT FROM $2 AND revoked_at IS NULL`,
    [person, kept, new Date(now).toISOString()],
  );
}

/** Refuses `invalid-input` for a password that stands on every business card. */
export function refuseOwnAddress(password: string, email: string, field: string): void {
  const said = password.trim().toLowerCase();
  if (said !== email.toLowerCase() && said !== email.toLowerCase().split("@")[0]) return;
  const rule = "must not be your e-mail address";
  throw wrongField(field, rule);
}
