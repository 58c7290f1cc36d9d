/** Says once of each open report that it will be late soon, and once that it is late. */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { aboutOf } from "#domain/report";
import { slaState } from "#domain/sla";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import { appendEvents } from "#server/log/append-events";
import type { Job } from "#server/queue/runner";
import { liveColumns, updateReports } from "#server/reports/report-rows";

const sweeper: Actor = { role: "system", id: "sweep-sla" };
const BATCH = 1000;

export const sweepSla: Job = {
  name: "sweep-sla",
  every: 20,
  async run(ctx) {
    const done = { soon: 0, late: 0 };
    for (;;) {
      const batch = await sweepBatch(ctx);
      done.soon += batch.soon;
      done.late += batch.late;
      if (batch.soon + batch.late > 0) ctx.lane.notify();
      if (batch.soon + batch.late < BATCH) return done;
    }
  },
};

/** One transaction's worth. What another sweep has locked is its to announce, so two never say the same. */
function sweepBatch(ctx: Context): Promise<{ soon: number; late: number }> {
  const now = ctx.clock.now();
  const share = ctx.rules.city.lateSoonShare;
  return ctx.db.transaction(async (tx) => {
    const candidates = await reportsToAnnounce(tx, now, share);
    const moved = candidates.flatMap((before) => {
      const state = slaState(before, now, share);
      if (state === "comfortable" || state === before.alert) return [];
      const draft: DraftBy = {
        kind: state === "late" ? "report.overdue" : "report.due-soon",
        at: now,
        reportId: before.id,
        version: before.version + 1,
        body: {},
        actor: sweeper,
      };
      return [{ before, draft }];
    });
    await updateReports(tx, moved);
    if (moved.length > 0)
      await appendEvents(
        tx,
        moved.map(({ before, draft }) => ({ ...draft, about: aboutOf(before, draft) })),
      );
    const late = moved.filter(({ draft }) => draft.kind === "report.overdue").length;
    return { soon: moved.length - late, late };
  });
}

/** Those whose SLA state may have moved beyond what was announced: read from the live reports alone. */
function reportsToAnnounce(tx: Tx, now: number, share: number): Promise<LiveReport[]> {
  return tx.query<LiveReport>(
    `SELECT ${liveColumns} FROM reports
      WHERE NOT archived AND status <> 'closed' AND alert <> 'late'
        AND (due_at < $1::timestamptz
             OR (alert = 'none' AND due_at - (due_at - promised_at) * $2::float8 < $1::timestamptz))
      ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [new Date(now).toISOString(), share, BATCH],
  );
}
