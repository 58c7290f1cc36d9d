/** What brigades did, by the city's days, as rows. */
import { KeptTrack } from "#contract/watch";
import type { DayCount } from "#domain/brigade-day";
import type { RawFix } from "#geo/track";
import type { Tx } from "../db/database.ts";

/** A brigade's day, with its beginning and end as instants, ms. */
export interface BrigadeDay {
  brigade: number;
  day: string;
  from: number;
  to: number;
}

/** One counts at a time, whoever else is asked to: a figure is read, added to and written. 0x44415953 is "DAYS". */
export async function takeCounting(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ taken: boolean }>("SELECT pg_try_advisory_xact_lock(1145133395) AS taken");
  return row?.taken ?? false;
}

/** Takes away days (UTC) that are to be counted anew, at most `limit`, by brigade and day from beyond `after` on. */
export function takeMarks(
  tx: Tx,
  { after, limit }: { after: Pick<BrigadeDay, "brigade" | "day">; limit: number },
): Promise<{ brigade: number; day: string; fixes: boolean }[]> {
  // A day has a row for each late commit, and is counted once for all of them.
  return tx.query(
    `WITH days AS (SELECT DISTINCT brigade_id, day FROM days_to_count WHERE (brigade_id, day) > ($1, $2)
                    ORDER BY brigade_id, day LIMIT $3),
          gone AS (DELETE FROM days_to_count m USING days d WHERE m.brigade_id = d.brigade_id AND m.day = d.day
                   RETURNING m.brigade_id, m.day, m.fixes)
     SELECT brigade_id AS brigade, day::text AS day, bool_or(fixes) AS fixes FROM gone GROUP BY brigade_id, gone.day
      ORDER BY brigade_id, gone.day`,
    [after.brigade, after.day, limit],
  );
}

/** Brigades by number, from beyond `after` on, that have been heard since they were counted, with their last day as far as it is. */
export async function readBehind(
  tx: Tx,
  { after, limit }: { after: number; limit: number },
): Promise<{ brigade: number; latestAt: number; last: DayCount | undefined }[]> {
  const rows = await tx.query<
    { brigade: number; latestAt: number } & { [K in keyof Omit<DayCount, "state">]: DayCount[K] | null } & {
      state: unknown;
    }
  >(
    `SELECT l.brigade_id AS brigade, floor(extract(epoch FROM l.at) * 1000)::bigint AS "latestAt",
            d.day::text AS day, d.metres, d.moving_seconds AS "movingSeconds", d.fixes, d.state,
            floor(extract(epoch FROM d.counted_to) * 1000)::bigint AS "countedTo"
       FROM latest_positions l
       LEFT JOIN LATERAL (SELECT * FROM brigade_days b WHERE b.brigade_id = l.brigade_id ORDER BY day DESC LIMIT 1) d ON true
      WHERE l.brigade_id > $1 AND (d.counted_to IS NULL OR l.at > d.counted_to)
      ORDER BY l.brigade_id LIMIT $2`,
    [after, limit],
  );
  return rows.map(({ brigade, latestAt, day, metres, movingSeconds, fixes, countedTo, state }) => ({
    brigade,
    latestAt,
    last:
      day === null || metres === null || movingSeconds === null || fixes === null || countedTo === null
        ? undefined
        : {
            day,
            metres,
            movingSeconds,
            fixes,
            countedTo,
            state: KeptTrack.nullable().parse(state) ?? undefined,
          },
  }));
}

/** A brigade's fixes after one instant and before another, the oldest first. */
export async function readFixesBetween(
  tx: Tx,
  brigade: number,
  { after, before }: { after: number; before: number },
  limit: number,
): Promise<RawFix[]> {
  const rows = await tx.rows<[at: number, lon: number, lat: number]>(
    `SELECT floor(extract(epoch FROM at) * 1000)::bigint, lon, lat
       FROM pings WHERE brigade_id = $1 AND at > $2 AND at < $3 ORDER BY at LIMIT $4`,
    [brigade, new Date(after).toISOString(), new Date(before).toISOString(), limit],
  );
  return rows.map(([at, lon, lat]) => ({ at, lon, lat }));
}

/** Of these, the days whose positions are not all there any more. */
export async function thinnedAmong(tx: Tx, days: readonly BrigadeDay[]): Promise<Set<string>> {
  const rows = await tx.query<{ brigade: number; day: string }>(
    `UPDATE brigade_days d SET thinned = false
       FROM json_to_recordset($1::json) AS r (brigade integer, day date)
      WHERE d.brigade_id = r.brigade AND d.day = r.day AND NOT d.whole
     RETURNING d.brigade_id AS brigade, d.day::text AS day`,
    [JSON.stringify(days)],
  );
  return new Set(rows.map(keyOfDay));
}

export const keyOfDay = ({ brigade, day }: { brigade: number; day: string }) => `${brigade} ${day}`;

export async function saveDays(
  tx: Tx,
  days: readonly (DayCount & { brigade: number })[],
  now: number,
): Promise<void> {
  if (days.length === 0) return;
  await tx.query(
    `INSERT INTO brigade_days (brigade_id, day, metres, moving_seconds, fixes, counted_to, counted_at, state)
     SELECT brigade, day, metres, "movingSeconds", fixes, to_timestamp("countedTo" / 1000), $2, state
       FROM json_to_recordset($1::json) AS r
            (brigade integer, day date, metres float8, "movingSeconds" float8, fixes integer, "countedTo" float8, state jsonb)
     ON CONFLICT (brigade_id, day) DO UPDATE
        SET metres = EXCLUDED.metres, moving_seconds = EXCLUDED.moving_seconds, fixes = EXCLUDED.fixes,
            counted_to = EXCLUDED.counted_to, counted_at = EXCLUDED.counted_at, state = EXCLUDED.state`,
    [JSON.stringify(days), new Date(now).toISOString()],
  );
}

/** Visits of these days, anew. Two reports at one place are one time there; a visit under way lasts until the last fix. */
export async function saveStops(tx: Tx, days: readonly BrigadeDay[]): Promise<void> {
  if (days.length === 0) return;
  await tx.query(
    `UPDATE brigade_days d SET stops = s.stops, stop_seconds = s.seconds
       FROM json_to_recordset($1::json) AS r (brigade integer, day date, "from" timestamptz, "to" timestamptz)
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE arrived_at >= r."from") AS stops,
               coalesce((SELECT sum(extract(epoch FROM upper(there) - lower(there)))
                           FROM unnest(range_agg(tstzrange(greatest(arrived_at, r."from"), until))) AS there), 0) AS seconds
          FROM (SELECT v.arrived_at, least(coalesce(v.left_at, l.at, v.arrived_at), r."to") AS until
                  FROM visits v LEFT JOIN latest_positions l USING (brigade_id)
                 WHERE v.brigade_id = r.brigade AND v.arrived_at < r."to"
                   AND coalesce(v.left_at, 'infinity') >= r."from") v
         WHERE until >= greatest(arrived_at, r."from")) s
      WHERE d.brigade_id = r.brigade AND d.day = r.day`,
    [
      JSON.stringify(
        days.map(({ from, to, ...day }) => ({
          ...day,
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
        })),
      ),
    ],
  );
}
