/** The people of the demo: one sign-in for each role, shown on its sign-in page, and those whom the simulator plays. */
import { type Actor, type PersonRole, personRoles } from "#contract/actor";
import type { DemoSignIn } from "#contract/sign-in";
import type { ActingAs, TokenFor } from "#demo/play/api";
import { DESKS } from "#demo/play/scene";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import { issueCredential } from "#server/identity/issue-credential";
import { hashPassword } from "#server/identity/password";
import { addPerson } from "#server/identity/save-person";
import { beginSession } from "#server/identity/sessions";
import { appendEvents } from "#server/log/append-events";

const actor: Actor = { role: "system", id: "demo" };
const DOMAIN = "demo.example";
/** Public on purpose: it opens the demo, which holds nobody's data. */
export const DEMO_PASSWORD = "cuadrilla-demo";
/** The simulator's own tokens are made anew at each start. */
const YEAR_MS = 365 * 24 * 3_600_000;

const names: Record<PersonRole, string> = {
  administrator: "Administración (demo)",
  supervisor: "Supervisión (demo)",
  planner: "Planeación (demo)",
  operator: "Operación (demo)",
  brigade: "Cuadrilla (demo)",
};

export const demoSignIns: readonly DemoSignIn[] = personRoles.map((role) => ({
  role,
  email: `${role}@${DOMAIN}`,
  password: DEMO_PASSWORD,
}));

/**
 * Outside the demo nobody may come in by what was given out in it: its passwords stand in its code, and whoever came in by them
 * may have let in others under any name. So the first start without the demo ends everybody's access, once; the next makes a
 * first administrator. In the demo its own people may come in again.
 */
export async function admitDemoPeople(ctx: Context, active: boolean): Promise<void> {
  const at = ctx.clock.now();
  const now = new Date(at).toISOString();
  const nothing = { at, reportId: null, version: null, actor };
  await ctx.db.transaction(async (tx) => {
    if (active) await tx.query("DELETE FROM imports WHERE source = 'demo' AND kind = 'ended'");
    else if (!(await endDemo(tx, now))) return;
    const changed = await tx.query<{
      person: string;
      role: PersonRole;
      department: string | null;
      number: number | null;
    }>(
      `UPDATE people SET active = $1, version = version + 1 WHERE email LIKE $2 AND active <> $1
       RETURNING id AS person, role, department, brigade_id AS number`,
      [active, active ? `%@${DOMAIN}` : "%"],
    );
    const ended = active
      ? []
      : await tx.query<{ id: string }>(
          "UPDATE credentials SET revoked_at = $1 WHERE revoked_at IS NULL RETURNING id",
          [now],
        );
    await appendEvents(tx, [
      ...changed.map(({ number, ...who }) => ({
        ...nothing,
        kind: "person.saved" as const,
        body: { ...who, brigade: ctx.brigades.codeOf(number), active },
      })),
      ...ended.map(({ id }) => ({
        ...nothing,
        kind: "credential.revoked" as const,
        body: { credential: id },
      })),
    ]);
  });
  ctx.identities.changed();
  ctx.lane.notify();
}

/** Whether this database was the demo's until now; notes that it is so no longer. */
async function endDemo(tx: Tx, now: string): Promise<boolean> {
  const first = await tx.query(
    `INSERT INTO imports (source, kind, file) SELECT 'demo', 'ended', $1
      WHERE NOT EXISTS (SELECT 1 FROM imports WHERE source = 'demo' AND kind = 'ended')
        AND (EXISTS (SELECT 1 FROM imports WHERE source = 'demo')
             OR EXISTS (SELECT 1 FROM people WHERE email LIKE $2)) RETURNING 1`,
    [now, `%@${DOMAIN}`],
  );
  return first.length > 0;
}

/** Adds the people who are not there yet, and gives back tokens of those whom the simulator plays. */
export async function openDemoPeople(ctx: Context): Promise<TokenFor> {
  await admitDemoPeople(ctx, true);
  const known = new Map(
    (
      await ctx.db.query<{ email: string; id: string }>("SELECT email, id FROM people WHERE email LIKE $1", [
        `%@${DOMAIN}`,
      ])
    ).map(({ email, id }) => [email, id]),
  );
  const person = async (
    mailbox: string,
    name: string,
    role: PersonRole,
    brigade: string | null,
    password: string | null,
  ) => {
    const email = `${mailbox}@${DOMAIN}`;
    const fields = { name, email, role, department: null, brigade, active: true };
    return known.get(email) ?? (await addPerson(ctx, actor, fields, password)).id;
  };
  const { brigades } = ctx.rules.city;
  if (!known.has(demoSignIns[0]?.email ?? "")) {
    const hash = await hashPassword(DEMO_PASSWORD);
    for (const role of personRoles)
      await person(role, names[role], role, role === "brigade" ? (brigades[0]?.code ?? null) : null, hash);
  }
  const tokens = new Map<ActingAs, string>();
  const play = async (as: ActingAs, id: string) =>
    tokens.set(as, (await beginSession(ctx, id, "simulator", { lastsMs: YEAR_MS })).token);
  await ctx.db.query(
    `UPDATE credentials SET revoked_at = $1
      WHERE name = 'simulator' AND created_by IN ('system:demo', 'system:sign-in') AND revoked_at IS NULL`,
    [new Date(ctx.clock.now()).toISOString()],
  );
  for (let desk = 1; desk <= DESKS; desk++)
    await play(`operator:desk-${desk}`, await person(`desk-${desk}`, `Mesa ${desk}`, "operator", null, null));
  for (const { code, name } of brigades)
    await play(`brigade:${code}`, await person(`crew-${code}`, name, "brigade", code, null));
  const key = async (as: ActingAs, scope: "report.create" | "position.send") =>
    tokens.set(
      as,
      (await issueCredential(ctx, actor, { kind: "key", name: "simulator", scopes: [scope] })).token,
    );
  await key("citizens", "report.create");
  await key("phones", "position.send");
  return (as) => {
    const token = tokens.get(as);
    if (token === undefined) throw new Error(`the demo has nobody who is ${as}`);
    return token;
  };
}
