/** What has alarmed the city, and who did what about it. */
import type { z } from "zod";
import { AlertDeed, AlertHistory, type AlertQuery, type PastAlert } from "#contract/alerts";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";
import { alertColumns, alertOf, type OpenRow } from "./alert-rows.ts";

/** The newest first. Those of brigades say where they are, which not everybody may know (AU11). */
export async function readAlerts(
  ctx: Pick<Context, "db">,
  reach: Reach,
  seesBrigades: boolean,
  { ids, open, before, limit }: z.infer<typeof AlertQuery>,
): Promise<PastAlert[]> {
  const department = reach.rows === "department" ? reach.department : null;
  const rows = await ctx.db.query<OpenRow & { clearedAt: number | null }>(
    `SELECT ${alertColumns}, floor(extract(epoch FROM cleared_at) * 1000)::bigint AS "clearedAt" FROM alerts
      WHERE ($1::text IS NULL OR department IS NULL OR department = $1)
        AND ($2::bigint IS NULL OR id < $2)
        AND (NOT $3::boolean OR cleared_at IS NULL)
        AND ($6::bigint[] IS NULL OR id = ANY ($6))
        AND ($5::boolean OR kind NOT LIKE 'brigade-%')
      ORDER BY id DESC LIMIT $4`,
    [department, before ?? null, open === "1", limit, seesBrigades, ids ?? null],
  );
  const deeds = await readDeeds(
    ctx,
    rows.map(({ id }) => id),
  );
  return AlertHistory.parse(
    rows.map((row) => ({ ...alertOf(row), clearedAt: row.clearedAt, deeds: deeds.get(row.id) ?? [] })),
  );
}

async function readDeeds({ db }: Pick<Context, "db">, ids: readonly number[]) {
  const rows = await db.query<AlertDeed & { alert: number }>(
    `SELECT d.alert_id AS alert, d.kind, p.name, floor(extract(epoch FROM d.at) * 1000)::bigint AS at,
            floor(extract(epoch FROM d.until) * 1000)::bigint AS until
       FROM alert_deeds d LEFT JOIN people p ON p.id = d.actor_id AND d.actor_role <> 'system'
      WHERE d.alert_id = ANY ($1) ORDER BY d.id`,
    [ids],
  );
  const deeds = new Map<number, AlertDeed[]>();
  for (const { alert, ...deed } of rows)
    deeds.set(alert, [...(deeds.get(alert) ?? []), AlertDeed.parse(deed)]);
  return deeds;
}
