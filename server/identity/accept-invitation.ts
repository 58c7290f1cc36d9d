/** A link that sets a password once: looked at, and accepted. */
import type { Actor, PersonRole } from "#contract/actor";
import { Refusal } from "#contract/problem";
import type { AcceptInvitation, Invitation } from "#contract/sign-in";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { refuseOwnAddress, setPassword } from "./change-password.ts";
import { hashOfToken, isToken } from "./credential-token.ts";
import { isNameless } from "./first-administrator.ts";
import { hashPassword } from "./password.ts";
import { emailTaken } from "./save-person.ts";
import { type Begun, beginSession } from "./sessions.ts";
import type { From } from "./sign-in.ts";

interface Invited {
  credential: string;
  person: string;
  name: string;
  email: string;
  role: PersonRole;
}

/** Behind the `#` it stays in the browser: no server and no proxy finds the token in an address that it logs. */
export function invitationLink(baseUrl: string, token: string): string {
  return `${new URL("/invitation", baseUrl)}#${token}`;
}

/** For whom the link is. Refuses `link-ended`. */
export async function readInvitation(ctx: Pick<Context, "db" | "clock">, token: string): Promise<Invitation> {
  const { name, email } = await findInvited(ctx.db, token, ctx.clock.now());
  return { name, email, nameless: isNameless(email) };
}

/**
 * Sets the password, ends the link and signs them in. Refuses `link-ended` for one that was used, is too old, was taken back
 * or was never ours, without saying which.
 */
export async function acceptInvitation(
  ctx: Pick<Context, "db" | "clock" | "identities" | "lane">,
  { token, password, name, email }: AcceptInvitation,
  { browser, address }: From,
): Promise<Begun> {
  const now = ctx.clock.now();
  // Before the slow hash: whoever tries links costs us no more than a look.
  const invited = await findInvited(ctx.db, token, now);
  const own = isNameless(invited.email)
    ? { name: name ?? invited.name, email: email ?? invited.email }
    : invited;
  refuseOwnAddress(password, own.email, "password");
  const hash = await hashPassword(password);
  await ctx.db.transaction(async (tx) => {
    const { credential, person } = await findInvited(tx, token, now, "FOR UPDATE");
    if (own !== invited) await nameThem(tx, person, own);
    await setPassword(tx, person, hash, null, now);
    const actor: Actor = { role: invited.role, id: person };
    await appendEvents(tx, [
      { kind: "credential.revoked", at: now, reportId: null, version: null, body: { credential }, actor },
    ]);
  });
  ctx.identities.changed();
  ctx.lane.notify();
  return beginSession(ctx, invited.person, browser, { cameIn: { by: "link", address } });
}

/** Refuses `invalid-input` for an e-mail address that somebody has. */
async function nameThem(
  tx: Tx,
  person: string,
  { name, email }: { name: string; email: string },
): Promise<void> {
  const [other] = await tx.query("SELECT 1 FROM people WHERE lower(email) = lower($1) AND id <> $2", [
    email,
    person,
  ]);
  if (other) throw emailTaken();
  await tx.query("UPDATE people SET name = $2, email = $3, version = version + 1 WHERE id = $1", [
    person,
    name,
    email,
  ]);
}

async function findInvited(
  tx: Tx,
  token: string,
  now: number,
  lock: "" | "FOR UPDATE" = "",
): Promise<Invited> {
  const [found] = isToken(token)
    ? await tx.query<Invited>(
        `SELECT c.id AS credential, p.id AS person, p.name, p.email, p.role
           FROM credentials c JOIN people p ON p.id = c.person_id
          WHERE c.hash = $1 AND c.kind = 'invite' AND c.revoked_at IS NULL AND p.active
            AND (c.expires_at IS NULL OR c.expires_at > $2) ${lock}`,
        [hashOfToken(token), new Date(now).toISOString()],
      )
    : [];
  if (!found)
    throw new Refusal(
      "link-ended",
      "link: it has been used, is too old, or was never valid; ask for a new one",
    );
  return found;
}
