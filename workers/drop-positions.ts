/** Drops days of positions that are older than the city keeps them, and where brigades were last seen longer ago than that. */
import { dropPartitions } from "#server/pings/partitions";
import type { Job } from "#server/queue/runner";

const DAY = 86_400_000;

export const dropPositions: Job = {
  name: "drop-positions",
  every: 3600,
  async run(ctx) {
    const before = ctx.clock.now() - ctx.rules.city.positions.keepDays * DAY;
    // Kept for as long is also what was imported, and whatever is not in the figures of its day yet.
    const dropped = await dropPartitions(ctx.db, before, async (tx, day) => {
      const [row] = await tx.query<{ keeps: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM days_to_count WHERE day = $1::date AND fixes)
             OR EXISTS (SELECT 1 FROM brigade_days
                         WHERE day BETWEEN $1::date - 1 AND $1::date + 1 AND counted_at >= $2) AS keeps`,
        [day, new Date(before).toISOString()],
      );
      return row?.keeps ?? false;
    });
    const forgotten = await ctx.db.count("DELETE FROM latest_positions WHERE at < $1", [
      new Date(before).toISOString(),
    ]);
    return { dropped, forgotten };
  },
};
