/** Forgets letters of trackers that nobody could use: after a month, and all but the newest when there are very many. */
import { pruneLetters } from "#server/pings/trackers/dead-letters";
import type { Job } from "#server/queue/runner";

const KEEP_MS = 30 * 86_400_000;
const KEEP_MOST = 10_000;

export const pruneDeadLetters: Job = {
  name: "prune-letters",
  every: 600,
  run: async ({ db, clock }) => ({ letters: await pruneLetters(db, clock.now() - KEEP_MS, KEEP_MOST) }),
};
