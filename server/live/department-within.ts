import { Refusal } from "#contract/problem";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";
import { isWithinReach } from "../reports/within-reach.ts";

/** Department of a report that somebody reaches. Refuses `not-found` for any other. */
export async function departmentWithin(
  ctx: Pick<Context, "db" | "rules" | "brigades">,
  reach: Reach,
  folio: string,
): Promise<string | null> {
  const [row] = await ctx.db.query<{ service: string; brigade: number | null }>(
    "SELECT service, brigade_id AS brigade FROM reports WHERE folio = $1",
    [folio],
  );
  if (!row || !isWithinReach(ctx, reach, row))
    throw new Refusal("not-found", `folio: there is no report ${folio}`);
  return ctx.rules.city.services.find(({ code }) => code === row.service)?.department ?? null;
}
