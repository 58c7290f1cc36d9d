/** Forgets receipts of commands that nobody will repeat any more. */
import type { Job } from "#server/queue/runner";

const KEEP_DAYS = 7;

export const pruneReceipts: Job = {
  name: "prune-receipts",
  every: 3600,
  async run(ctx) {
    const before = new Date(ctx.clock.now() - KEEP_DAYS * 86_400_000).toISOString();
    return { pruned: await ctx.db.count("DELETE FROM receipts WHERE at < $1", [before]) };
  },
};
