/** Removes files of photos that no row names: their report was not committed, or they were erased and the process died. */
import type { Job } from "#server/queue/runner";

/** Older than any upload that is still under way. */
const AGE_MS = 3_600_000;

export const sweepPhotos: Job = {
  name: "sweep-photos",
  every: 21_600,
  async run(ctx) {
    const before = ctx.clock.now() - AGE_MS;
    let removed = 0;
    for await (const ids of ctx.photos.olderThan(before)) {
      const kept = await ctx.db.query<{ id: string }>("SELECT id FROM photos WHERE id = ANY ($1)", [ids]);
      const known = new Set(kept.map(({ id }) => id));
      for (const id of ids.filter((candidate) => !known.has(candidate))) {
        await ctx.photos.remove(id);
        removed++;
      }
    }
    return { removed, unfinished: await ctx.photos.removeUnfinished(before) };
  },
};
