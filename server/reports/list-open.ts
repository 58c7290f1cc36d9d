import { z } from "zod";
import type { OpenReports } from "#contract/card";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";
import { BEGIN_SNAPSHOT } from "../db/database.ts";
import { headSeq } from "../log/append-events.ts";
import { reachCondition } from "./within-reach.ts";

/** The query of `GET /api/reports`; only the open ones can be listed so far. */
export const ListQuery = z.strictObject({
  open: z.literal("1", "must be 1: only open reports can be listed"),
});

/** All open reports within somebody's reach, with the cursor at which that was so. */
export function listOpen(
  ctx: Pick<Context, "db" | "rules" | "brigades">,
  reach: Reach,
): Promise<z.infer<typeof OpenReports>> {
  const { sql, value } = reachCondition(ctx, reach, "$1");
  return ctx.db.transaction(async (tx) => {
    const cursor = await headSeq(tx);
    const reports = await tx.query<z.infer<typeof OpenReports>["reports"][number]>(
      `SELECT r.folio, r.version, r.service, r.status, b.code AS brigade,
              round(ST_X(place)::numeric, 6)::float8 AS lon, round(ST_Y(place)::numeric, 6)::float8 AS lat,
              floor(extract(epoch FROM received_at) * 1000)::bigint AS "receivedAt",
              floor(extract(epoch FROM due_at) * 1000)::bigint AS "dueAt"
         FROM reports r LEFT JOIN brigades b ON b.id = r.brigade_id
        WHERE NOT archived AND status <> 'closed' AND ${sql} ORDER BY due_at, r.id`,
      [value],
    );
    return { cursor, reports };
  }, BEGIN_SNAPSHOT);
}
