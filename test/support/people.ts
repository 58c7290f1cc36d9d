/** Somebody of each role, for tests that act as them: a token of the kind that such a one has. */
import { randomUUID } from "node:crypto";
import { type PersonRole, personRoles, type Role } from "#contract/actor";
import { type Action, actions, cell } from "#domain/may";
import type { Context } from "#server/context";
import { issueCredential } from "#server/identity/issue-credential";
import { addPerson } from "#server/identity/save-person";
import { beginSession } from "#server/identity/sessions";

const admin = { role: "system", id: "test" } as const;

export interface Somebody {
  name?: string;
  department?: string;
  /** The city's first unless said otherwise, for the roles that have one. */
  brigade?: string;
  /** Of a key; everything that a key may do unless said otherwise. */
  scopes?: readonly Action[];
  view?: string;
}

/** A token of somebody of this role; undefined for whoever has none to show. */
export async function tokenOf(ctx: Context, role: Role, who: Somebody = {}): Promise<string | undefined> {
  const { name = `Test ${role}`, department = null } = who;
  const brigade = who.brigade ?? ctx.rules.city.brigades[0]?.code ?? "";
  if ((personRoles as readonly Role[]).includes(role)) {
    const person = await addPerson(ctx, admin, {
      name,
      email: `${randomUUID()}@test.example`,
      role: role as PersonRole,
      department,
      brigade: role === "brigade" ? brigade : null,
      active: true,
    });
    return (await beginSession(ctx, person.id, "test", { lastsMs: 10 * 365 * 86_400_000 })).token;
  }
  const number = ctx.brigades.get(brigade)?.id ?? 0;
  switch (role) {
    case "device":
      return (await issueCredential(ctx, admin, { kind: "device", name, brigade: number })).token;
    case "integration": {
      const scopes = who.scopes ?? actions.filter((action) => cell("integration", action) !== "no");
      return (await issueCredential(ctx, admin, { kind: "key", name, scopes })).token;
    }
    case "kiosk":
      return (await issueCredential(ctx, admin, { kind: "kiosk", name, department, view: who.view ?? "" }))
        .token;
    default:
      return undefined;
  }
}

/** Headers by which they are known. */
export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
