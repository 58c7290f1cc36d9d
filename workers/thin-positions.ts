/** Thins positions of days that are over for `thinAfterDays`: what they meant is in events and in the figures of the day. */
import { localDay } from "#domain/calendar";
import { endOfDay, instantOfWall } from "#domain/wall-time";
import { readThickDays, thinDay } from "#server/pings/thin-day";
import type { Job } from "#server/queue/runner";

const DAY = 86_400_000;
/** Days of brigades that are looked up for one run. */
const MOST = 2000;
/** A run ends after this, and the next goes on: with BullMQ a process runs one job at a time, and alerts wait meanwhile. */
const RUN_MS = 5_000;

export const thinPositions: Job = {
  name: "thin-positions",
  every: 60,
  async run(ctx) {
    const { positions, timeZone } = ctx.rules.city;
    // What was imported, or came late, is kept as it is for as long.
    const begun = ctx.clock.now();
    const since = begun - positions.thinAfterDays * DAY;
    const day = localDay(since, timeZone);
    const days = await readThickDays(ctx.db, { day, countedBefore: since, limit: MOST });
    const done = { days: 0, removed: 0 };
    for (const own of days) {
      if (ctx.clock.now() - begun >= RUN_MS) break;
      const from = instantOfWall(Date.parse(own.day), timeZone);
      const whole = { ...own, from, to: endOfDay(from, timeZone) };
      done.removed += await thinDay(ctx.db, whole, positions.thinSeconds);
      done.days++;
    }
    return done;
  },
};
