/** Forgets failed sign-ins that keep nobody waiting any more, and sessions and links that ended long ago. */
import { FORGET_MS } from "#domain/sign-in-wait";
import type { Job } from "#server/queue/runner";

/** So long an ended session is kept: whoever asks what happened last month finds from where it was used. */
const KEEP_MS = 30 * 86_400_000;

export const pruneSignIns: Job = {
  name: "prune-sign-ins",
  every: 3600,
  async run({ db, clock }) {
    const before = (ms: number) => new Date(clock.now() - ms).toISOString();
    const failures = await db.count("DELETE FROM sign_in_failures WHERE last_at < $1", [before(FORGET_MS)]);
    const credentials = await db.count(
      `DELETE FROM credentials
        WHERE kind IN ('session', 'invite') AND least(revoked_at, expires_at) < $1`,
      [before(KEEP_MS)],
    );
    return { failures, credentials };
  },
};
