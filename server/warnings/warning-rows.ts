/** Rows of an authority's warnings. */
import { Warning } from "#contract/alerts";
import type { Tx } from "../db/database.ts";

/** Those in force. */
export async function readWarnings(tx: Tx): Promise<Warning[]> {
  const rows = await tx.query<{ id: number; detail: unknown }>(
    "SELECT id, detail FROM warnings WHERE ended_at IS NULL AND detail IS NOT NULL ORDER BY id",
  );
  return rows.map(({ id, detail }) => Warning.parse({ ...(detail as object), id }));
}
