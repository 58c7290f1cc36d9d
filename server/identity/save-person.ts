/** Adds a person who may sign in, or changes what is known of one. The log tells of it without their name. */
import type { PersonFields } from "#contract/identity";
import { Refusal, wrongField } from "#contract/problem";
import { asOrigin, audit, type By } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { newId } from "./credential-token.ts";

type Ctx = Pick<Context, "db" | "clock" | "rules" | "brigades" | "identities" | "lane">;

/** Refuses `invalid-input` for an e-mail address that somebody has, and what `checkFields` refuses. */
export async function addPerson(
  ctx: Ctx,
  by: By,
  fields: PersonFields,
  passwordHash: string | null = null,
): Promise<{ id: string; version: number }> {
  const brigade = checkFields(ctx, fields);
  const id = newId();
  const at = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const rows = await tx.query(
      `INSERT INTO people (id, name, email, role, department, brigade_id, active, password_hash, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (lower(email)) DO NOTHING RETURNING id`,
      [
        id,
        fields.name,
        fields.email,
        fields.role,
        fields.department,
        brigade,
        fields.active,
        passwordHash,
        new Date(at).toISOString(),
      ],
    );
    if (rows.length === 0) throw emailTaken();
    await tellOfPerson(tx, by, at, { id, version: 1 }, fields);
  });
  ctx.lane.notify();
  return { id, version: 1 };
}

/**
 * Changes a person; `version` is the one that the changer saw. What they may do changes with it at once, everywhere.
 * Refuses `not-found`, `stale-version`, `last-administrator`, and what `addPerson` refuses.
 */
export async function changePerson(
  ctx: Ctx,
  by: By,
  id: string,
  version: number,
  fields: PersonFields,
): Promise<{ id: string; version: number }> {
  const brigade = checkFields(ctx, fields);
  const at = ctx.clock.now();
  await ctx.db
    .transaction(async (tx) => {
      await keepAnAdministrator(tx, id, fields);
      const [before] = await tx.query<{ version: number; email: string }>(
        "SELECT version, email FROM people WHERE id = $1 FOR UPDATE",
        [id],
      );
      if (!before) throw new Refusal("not-found", `person: there is no ${id}`);
      if (before.version !== version)
        throw new Refusal("stale-version", `version: the person is at ${before.version}, not ${version}`, {
          current: { id, version: before.version },
        });
      await tx.query(
        `UPDATE people SET name = $2, email = $3, role = $4, department = $5, brigade_id = $6, active = $7,
              version = version + 1
        WHERE id = $1`,
        [id, fields.name, fields.email, fields.role, fields.department, brigade, fields.active],
      );
      const what = { isOut: !fields.active, hasMoved: before.email !== fields.email };
      const ended = await endWhatWasGiven(tx, id, at, what);
      await tellOfPerson(tx, by, at, { id, version: version + 1 }, fields, ended);
    })
    .catch((error: unknown) => {
      throw isOfTheEmail(error) ? emailTaken() : error;
    });
  ctx.identities.changed();
  ctx.lane.notify();
  return { id, version: version + 1 };
}

/**
 * Whoever is out stays out, also when they are let in again: by a new sign-in. Links that went to another address, and a provider's
 * word for it, are void.
 */
async function endWhatWasGiven(
  tx: Tx,
  id: string,
  at: number,
  { isOut, hasMoved }: { isOut: boolean; hasMoved: boolean },
): Promise<string[]> {
  const kinds = [...(isOut ? ["session"] : []), ...(isOut || hasMoved ? ["invite"] : [])];
  const ended = await tx.query<{ id: string }>(
    `UPDATE credentials SET revoked_at = $2 WHERE person_id = $1 AND kind = ANY ($3) AND revoked_at IS NULL
     RETURNING id`,
    [id, new Date(at).toISOString(), kinds],
  );
  if (hasMoved)
    await tx.query("UPDATE people SET oidc_issuer = NULL, oidc_subject = NULL WHERE id = $1", [id]);
  return ended.map((credential) => credential.id);
}

/**
 * Somebody must remain who may let people in. Administrators are locked in the order of their ids and before anything
 * else, so that two who take each other's role away wait for one another: the second is refused.
 */
async function keepAnAdministrator(tx: Tx, id: string, { role, active }: PersonFields): Promise<void> {
  if (role === "administrator" && active) return;
  const rows = await tx.query<{ id: string }>(
    "SELECT id FROM people WHERE role = 'administrator' AND active ORDER BY id FOR UPDATE",
  );
  if (rows.length === 1 && rows[0]?.id === id) {
    const field = role === "administrator" ? "active" : "role";
    const rule = "the last administrator must stay one; name another first";
    throw wrongField(field, rule, "last-administrator");
  }
}

/** The index has the last word: somebody else may take the address at the same moment. */
function isOfTheEmail(error: unknown): boolean {
  return error instanceof Error && "constraint" in error && error.constraint === "people_email";
}

export function emailTaken(): Refusal {
  const rule = "must be nobody else's";
  return wrongField("email", rule);
}

/** Number of the person's brigade. Refuses `unknown-brigade`, and `invalid-input` for a department that is none. */
function checkFields(ctx: Ctx, { role, department, brigade }: PersonFields): number | null {
  if (department !== null && !ctx.rules.city.departments.some(({ code }) => code === department))
    throw wrongField("department", `${department} is not a department of this city`);
  if (brigade !== null && role !== "brigade")
    throw wrongField("brigade", `only the role brigade has one, not ${role}`);
  if (role !== "brigade") return null;
  const found = brigade === null ? undefined : ctx.brigades.get(brigade);
  if (!found || ctx.rules.isRetired(found.code))
    throw wrongField("brigade", `${brigade ?? "none"} is not a brigade of this city`, "unknown-brigade");
  return found.id;
}

async function tellOfPerson(
  tx: Tx,
  by: By,
  at: number,
  { id, version }: { id: string; version: number },
  fields: PersonFields,
  ended: readonly string[] = [],
): Promise<void> {
  const { role, department, brigade, active } = fields;
  const nothing = { at, reportId: null, version: null, actor: asOrigin(by).actor };
  const { actor, ...origin } = asOrigin(by);
  await audit(tx, {
    ...origin,
    actor,
    action: "person.manage",
    outcome: "done",
    target: id,
    detail: { did: version === 1 ? "add" : "change", role, department, brigade, active },
    at,
  });
  await appendEvents(tx, [
    ...ended.map((credential) => ({
      ...nothing,
      kind: "credential.revoked" as const,
      body: { credential },
    })),
    { ...nothing, kind: "person.saved", body: { person: id, role, department, brigade, active } },
  ]);
}
