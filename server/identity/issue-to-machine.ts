/** What machines get to show, each with what is checked of it beyond its form. */
import { queryOfView } from "#contract/pages";
import { Refusal, wrongField } from "#contract/problem";
import { type Action, actions, cell } from "#domain/may";
import type { By } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { type Issued, issueCredential } from "./issue-credential.ts";

type Ctx = Pick<Context, "db" | "clock" | "lane" | "rules" | "brigades">;

/** What a key can be given at all. */
export const keyScopes: readonly Action[] = actions.filter((action) => cell("integration", action) !== "no");

/** Refuses `invalid-input` for a scope that no key can have. */
export function issueKey(
  ctx: Ctx,
  by: By,
  { name, scopes, expiresAt }: { name: string; scopes: readonly string[]; expiresAt: number | null },
): Promise<Issued> {
  const wrong = scopes.flatMap((scope, i) =>
    isKeyScope(scope)
      ? []
      : [{ field: `scopes.${i}`, rule: `must be something that a key may do, is ${scope}` }],
  );
  const [first] = wrong;
  if (first) throw new Refusal("invalid-input", `${first.field}: ${first.rule}`, { errors: wrong });
  const given = [...new Set(scopes.filter(isKeyScope))];
  return issueCredential(ctx, by, { kind: "key", name, scopes: given, expiresAt });
}

function isKeyScope(scope: string): scope is Action {
  return (keyScopes as readonly string[]).includes(scope);
}

/**
 * A view of one department makes the link one of that department: what it opens is not the page's to choose. Everything else in a view
 * is how it is shown. Refuses `invalid-input` for a department that the city does not have, or that is not the view's.
 */
export function issueKiosk(
  ctx: Ctx,
  by: By,
  wanted: { name: string; view: string; department: string | null; expiresAt: number | null },
): Promise<Issued> {
  const shown = new URLSearchParams(queryOfView(wanted.view)).get("dep")?.split(".") ?? [];
  const department = wanted.department ?? (shown.length === 1 ? (shown[0] ?? null) : null);
  if (wanted.department !== null && shown.some((code) => code !== wanted.department)) {
    const rule = `must be the department of the view, is ${wanted.department}`;
    throw wrongField("department", rule);
  }
  if (department !== null && !ctx.rules.city.departments.some(({ code }) => code === department)) {
    const rule = `must be a department of this city, is ${department}`;
    throw wrongField("department", rule);
  }
  return issueCredential(ctx, by, { kind: "kiosk", ...wanted, department });
}

/** Refuses `unknown-brigade`, also for one that has been retired, and `invalid-input` for a tracker number that is taken. */
export function issueDevice(
  ctx: Ctx,
  by: By,
  { brigade, name, trackerId }: { brigade: string; name: string; trackerId: string | null },
): Promise<Issued> {
  const found = ctx.brigades.get(brigade);
  if (!found) throw wrongField("brigade", `must be a brigade of this city, is ${brigade}`, "unknown-brigade");
  if (ctx.rules.isRetired(brigade))
    throw wrongField("brigade", `must be a brigade that works, ${brigade} is retired`, "unknown-brigade");
  return issueCredential(ctx, by, { kind: "device", name, brigade: found.id, trackerId });
}
