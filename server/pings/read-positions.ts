import { z } from "zod";
import type { Trail } from "#contract/card";
import type { Fix } from "#contract/positions";
import { Refusal } from "#contract/problem";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";

/**
 * Latest positions that came in after `since` (ms; 0 = all). A commit may become visible a little after the instant
 * that it carries, so a reader asks again for a stretch that it has read and knows what it has by brigade and `at`.
 */
export function readLatest(tx: Tx, since: number): Promise<(Fix & { receivedAt: number })[]> {
  return tx.query(
    `SELECT brigade_id AS brigade, lon, lat, speed, heading,
            floor(extract(epoch FROM at) * 1000)::bigint AS at,
            floor(extract(epoch FROM received_at) * 1000)::bigint AS "receivedAt"
       FROM latest_positions WHERE received_at > $1`,
    [new Date(since).toISOString()],
  );
}

export const TrailQuery = z.strictObject({ minutes: z.coerce.number().int().min(1).max(1440).default(30) });

/** Where a brigade went lately, oldest first. Refuses `not-found`. */
export async function readTrail(
  ctx: Pick<Context, "db" | "brigades" | "clock">,
  code: string,
  minutes: number,
): Promise<z.infer<typeof Trail>> {
  const brigade = ctx.brigades.get(code);
  if (!brigade) throw new Refusal("not-found", `brigade: there is no brigade ${code}`);
  const points = await ctx.db.query<{ at: number; lon: number; lat: number }>(
    `SELECT floor(extract(epoch FROM at) * 1000)::bigint AS at, lon, lat
       FROM pings WHERE brigade_id = $1 AND at > $2 ORDER BY at LIMIT 5000`,
    [brigade.id, new Date(ctx.clock.now() - minutes * 60_000).toISOString()],
  );
  return { brigade: code, points };
}
