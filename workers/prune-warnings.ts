/** Forgets warnings that are over, and messages that were nothing to the city: a national feed has many a day. */
import type { Job } from "#server/queue/runner";
import { LONGEST_MS } from "#server/warnings/read-cap";
import { pruneWarnings } from "#server/warnings/warning-rows";

/** As long as a message that the feed still lists could be told anew, and a day more. */
const KEEP_MS = LONGEST_MS + 86_400_000;

export const pruneEndedWarnings: Job = {
  name: "prune-warnings",
  every: 3600,
  run: async ({ db, clock }) => ({ warnings: await pruneWarnings(db, clock.now() - KEEP_MS) }),
};
