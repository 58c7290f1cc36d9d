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

export interface Named {
  sender: string;
  identifier: string;
}

/** Of these, those that were read before, whatever came of them. */
export async function readKnown(tx: Tx, messages: readonly Named[]): Promise<(message: Named) => boolean> {
  const rows = await tx.query<Named>(
    `SELECT sender, identifier FROM warnings
      WHERE (sender, identifier) IN (SELECT sender, identifier FROM json_to_recordset($1::json)
                                       AS m (sender text, identifier text))`,
    [JSON.stringify(messages)],
  );
  const known = new Set(rows.map(nameOf));
  return (message) => known.has(nameOf(message));
}

export function nameOf({ sender, identifier }: Named): string {
  return `${sender},${identifier}`;
}

/** Its number, or undefined when another server has been faster. Null as the warning: read, and nothing to this city. */
export async function insertWarning(
  tx: Tx,
  { sender, identifier, sent }: Named & { sent: number },
  warning: Omit<Warning, "id"> | null,
): Promise<number | undefined> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO warnings (sender, identifier, sent_at, expires_at, detail) VALUES ($1, $2, $3, $4, $5::jsonb)
     ON CONFLICT DO NOTHING RETURNING id`,
    [sender, identifier, iso(sent), iso(warning?.expires ?? sent), warning && JSON.stringify(warning)],
  );
  return row?.id;
}

/** Ends those that were referred to; gives back which were in force. */
export async function endNamed(tx: Tx, named: readonly Named[], now: number): Promise<number[]> {
  if (named.length === 0) return [];
  const rows = await tx.query<{ id: number }>(
    `UPDATE warnings w SET ended_at = $2
       FROM json_to_recordset($1::json) AS m (sender text, identifier text)
      WHERE w.sender = m.sender AND w.identifier = m.identifier AND w.ended_at IS NULL AND w.detail IS NOT NULL
     RETURNING w.id`,
    [JSON.stringify(named), iso(now)],
  );
  return rows.map(({ id }) => id);
}

export async function endExpired(tx: Tx, now: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `UPDATE warnings SET ended_at = $1
      WHERE ended_at IS NULL AND detail IS NOT NULL AND expires_at <= $1 RETURNING id`,
    [iso(now)],
  );
  return rows.map(({ id }) => id);
}

const iso = (at: number) => new Date(at).toISOString();
