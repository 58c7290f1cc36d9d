/** Imported history in order of time, a page at once, so that memory does not grow with the stretch that is played. */
import { z } from "zod";
import { HistoricMove } from "#contract/history";
import type { Tx } from "../db/database.ts";

export interface PastReport {
  id: number;
  service: string;
  lon: number;
  lat: number;
  receivedAt: number;
  dueAt: number;
  description: string | null;
  moves: HistoricMove[];
}

export interface PastFix {
  brigadeId: number;
  at: number;
  lon: number;
  lat: number;
  speed: number | null;
  heading: number | null;
}

export interface Stretch {
  /** ms; `to` is not in it. */
  from: number;
  to: number;
  /** Of the reports. */
  source?: string | undefined;
}

const REPORTS_AT_ONCE = 500;
/** Fixes are kept by brigade and time; a page in order of time alone sorts the day each time, so it is a large one. */
const FIXES_AT_ONCE = 20_000;
const Moves = z.array(HistoricMove);

const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;
const iso = (at: number) => new Date(at).toISOString();

/** Reports that an import brought, as they came in; `moves` as their source told them. */
export async function* readReports(db: Tx, { from, to, source }: Stretch): AsyncGenerator<PastReport> {
  let after = { receivedAt: from, id: 0 };
  for (;;) {
    const page = await db.query<PastReport>(
      `SELECT r.id, r.service, ST_X(r.place) AS lon, ST_Y(r.place) AS lat, ${ms("r.received_at")} AS "receivedAt",
              ${ms("r.due_at")} AS "dueAt", r.description, e.body -> 'moves' AS moves
         FROM reports r
         JOIN events e ON e.report_id = r.id AND e.kind = 'report.imported'
        WHERE (r.received_at, r.id) > ($1::timestamptz, $2::bigint) AND r.received_at < $3 AND r.source IS NOT NULL
          AND ($4::text IS NULL OR r.source = $4)
        ORDER BY r.received_at, r.id LIMIT ${REPORTS_AT_ONCE}`,
      [iso(after.receivedAt), after.id, iso(to), source ?? null],
    );
    for (const report of page) yield { ...report, moves: Moves.parse(report.moves) };
    const last = page.at(-1);
    if (!last) return;
    after = last;
  }
}

export async function* readFixes(db: Tx, { from, to }: Stretch): AsyncGenerator<PastFix> {
  let after = { at: from, brigadeId: -1 };
  for (;;) {
    const page = await db.query<PastFix>(
      `SELECT brigade_id AS "brigadeId", ${ms("at")} AS at, lon, lat, speed, heading
         FROM pings
        WHERE at >= $1 AND at < $3 AND (at, brigade_id) > ($1::timestamptz, $2::integer)
        ORDER BY at, brigade_id LIMIT ${FIXES_AT_ONCE}`,
      [iso(after.at), after.brigadeId, iso(to)],
    );
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last;
  }
}

/** First and last instant of what could be played, ms; `undefined` where there is nothing. */
export async function historyExtent(
  db: Tx,
  source?: string,
): Promise<{ reports?: [number, number]; fixes?: [number, number] }> {
  const [reports] = await db.query<{ first: number | null; last: number | null }>(
    `SELECT ${ms("min(received_at)")} AS first, ${ms("max(received_at)")} AS last
       FROM reports WHERE source IS NOT NULL AND ($1::text IS NULL OR source = $1)`,
    [source ?? null],
  );
  const [fixes] = await db.query<{ first: number | null; last: number | null }>(
    `SELECT ${ms("min(at)")} AS first, ${ms("max(at)")} AS last FROM pings`,
  );
  const span = (row: typeof fixes): [number, number] | undefined =>
    row && row.first !== null && row.last !== null ? [row.first, row.last] : undefined;
  const [ofReports, ofFixes] = [span(reports), span(fixes)];
  return { ...(ofReports && { reports: ofReports }), ...(ofFixes && { fixes: ofFixes }) };
}
