/** Forgets alerts that were over long ago, and what people did about them; the log and the audit have both. */
import { iso } from "#server/db/iso";
import type { Job } from "#server/queue/runner";

const KEEP_MS = 90 * 86_400_000;

export const pruneAlerts: Job = {
  name: "prune-alerts",
  every: 3600,
  run: async ({ db, clock }) => ({
    alerts: await db.count("DELETE FROM alerts WHERE cleared_at < $1", [iso(clock.now() - KEEP_MS)]),
  }),
};
