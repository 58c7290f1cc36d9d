/** Rows of an authority's warnings. */
import { Warning } from "#contract/alerts";
import type { Tx } from "../db/database.ts";

interface Row {
  id: number;
  detail: unknown;
}

/** Those in force. */
export async function readWarnings(tx: Tx): Promise<Warning[]> {
  const rows = await tx.query<Row>(
    `SELECT id, detail FROM warnings
      WHERE ended_at IS NULL AND detail IS NOT NULL AND told_at IS NOT NULL ORDER BY id`,
  );
  return rows.map(warningOf);
}

function warningOf({ id, detail }: Row): Warning {
  return Warning.parse({ ...(detail as object), id });
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

/** Unless another server has been faster. Null as the warning: read, and nothing to this city. */
export async function insertWarning(
  tx: Tx,
  { sender, identifier, sent }: Named & { sent: number },
  warning: Omit<Warning, "id"> | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO warnings (sender, identifier, sent_at, expires_at, detail) VALUES ($1, $2, $3, $4, $5::jsonb)
     ON CONFLICT DO NOTHING`,
    [sender, identifier, iso(sent), iso(warning?.expires ?? sent), warning && JSON.stringify(warning)],
  );
}

/** Those of these that were never read count as read: whoever ended them came first. */
export async function insertUnread(tx: Tx, named: readonly Named[], sent: number): Promise<void> {
  await tx.query(
    `INSERT INTO warnings (sender, identifier, sent_at, expires_at)
     SELECT DISTINCT sender, identifier, $2::timestamptz, $2::timestamptz
       FROM json_to_recordset($1::json) AS m (sender text, identifier text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(named), iso(sent)],
  );
}

/** Those that have begun and that nobody was told of yet. */
export async function beginDue(tx: Tx, now: number): Promise<Warning[]> {
  const rows = await tx.query<Row>(
    `UPDATE warnings SET told_at = $1
      WHERE told_at IS NULL AND ended_at IS NULL AND detail IS NOT NULL
        AND coalesce((detail->>'onset')::bigint, 0) <= $2::bigint RETURNING id, detail`,
    [iso(now), now],
  );
  return rows.map(warningOf).sort((a, b) => a.id - b.id);
}

/** Ends those that were referred to; gives back which were in force. */
export async function endNamed(tx: Tx, named: readonly Named[], now: number): Promise<number[]> {
  const rows = await tx.query<Ended>(
    `UPDATE warnings w SET ended_at = $2
       FROM json_to_recordset($1::json) AS m (sender text, identifier text)
      WHERE w.sender = m.sender AND w.identifier = m.identifier AND w.ended_at IS NULL AND w.detail IS NOT NULL
     RETURNING w.id, w.told_at IS NOT NULL AS told`,
    [JSON.stringify(named), iso(now)],
  );
  return toldOf(rows);
}

export async function endExpired(tx: Tx, now: number): Promise<number[]> {
  const rows = await tx.query<Ended>(
    `UPDATE warnings SET ended_at = $1
      WHERE ended_at IS NULL AND detail IS NOT NULL AND expires_at <= $1 RETURNING id, told_at IS NOT NULL AS told`,
    [iso(now)],
  );
  return toldOf(rows);
}

/** Those in force stay, and so does what waits for its onset. */
export async function pruneWarnings(tx: Tx, sentBefore: number): Promise<number> {
  return tx.count("DELETE FROM warnings WHERE sent_at < $1 AND (ended_at IS NOT NULL OR detail IS NULL)", [
    iso(sentBefore),
  ]);
}

interface Ended {
  id: number;
  told: boolean;
}

/** Of one that nobody was told of nobody is told that it ends. */
function toldOf(rows: readonly Ended[]): number[] {
  return rows.filter(({ told }) => told).map(({ id }) => id);
}

const iso = (at: number) => new Date(at).toISOString();
