/** Makes the days of positions to come ahead of time, so that no ping waits for a new table at midnight. */

import { ensurePartitions, settleStrays } from "#server/pings/partitions";
import type { Job } from "#server/queue/runner";

const DAYS_AHEAD = 3;

export const makePartitions: Job = {
  name: "make-partitions",
  every: 3600,
  async run(ctx) {
    const now = ctx.clock.now();
    const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, i) =>
      new Date(now + i * 86_400_000).toISOString(),
    );
    await ensurePartitions(ctx.db, days);
    return { days: days.length, settled: await settleStrays(ctx.db) };
  },
};
