/** One partition of `pings` for each UTC day. */
import type { Database } from "../db/database.ts";

/** Days whose partitions this process has seen; per database, because tests have several. */
const seen = new WeakMap<Database, Set<string>>();

/** Makes sure that the days of these instants (ISO, UTC) have a partition of their own. */
export async function ensurePartitions(db: Database, instants: readonly string[]): Promise<void> {
  const known = seen.get(db) ?? new Set();
  seen.set(db, known);
  const days = new Set(instants.map((at) => at.slice(0, 10)));
  for (const day of days) {
    if (known.has(day)) continue;
    await makePartition(db, day);
    known.add(day);
  }
}

async function makePartition(db: Database, day: string): Promise<void> {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const name = `pings_${day.replaceAll("-", "")}`;
  await db.transaction(async (tx) => {
    // Two writers that meet on a new day must not both make it; 0x50494e47 is "PING".
    await tx.query("SELECT pg_advisory_xact_lock(1346981447)");
    const [there] = await tx.query<{ there: string | null }>("SELECT to_regclass($1) AS there", [name]);
    if (there?.there) return;
    // Names cannot be parameters; both are digits and hyphens from an ISO date.
    await tx.query(
      `CREATE TABLE ${name} PARTITION OF pings FOR VALUES FROM ('${day}T00:00:00Z') TO ('${next}T00:00:00Z')`,
    );
  });
}
