/** Keeps the city as it is now and then, so that the past can be told; and no more of it than that needs. */

import { headSeq } from "#server/log/append-events";
import { newestCheckpoint, pruneCheckpoints, takeCheckpoint } from "#server/past/checkpoints";
import type { Job } from "#server/queue/runner";

const DAY = 86_400_000;

export const keepCheckpoints: Job = {
  name: "keep-checkpoints",
  every: 60,
  async run(ctx) {
    const { keepDays, everyMinutes, everyEvents } = ctx.rules.city.past;
    const now = ctx.clock.now();
    const [last, head] = [await newestCheckpoint(ctx.db), await headSeq(ctx.db)];
    const isDue =
      !last ||
      (head > last.cursor && (head - last.cursor >= everyEvents || now - last.at >= everyMinutes * 60_000));
    const taken = isDue && (await takeCheckpoint(ctx)) ? 1 : 0;
    return { taken, pruned: await pruneCheckpoints(ctx.db, now - keepDays * DAY) };
  },
};
