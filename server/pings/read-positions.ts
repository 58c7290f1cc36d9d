import { z } from "zod";
import type { Trail } from "#contract/card";
import { Refusal } from "#contract/problem";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";

export const TrailQuery = z.strictObject({ minutes: z.coerce.number().int().min(1).max(1440).default(30) });

/** Where a brigade went lately, oldest first. Refuses `not-found`, also for another brigade than one's own. */
export async function readTrail(
  ctx: Pick<Context, "db" | "brigades" | "clock">,
  code: string,
  minutes: number,
  reach: Reach,
): Promise<z.infer<typeof Trail>> {
  const brigade = ctx.brigades.get(code);
  if (!brigade || (reach.rows === "brigade" && reach.brigade !== code))
    throw new Refusal("not-found", `brigade: there is no brigade ${code}`);
  const points = await ctx.db.query<{ at: number; lon: number; lat: number }>(
    `SELECT floor(extract(epoch FROM at) * 1000)::bigint AS at, lon, lat
       FROM (SELECT at, lon, lat FROM pings WHERE brigade_id = $1 AND at > $2 ORDER BY at DESC LIMIT 5000) newest
      ORDER BY at`,
    [brigade.id, new Date(ctx.clock.now() - minutes * 60_000).toISOString()],
  );
  return { brigade: code, points };
}
