/** Thins positions of days that are over for `thinAfterDays`: what they meant is in events and in the figures of the day. */
import { localDay } from "#domain/calendar";
import { endOfDay, instantOfWall } from "#domain/wall-time";
import { readThickDays, thinDay } from "#server/pings/thin-day";
import type { Job } from "#server/queue/runner";

const DAY = 86_400_000;
/** Days of brigades in one run: some minutes of work for whole ones at a fix a second. */
const MOST = 2000;

export const thinPositions: Job = {
  name: "thin-positions",
  every: 3600,
  async run(ctx) {
    const { positions, timeZone } = ctx.rules.city;
    // What was imported, or came late, is kept as it is for as long.
    const since = ctx.clock.now() - positions.thinAfterDays * DAY;
    const day = localDay(since, timeZone);
    const days = await readThickDays(ctx.db, { day, countedBefore: since, limit: MOST });
    let removed = 0;
    for (const own of days) {
      const from = instantOfWall(Date.parse(own.day), timeZone);
      removed += await thinDay(ctx.db, { ...own, from, to: endOfDay(from, timeZone) }, positions.thinSeconds);
    }
    return { days: days.length, removed };
  },
};
