/** Signs a person in by their password. */
import { Refusal } from "#contract/problem";
import type { SignIn } from "#contract/sign-in";
import { anonymous } from "#domain/may";
import { audit } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { checkPassword } from "./password.ts";
import { type Begun, beginSession, type CameIn } from "./sessions.ts";
import { beginAttempt, takeBack } from "./sign-in-failures.ts";

export interface From {
  /** What the asker is counted by: see `server/http/asker-address.ts`. */
  address: string;
  /** What the session will be known by. */
  browser: string;
}

/**
 * Refuses `too-many-requests` while account or address waits, and `sign-in-refused`, with the same words and after the same work
 * whether nobody has that address, the password is another, they have none, or they may not sign in any more.
 */
export async function signIn(
  ctx: Pick<Context, "db" | "clock">,
  { email, password }: SignIn,
  { address, browser }: From,
): Promise<Begun> {
  // Lower case by the one rule by which attempts are counted: the database makes an i of some letters that it leaves alone.
  const attempt = { account: email.trim().toLowerCase(), address };
  await beginAttempt(ctx, attempt);
  const [person] = await ctx.db.query<{ id: string; hash: string | null }>(
    "SELECT id, password_hash AS hash FROM people WHERE lower(email) = $1 AND active",
    [attempt.account],
  );
  const right = await checkPassword(person?.hash ?? null, password);
  if (!person || !right) {
    await auditRefused(ctx, address, { by: "password" }, person?.id);
    throw new Refusal("sign-in-refused", "sign-in: the e-mail address or the password is wrong");
  }
  await ctx.db.transaction((tx) => takeBack(tx, attempt, ctx.clock.now()));
  return beginSession(ctx, person.id, browser, { cameIn: { by: "password", address } });
}

/** A sign-in that came to nothing: of whom, where that is known; never what was typed. */
export function auditRefused(
  ctx: Pick<Context, "db" | "clock">,
  address: string,
  detail: { by: CameIn["by"]; reason?: string },
  person?: string,
): Promise<void> {
  return audit(ctx.db, {
    actor: anonymous.actor,
    credential: null,
    address,
    action: "sign-in",
    outcome: "refused",
    target: person,
    detail,
    at: ctx.clock.now(),
  });
}
