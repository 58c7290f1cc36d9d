import type { Audience } from "#contract/actor";
import type { DigestAt } from "#contract/live";
import type { Context } from "../context.ts";
import { BEGIN_SNAPSHOT } from "../db/database.ts";
import { headSeq } from "../log/append-events.ts";
import { rowsOf } from "./view-rules.ts";

/**
 * Digest of the live city as an audience sees it, out of its rows, with the cursor at which they were read (LV7). 100,000
 * rows: some 60 ms.
 */
export function readDigest(
  ctx: Pick<Context, "db" | "rules" | "brigades">,
  audience: Audience,
): Promise<DigestAt> {
  const { sql, value } = rowsOf(ctx, audience, "$1");
  return ctx.db.transaction(async (tx) => {
    const cursor = await headSeq(tx);
    const [digest] = await tx.query<{ count: number; sum: number }>(
      `SELECT count(*) AS count, coalesce(sum(report_mix(id, version)), 0)::bigint AS sum
         FROM reports r WHERE NOT archived AND ${sql}`,
      [value],
    );
    return { cursor, count: digest?.count ?? 0, sum: digest?.sum ?? 0 };
  }, BEGIN_SNAPSHOT);
}
