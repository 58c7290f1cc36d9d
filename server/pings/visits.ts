/** Brigades at their reports, as rows; the days on which one begins or ends are counted anew. */
import type { Tx } from "../db/database.ts";

export interface Visit {
  report: number;
  brigade: number;
  /** When it began, or ended. */
  at: number;
}

export async function beginVisits(tx: Tx, visits: readonly Visit[]): Promise<void> {
  if (visits.length === 0) return;
  await tx.query(
    `WITH begun AS (SELECT * FROM json_to_recordset($1::json) AS v (report bigint, brigade integer, at timestamptz)),
          days AS (INSERT INTO days_to_count SELECT brigade, (at AT TIME ZONE 'UTC')::date, false FROM begun)
     INSERT INTO visits (report_id, brigade_id, arrived_at) SELECT report, brigade, at FROM begun
     ON CONFLICT DO NOTHING`,
    [json(visits)],
  );
}

export async function endVisits(tx: Tx, visits: readonly Visit[]): Promise<void> {
  if (visits.length === 0) return;
  await tx.query(
    `WITH ended AS (SELECT * FROM json_to_recordset($1::json) AS v (report bigint, brigade integer, at timestamptz)),
          days AS (INSERT INTO days_to_count SELECT brigade, (at AT TIME ZONE 'UTC')::date, false FROM ended)
     UPDATE visits v SET left_at = greatest(e.at, v.arrived_at)
       FROM ended e
      WHERE v.report_id = e.report AND v.brigade_id = e.brigade AND v.left_at IS NULL
        AND v.arrived_at = (SELECT max(arrived_at) FROM visits o
                             WHERE o.report_id = e.report AND o.brigade_id = e.brigade AND o.arrived_at <= e.at)`,
    [json(visits)],
  );
}

const json = (visits: readonly Visit[]) =>
  JSON.stringify(visits.map((visit) => ({ ...visit, at: new Date(visit.at).toISOString() })));
