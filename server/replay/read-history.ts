/** What was imported, in the order in which it happened. */
import type { Outcome } from "#contract/report";
import type { Tx } from "../db/database.ts";

export interface PastReport {
  service: string;
  lon: number;
  lat: number;
  description: string | null;
  receivedAt: number;
  dueAt: number;
  /** Null while it was open. */
  closedAt: number | null;
  outcome: Outcome | null;
  reason: string | null;
}

/** Imported reports that were received after `after` and until `until`, ms; of one source or of all. */
export function readPastReports(
  tx: Tx,
  after: number,
  until: number,
  source: string | undefined,
): Promise<PastReport[]> {
  return tx.query<PastReport>(
    `SELECT service, ST_X(place) AS lon, ST_Y(place) AS lat, description,
            floor(extract(epoch FROM received_at) * 1000)::bigint AS "receivedAt",
            floor(extract(epoch FROM due_at) * 1000)::bigint AS "dueAt",
            floor(extract(epoch FROM closed_at) * 1000)::bigint AS "closedAt", outcome, reason
       FROM reports
      WHERE received_at > $1 AND received_at <= $2 AND source IS NOT NULL AND ($3::text IS NULL OR source = $3)
      ORDER BY received_at, id`,
    [iso(after), iso(until), source ?? null],
  );
}

export interface PastFix {
  brigade: string;
  lon: number;
  lat: number;
  speed: number | null;
  heading: number | null;
}

/** Where each brigade that moved after `after` and until `until` (ms) was last. */
export function readPastFixes(tx: Tx, after: number, until: number): Promise<PastFix[]> {
  return tx.query<PastFix>(
    `SELECT DISTINCT ON (p.brigade_id) b.code AS brigade, p.lon, p.lat, p.speed, p.heading
       FROM pings p JOIN brigades b ON b.id = p.brigade_id
      WHERE p.at > $1 AND p.at <= $2 ORDER BY p.brigade_id, p.at DESC`,
    [iso(after), iso(until)],
  );
}

const iso = (at: number) => new Date(at).toISOString();
