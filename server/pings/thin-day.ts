/** Fewer positions of a day that is long over, in its shape. */
import type { Database, Tx } from "../db/database.ts";
import type { BrigadeDay } from "./day-rows.ts";

/** Days before `day` (ISO) that were last counted before `countedBefore` (ms) and have more positions than they need. */
export function readThickDays(
  tx: Tx,
  { day, countedBefore, limit }: { day: string; countedBefore: number; limit: number },
): Promise<{ brigade: number; day: string }[]> {
  return tx.query(
    `SELECT brigade_id AS brigade, day::text AS day FROM brigade_days
      WHERE NOT thinned AND day < $1 AND counted_at < $2 ORDER BY day, brigade_id LIMIT $3`,
    [day, new Date(countedBefore).toISOString(), limit],
  );
}

/**
 * Leaves the first and the last position of the day, one for each so many seconds, and those at which a visit began or
 * ended; gives back how many went. Again, it takes away nothing.
 */
export function thinDay(
  db: Database,
  { brigade, day, from, to }: BrigadeDay,
  seconds: number,
): Promise<number> {
  return db.transaction(async (tx) => {
    const gone = await tx.count(
      `WITH own AS (
         SELECT at, row_number() OVER (PARTITION BY date_bin($4, at, $2) ORDER BY at) AS turn,
                lead(at) OVER (ORDER BY at) AS next
           FROM pings WHERE brigade_id = $1 AND at >= $2 AND at < $3)
       DELETE FROM pings p USING own
        WHERE p.brigade_id = $1 AND p.at >= $2 AND p.at < $3 AND p.at = own.at AND own.turn > 1 AND own.next IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM visits v CROSS JOIN LATERAL (VALUES (arrived_at), (left_at)) AS edge (at)
                           WHERE v.brigade_id = $1 AND coalesce(v.left_at, 'infinity') >= $2 AND v.arrived_at < $3
                             AND edge.at = own.at)`,
      [brigade, new Date(from).toISOString(), new Date(to).toISOString(), `${seconds} seconds`],
    );
    // What the count would go on from has a position in it, and is needed no more.
    await tx.query(
      "UPDATE brigade_days SET thinned = true, whole = false, state = NULL WHERE brigade_id = $1 AND day = $2",
      [brigade, day],
    );
    return gone;
  });
}
