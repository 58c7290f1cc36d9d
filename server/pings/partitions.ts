/** One partition of `pings` for each UTC day. */
import type { Database, Tx } from "../db/database.ts";

const DAY = 86_400_000;
/**
 * What takes a table for itself is queued before whatever comes after: behind a backup or a long reading, all that is sent would wait for as
 * long as it does. So it gives up early, and is tried again later.
 */
const LOCK_PATIENCE = "1s";
const LOCK_NOT_AVAILABLE = "55P03";

/** Days whose partitions this process has seen; per database, because tests have several. */
const seen = new WeakMap<Database, Set<string>>();

function seenIn(db: Database): Set<string> {
  const known = seen.get(db) ?? new Set();
  seen.set(db, known);
  return known;
}

/** Makes sure that the days of these instants (ISO, UTC) have a partition of their own. */
export async function ensurePartitions(db: Database, instants: readonly string[]): Promise<void> {
  const known = seenIn(db);
  const days = new Set(instants.map((at) => at.slice(0, 10)));
  for (const day of days) {
    if (known.has(day)) continue;
    await makePartition(db, day);
    known.add(day);
  }
}

/** Gives fixes that came when their day had no partition a day of their own; gives back how many days that were. */
export async function settleStrays(db: Database): Promise<number> {
  const strays = await db.query<{ day: string }>(
    "SELECT DISTINCT (at AT TIME ZONE 'UTC')::date::text AS day FROM pings_default",
  );
  for (const { day } of strays) await makePartition(db, day);
  return strays.length;
}

/** Drops the days before this instant, ms, but those that `keeps` wants to stay, and all from one that is being read; gives back how many. */
export async function dropPartitions(
  db: Database,
  before: number,
  keeps: (tx: Tx, day: string) => Promise<boolean>,
): Promise<number> {
  const tables = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'pings'::regclass AND c.relname ~ '^pings_[0-9]{8}$' ORDER BY 1`,
  );
  let dropped = 0;
  for (const { name } of tables) {
    const day = name.replace(/^pings_(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
    if (Date.parse(day) + DAY > before) break;
    try {
      dropped += await db.transaction(async (tx) => {
        await lockPartitions(tx);
        if (await keeps(tx, day)) return 0;
        await tx.query(`DROP TABLE IF EXISTS ${name}`);
        return 1;
      });
    } catch (error) {
      if (!isLocked(error)) throw error;
      break;
    }
    // Others still think that it is there: what comes for it all the same goes to the default one, and is settled from there.
    seenIn(db).delete(day);
  }
  return dropped;
}

async function makePartition(db: Database, day: string): Promise<void> {
  const next = new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
  const name = `pings_${day.replaceAll("-", "")}`;
  await db.transaction(async (tx) => {
    await lockPartitions(tx);
    const [there] = await tx.query<{ there: string | null }>("SELECT to_regclass($1) AS there", [name]);
    if (there?.there) return;
    // Fixes of that day that lie in the default partition would make the new one impossible: they are moved into it first, and
    // none may come in between.
    await tx.query("LOCK TABLE pings_default IN ACCESS EXCLUSIVE MODE");
    await tx.query(`CREATE TABLE ${name} (LIKE pings INCLUDING ALL)`);
    await tx.query(
      `WITH strays AS (DELETE FROM pings_default WHERE at >= $1 AND at < $2 RETURNING *)
       INSERT INTO ${name} SELECT * FROM strays`,
      [`${day}T00:00:00Z`, `${next}T00:00:00Z`],
    );
    // Names cannot be parameters; both are digits and hyphens from an ISO date.
    await tx.query(
      `ALTER TABLE pings ATTACH PARTITION ${name} FOR VALUES FROM ('${day}T00:00:00Z') TO ('${next}T00:00:00Z')`,
    );
  });
}

/** Two that meet on a day must not both make or drop it; 0x50494e47 is "PING". */
async function lockPartitions(tx: Tx): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = '${LOCK_PATIENCE}'`);
  await tx.query("SELECT pg_advisory_xact_lock(1346981447)");
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE;
}
