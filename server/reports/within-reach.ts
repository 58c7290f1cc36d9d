/** Whether a report is among the rows that somebody reaches: what is not is to them as if it did not exist. */
import type { LiveReport } from "#contract/report";
import { type Reach, reaches } from "#domain/may";
import type { Context } from "../context.ts";

type Ctx = Pick<Context, "rules" | "brigades">;

export function isWithinReach(
  ctx: Ctx,
  reach: Reach,
  report: Pick<LiveReport, "service" | "brigade">,
): boolean {
  const department = ctx.rules.city.services.find(({ code }) => code === report.service)?.department ?? null;
  return reaches(reach, { department, brigade: ctx.brigades.codeOf(report.brigade) });
}

/** The same as a condition on `reports r`, with its parameter. */
export function reachCondition(ctx: Ctx, reach: Reach, parameter: string): { sql: string; value: unknown } {
  switch (reach.rows) {
    case "all":
      return { sql: `${parameter}::text IS NULL`, value: null };
    case "department":
      return {
        sql: `r.service = ANY (${parameter}::text[])`,
        value: ctx.rules.city.services
          .filter((s) => s.department === reach.department)
          .map(({ code }) => code),
      };
    case "brigade":
      return {
        sql: `r.brigade_id = ${parameter}::integer`,
        value: ctx.brigades.get(reach.brigade)?.id ?? -1,
      };
  }
}
