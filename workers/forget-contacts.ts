/** Forgets who reported something, once it is long closed. The log holds nothing of them, so nothing else changes. */
import type { Job } from "#server/queue/runner";

const BATCH = 1000;
const DAY_MS = 86_400_000;

export const forgetContacts: Job = {
  name: "forget-contacts",
  every: 3600,
  async run(ctx) {
    const keepMs = ctx.rules.city.contactKeepDays * DAY_MS;
    const now = ctx.clock.now();
    const closedBefore = new Date(now - keepMs).toISOString();
    const receivedBefore = new Date(now - 2 * keepMs).toISOString();
    let forgotten = 0;
    for (;;) {
      const gone = await ctx.db.count(
        `DELETE FROM contacts WHERE report_id IN (
           SELECT c.report_id FROM contacts c JOIN reports r ON r.id = c.report_id
            WHERE r.closed_at < $1 OR (r.closed_at IS NULL AND r.received_at < $2) LIMIT $3)`,
        [closedBefore, receivedBefore, BATCH],
      );
      forgotten += gone;
      if (gone < BATCH) return { forgotten };
    }
  },
};
