/** Signs in whom the identity provider vouches for, if an administrator has added them: the provider gives nobody a role. */
import type { Context } from "../context.ts";
import { OidcRefused, type Vouched } from "./oidc.ts";
import { type Begun, beginSession } from "./sessions.ts";
import type { From } from "./sign-in.ts";

/**
 * Known by issuer and subject; the first time by a verified e-mail address, which then no longer matters: addresses are
 * given to others one day, subjects are not. @throws OidcRefused
 */
export async function signInVouched(
  ctx: Pick<Context, "db" | "clock">,
  who: Vouched,
  { browser, address }: From,
): Promise<Begun> {
  const person = (await findBound(ctx, who)) ?? (await bind(ctx, who));
  if (person === undefined)
    throw new OidcRefused("unknown-person", "nobody here is known to the provider as that");
  return beginSession(ctx, person, browser, { cameIn: { by: "provider", address } });
}

async function findBound(
  { db }: Pick<Context, "db">,
  { issuer, subject }: Vouched,
): Promise<string | undefined> {
  const [bound] = await db.query<{ id: string; active: boolean }>(
    "SELECT id, active FROM people WHERE oidc_issuer = $1 AND oidc_subject = $2",
    [issuer, subject],
  );
  if (bound && !bound.active) throw new OidcRefused("unknown-person", "they may not sign in any more");
  return bound?.id;
}

async function bind({ db }: Pick<Context, "db">, who: Vouched): Promise<string | undefined> {
  if (who.email === undefined || !who.emailVerified)
    throw new OidcRefused("email-not-verified", "the provider does not vouch for an e-mail address");
  const [person] = await db.query<{ id: string }>(
    `UPDATE people SET oidc_issuer = $1, oidc_subject = $2
      WHERE lower(email) = $3 AND oidc_subject IS NULL AND active RETURNING id`,
    [who.issuer, who.subject, who.email.toLowerCase()],
  );
  return person?.id;
}
