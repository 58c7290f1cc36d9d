/** What people do about an alert: they acknowledge it, or let it sleep. It stays until what it tells of is over. */
import type { Alert } from "#contract/alerts";
import { Refusal } from "#contract/problem";
import { handledAlert } from "#domain/alert";
import { type Reach, reaches } from "#domain/may";
import { audit, type Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { iso } from "../db/iso.ts";
import { appendEvents } from "../log/append-events.ts";
import { alertColumns, alertOf, insertDeeds, type OpenRow } from "./alert-rows.ts";

export type Handling = { kind: "acknowledged" } | { kind: "snoozed"; minutes: number };

/** Refuses `not-found` for one that is over, or none of theirs. Done twice it is said twice: two people may have seen to it. */
export async function handleAlert(
  ctx: Pick<Context, "db" | "clock" | "lane">,
  origin: Origin,
  reach: Reach,
  id: number,
  handling: Handling,
): Promise<{ alert: Alert; cursor: number }> {
  const at = ctx.clock.now();
  const { actor } = origin;
  const done = await ctx.db.transaction(async (tx) => {
    const [row] = await tx.query<OpenRow>(
      `SELECT ${alertColumns} FROM alerts WHERE id = $1 AND cleared_at IS NULL FOR UPDATE`,
      [id],
    );
    if (!row || !isTheirs(reach, row)) throw new Refusal("not-found", `alert: there is no open alert ${id}`);
    const { department } = row;
    const head = { at, actor, reportId: null, version: null };
    const until = handling.kind === "snoozed" ? at + handling.minutes * 60_000 : undefined;
    const event =
      until === undefined
        ? { ...head, kind: "alert.acknowledged" as const, body: { alert: id, department } }
        : { ...head, kind: "alert.snoozed" as const, body: { alert: id, department, until } };
    const alert = handledAlert(alertOf(row), event);
    await tx.query("UPDATE alerts SET acknowledged_at = $2, snoozed_until = $3 WHERE id = $1", [
      id,
      alert.acknowledgedAt === null ? null : iso(alert.acknowledgedAt),
      alert.snoozedUntil === null ? null : iso(alert.snoozedUntil),
    ]);
    await insertDeeds(
      tx,
      [{ alert: id, kind: handling.kind, actor, ...(until !== undefined && { until }) }],
      at,
    );
    const detail = { did: handling.kind, kind: row.kind };
    await audit(tx, { ...origin, action: "alert.handle", outcome: "done", target: String(id), detail, at });
    const cursor = await appendEvents(tx, [event]);
    return { alert, cursor };
  });
  ctx.lane.notify();
  return done;
}

/** What is no department's is everybody's. */
export function isTheirs(reach: Reach, { department }: { department: string | null }): boolean {
  return department === null ? reach.rows !== "brigade" : reaches(reach, { department, brigade: null });
}
