/** What people do about an alert: they acknowledge it, or let it sleep. It stays until what it tells of is over. */
import type { Alert } from "#contract/alerts";
import { Refusal } from "#contract/problem";
import { handledAlert } from "#domain/alert";
import { type Reach, reaches } from "#domain/may";
import { auditAll, type Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { iso } from "../db/iso.ts";
import { appendEvents } from "../log/append-events.ts";
import { alertColumns, alertOf, insertDeeds, type OpenRow } from "./alert-rows.ts";

export type Handling = { kind: "acknowledged" } | { kind: "snoozed"; minutes: number };

type Ctx = Pick<Context, "db" | "clock" | "lane">;

/** Refuses `not-found` for one that is over, or none of theirs. Done twice it is said twice: two people may have seen to it. */
export async function handleAlert(
  ctx: Ctx,
  origin: Origin,
  reach: Reach,
  id: number,
  handling: Handling,
): Promise<{ alert: Alert; cursor: number }> {
  const { alerts, cursor } = await handleAlerts(ctx, origin, reach, [id], handling);
  const [alert] = alerts;
  if (!alert || cursor === null) throw new Refusal("not-found", `alert: there is no open alert ${id}`);
  return { alert, cursor };
}

/** In one transaction. What is over, or none of theirs, is left out. */
export async function handleAlerts(
  ctx: Ctx,
  origin: Origin,
  reach: Reach,
  ids: readonly number[],
  handling: Handling,
): Promise<{ alerts: Alert[]; cursor: number | null }> {
  const at = ctx.clock.now();
  const { actor } = origin;
  const until = handling.kind === "snoozed" ? at + handling.minutes * 60_000 : undefined;
  const head = { at, actor, reportId: null, version: null };
  const done = await ctx.db.transaction(async (tx) => {
    const rows = await tx.query<OpenRow>(
      `SELECT ${alertColumns} FROM alerts WHERE id = ANY ($1) AND cleared_at IS NULL ORDER BY id FOR UPDATE`,
      [ids],
    );
    const theirs = rows.filter((row) => isTheirs(reach, row));
    if (theirs.length === 0) return { alerts: [], cursor: null };
    const events = theirs.map(({ id, department }) =>
      until === undefined
        ? { ...head, kind: "alert.acknowledged" as const, body: { alert: id, department } }
        : { ...head, kind: "alert.snoozed" as const, body: { alert: id, department, until } },
    );
    const alerts = theirs.flatMap((row, i) => {
      const event = events[i];
      return event ? [handledAlert(alertOf(row), event)] : [];
    });
    await saveHandled(tx, alerts);
    await insertDeeds(
      tx,
      alerts.map(({ id }) => ({
        alert: id,
        kind: handling.kind,
        actor,
        ...(until !== undefined && { until }),
      })),
      at,
    );
    await auditAll(
      tx,
      alerts.map(({ id, kind }) => ({
        ...origin,
        action: "alert.handle",
        outcome: "done",
        target: String(id),
        detail: { did: handling.kind, kind },
        at,
      })),
    );
    return { alerts, cursor: await appendEvents(tx, events) };
  });
  if (done.cursor !== null) ctx.lane.notify();
  return done;
}

async function saveHandled(tx: Tx, alerts: readonly Alert[]): Promise<void> {
  const rows = alerts.map(({ id, acknowledgedAt, snoozedUntil }) => ({
    id,
    acknowledged_at: acknowledgedAt === null ? null : iso(acknowledgedAt),
    snoozed_until: snoozedUntil === null ? null : iso(snoozedUntil),
  }));
  await tx.query(
    `UPDATE alerts AS t SET acknowledged_at = h.acknowledged_at, snoozed_until = h.snoozed_until
       FROM json_to_recordset($1::json) AS h (id bigint, acknowledged_at timestamptz, snoozed_until timestamptz)
      WHERE t.id = h.id`,
    [JSON.stringify(rows)],
  );
}

/** What is no department's is everybody's. */
export function isTheirs(reach: Reach, { department }: { department: string | null }): boolean {
  return department === null ? reach.rows !== "brigade" : reaches(reach, { department, brigade: null });
}
