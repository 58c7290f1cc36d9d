import type { Audience } from "#contract/actor";
import type { DigestAt } from "#contract/live";
import type { Context } from "../context.ts";
import { BEGIN_SNAPSHOT } from "../db/database.ts";
import { headSeq } from "../log/append-events.ts";
import { rowsOf } from "./view-rules.ts";

/**
 * Digest of the live city as an audience sees it, out of its rows, with the cursor at which they were read (LV7). 100,000
 * rows: some 30 ms.
 */
export function readDigest(
  ctx: Pick<Context, "db" | "rules" | "brigades">,
  audience: Audience,
): Promise<DigestAt> {
  const { sql, value } = rowsOf(ctx, audience, "$1");
  return ctx.db.transaction(async (tx) => {
    const cursor = await headSeq(tx);
    const [digest] = await tx.query<{ count: number; sum: number }>(
      `SELECT count(*) AS count, coalesce(sum(mixed), 0)::bigint AS sum
         FROM (${mixedSql(`SELECT id, version FROM reports r WHERE NOT archived AND ${sql}`)}) AS m`,
      [value],
    );
    return { cursor, count: digest?.count ?? 0, sum: digest?.sum ?? 0 };
  }, BEGIN_SNAPSHOT);
}

/**
 * `mix` of domain/digest.ts as `mixed`, for each row of a query that gives `id` and `version`. A step is a subquery, because a function
 * would be called for each row at thirty times the cost; `OFFSET 0` keeps PostgreSQL from writing each step out in the next.
 */
export function mixedSql(rows: string): string {
  return `SELECT (d # (d >> 16)) & 4294967295 AS mixed FROM (
    SELECT (c * 295559667) & 4294967295 AS d FROM (
      SELECT b # (b >> 13) AS c FROM (
        SELECT (a * 73244475) & 4294967295 AS b FROM (
          SELECT x # (x >> 15) AS a FROM (
            SELECT ((id::bigint * 739982445) + (version::bigint * 695872825)) & 4294967295 AS x FROM (${rows}) AS r0 OFFSET 0
          ) AS s0 OFFSET 0
        ) AS s1 OFFSET 0
      ) AS s2 OFFSET 0
    ) AS s3 OFFSET 0
  ) AS s4`;
}
