import type { Database } from "#server/db/database";

/**
 * Thousands of rows like one report's, by one statement; the log knows nothing of them. `changes` are columns with what they are instead, in
 * SQL of `n`, the number of the copy. A copy's folio is "OLD" and that number, and its id is that number below 0.
 */
export async function copyReports(
  db: Database,
  folio: string,
  count: number,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = await db.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = 'reports'::regclass AND attnum > 0 AND NOT attisdropped`,
  );
  const names = columns.map(({ name }) => name);
  const given: Record<string, string> = { id: "-n", folio: "'OLD' || n", ...changes };
  await db.query(
    `INSERT INTO reports (${names.join(", ")}) SELECT ${names.map((name) => given[name] ?? name).join(", ")}
       FROM (SELECT * FROM reports WHERE folio = $1) r, generate_series(1, $2::integer) n`,
    [folio, count],
  );
  await db.query("VACUUM ANALYZE reports");
}
