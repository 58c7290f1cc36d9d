/** How many rows of tables statements look at, and how, by the database's own account of their plans: what they cost, whatever the machine. */
import type { Database, Tx } from "#server/db/database";

interface Counting {
  db: Database;
  rows: () => number;
  /** For each statement that only reads, the settings that it was planned with and that are not PostgreSQL's own. */
  settings: Readonly<Record<string, string>>[];
}

/** The same database, that also counts what each statement that only reads looks at. */
export function countingRows(db: Database): Counting {
  let rows = 0;
  const settings: Counting["settings"] = [];
  const counted = (tx: Tx): Tx["query"] => {
    return async (sql, parameters) => {
      if (!/\b(INSERT|UPDATE|DELETE)\b/.test(sql)) {
        const told = await tx.query<{ "QUERY PLAN": [{ Plan: object; Settings?: Record<string, string> }] }>(
          `EXPLAIN (ANALYZE, SETTINGS, FORMAT JSON) ${sql}`,
          parameters,
        );
        for (const { "QUERY PLAN": plans } of told) settings.push(plans[0].Settings ?? {});
        rows += rowsIn(told);
      }
      return tx.query(sql, parameters);
    };
  };
  return {
    db: {
      ...db,
      query: counted(db),
      transaction: (work, begin) => db.transaction((tx) => work({ ...tx, query: counted(tx) }), begin),
    },
    rows: () => rows,
    settings,
  };
}

/** Rows that a plan's scans gave, or looked at in vain. */
function rowsIn(plan: unknown): number {
  if (Array.isArray(plan)) return plan.reduce((sum: number, each) => sum + rowsIn(each), 0);
  if (typeof plan !== "object" || plan === null) return 0;
  const node = plan as Record<string, unknown>;
  const of = (key: string) => Number(node[key] ?? 0);
  const isScan = /^(Seq|Index|Index Only|Bitmap Heap|Bitmap Index) Scan$/.test(String(node["Node Type"]));
  const own = of("Actual Rows") + of("Rows Removed by Filter") + of("Rows Removed by Index Recheck");
  return Object.values(node).reduce(
    (sum: number, value) => sum + rowsIn(value),
    isScan ? own * of("Actual Loops") : 0,
  );
}
