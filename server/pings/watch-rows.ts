/** How far each brigade's positions have been looked at, and what is known of it by them. */
import { WatchState } from "#contract/watch";
import type { WatchedFix } from "#domain/watch";
import type { Tx } from "../db/database.ts";

export interface Watched {
  brigade: number;
  /** Of the last fix that was looked at, ms. */
  seenAt: number;
  silent: boolean;
  /** Of the last fix that there is. */
  latestAt: number;
  state: WatchState;
}

/** What was there before a brigade was first looked at is history, but for this much of it. */
const BEGIN_MS = 3_600_000;

/** Watches whoever is heard for the first time. */
export async function startWatching(tx: Tx, now: number): Promise<void> {
  await tx.query(
    `INSERT INTO brigade_watch (brigade_id, seen_at)
     SELECT brigade_id, $1 FROM latest_positions l
      WHERE NOT EXISTS (SELECT 1 FROM brigade_watch w WHERE w.brigade_id = l.brigade_id)
     ON CONFLICT DO NOTHING`,
    [iso(now - BEGIN_MS)],
  );
}

/**
 * Those of whom there is something to say, by number from beyond `after` on, locked until the end of the transaction; without
 * those that others have locked.
 */
export async function takeWatched(
  tx: Tx,
  {
    heardSince,
    onDuty,
    after,
    limit,
  }: { heardSince: number; onDuty: readonly number[]; after: number; limit: number },
): Promise<Watched[]> {
  const rows = await tx.query<Omit<Watched, "state"> & { state: unknown }>(
    `SELECT w.brigade_id AS brigade, w.silent, w.state,
            floor(extract(epoch FROM w.seen_at) * 1000)::bigint AS "seenAt",
            floor(extract(epoch FROM l.at) * 1000)::bigint AS "latestAt"
       FROM brigade_watch w JOIN latest_positions l USING (brigade_id)
      WHERE w.brigade_id > $3
        AND (l.at > w.seen_at OR (w.silent AND l.at >= $1)
             OR (NOT w.silent AND l.at < $1 AND w.brigade_id = ANY ($2)))
      ORDER BY w.brigade_id LIMIT $4 FOR UPDATE OF w SKIP LOCKED`,
    [iso(heardSince), onDuty, after, limit],
  );
  return rows.map((row) => ({ ...row, state: WatchState.parse(row.state) }));
}

/** At most `limit` of each, the oldest first. */
export async function readFixesAfter(
  tx: Tx,
  watched: readonly Watched[],
  limit: number,
): Promise<Map<number, WatchedFix[]>> {
  const fixes = new Map<number, WatchedFix[]>();
  const behind = watched.filter(({ seenAt, latestAt }) => latestAt > seenAt);
  if (behind.length === 0) return fixes;
  const rows = await tx.query<WatchedFix & { brigade: number }>(
    // The earliest of all is named once more by itself: by it the planner leaves out the days before.
    `SELECT w.brigade_id AS brigade, floor(extract(epoch FROM p.at) * 1000)::bigint AS at, p.lon, p.lat, p.accuracy
       FROM json_to_recordset($1::json) AS w (brigade_id integer, "seenAt" timestamptz)
      CROSS JOIN LATERAL (
        SELECT at, lon, lat, accuracy FROM pings
         WHERE brigade_id = w.brigade_id AND at > w."seenAt" AND at > $2 ORDER BY at LIMIT $3) p
      ORDER BY w.brigade_id, p.at`,
    [
      JSON.stringify(behind.map(({ brigade, seenAt }) => ({ brigade_id: brigade, seenAt: iso(seenAt) }))),
      iso(Math.min(...behind.map(({ seenAt }) => seenAt))),
      limit,
    ],
  );
  for (const { brigade, ...fix } of rows) {
    const own = fixes.get(brigade);
    if (own) own.push(fix);
    else fixes.set(brigade, [fix]);
  }
  return fixes;
}

/** Open reports of these brigades, by brigade and number. */
export async function readStops(
  tx: Tx,
  watched: readonly Watched[],
): Promise<Map<number, Map<number, { lon: number; lat: number }>>> {
  const stops = new Map<number, Map<number, { lon: number; lat: number }>>();
  if (watched.length === 0) return stops;
  const rows = await tx.query<{ id: number; brigade: number; lon: number; lat: number }>(
    `SELECT id, brigade_id AS brigade, ST_X(place) AS lon, ST_Y(place) AS lat
       FROM reports WHERE NOT archived AND status <> 'closed' AND brigade_id = ANY ($1)`,
    [watched.map(({ brigade }) => brigade)],
  );
  for (const { id, brigade, lon, lat } of rows)
    stops.set(
      brigade,
      (stops.get(brigade) ?? new Map<number, { lon: number; lat: number }>()).set(id, { lon, lat }),
    );
  return stops;
}

export async function saveWatch(tx: Tx, watched: readonly Watched[]): Promise<void> {
  if (watched.length === 0) return;
  await tx.query(
    `UPDATE brigade_watch w SET seen_at = r."seenAt", silent = r.silent, state = r.state
       FROM json_to_recordset($1::json) AS r (brigade integer, "seenAt" timestamptz, silent boolean, state jsonb)
      WHERE w.brigade_id = r.brigade`,
    [JSON.stringify(watched.map((row) => ({ ...row, seenAt: iso(row.seenAt) })))],
  );
}

const iso = (at: number) => new Date(at).toISOString();
