/** How many rows of tables statements look at, by the database's own account of their plans: what they cost, whatever the machine. */
import type { Database, Tx } from "#server/db/database";

/** The same database, that also counts what each statement that only reads looks at. */
export function countingRows(db: Database): { db: Database; rows: () => number } {
  let rows = 0;
  const counted = (tx: Tx): Tx["query"] => {
    return async (sql, parameters) => {
      if (!/\b(INSERT|UPDATE|DELETE)\b/.test(sql))
        rows += rowsIn(await tx.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters));
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
