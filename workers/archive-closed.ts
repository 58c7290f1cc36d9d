/** Takes reports that have been closed for a while out of the live city; they stay in the database and its history. */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { aboutOf } from "#domain/report";
import type { Context } from "#server/context";
import { appendEvents } from "#server/log/append-events";
import type { Job } from "#server/queue/runner";
import { liveColumns, updateReports } from "#server/reports/report-rows";

const archivist: Actor = { role: "system", id: "archive-closed" };
const BATCH = 1000;

export const archiveClosed: Job = {
  name: "archive-closed",
  every: 60,
  async run(ctx) {
    let archived = 0;
    for (;;) {
      const batch = await archiveBatch(ctx);
      archived += batch;
      if (batch > 0) ctx.lane.notify();
      if (batch < BATCH) return { archived };
    }
  },
};

function archiveBatch(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const before = new Date(now - ctx.rules.city.keepClosedHours * 3_600_000).toISOString();
  return ctx.db.transaction(async (tx) => {
    const reports = await tx.query<LiveReport>(
      `SELECT ${liveColumns} FROM reports
        WHERE NOT archived AND status = 'closed' AND closed_at < $1
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [before, BATCH],
    );
    const moved = reports.map((report) => {
      const draft: DraftBy = {
        kind: "report.archived",
        at: now,
        reportId: report.id,
        version: report.version + 1,
        body: {},
        actor: archivist,
      };
      return { before: report, draft };
    });
    await updateReports(tx, moved);
    if (moved.length > 0)
      await appendEvents(
        tx,
        moved.map(({ before, draft }) => ({ ...draft, about: aboutOf(before, draft) })),
      );
    return moved.length;
  });
}
