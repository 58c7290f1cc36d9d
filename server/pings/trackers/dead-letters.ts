/** Letters that came and that nobody can use, for an administrator to find out why. */
import type { DeadLetter, LetterReason, Protocol } from "#contract/trackers";
import type { Tx } from "../../db/database.ts";

/** Bytes of a letter that are kept. */
const KEPT = 4_000;

export interface Letter {
  protocol: Protocol;
  address: string;
  /** Of whoever sent it: what nobody known sends is refused and not kept, or strangers would fill the table. */
  credential: string;
  reason: LetterReason;
  body: string;
}

export async function buryLetter(tx: Tx, letter: Letter, at: number): Promise<void> {
  const { protocol, address, credential, reason, body } = letter;
  await tx.query(
    `INSERT INTO dead_letters (at, protocol, address, credential, reason, body) VALUES ($1, $2, $3, $4, $5, $6)`,
    [new Date(at).toISOString(), protocol, address, credential, reason, beginningOf(body)],
  );
}

/** The newest first, from before a letter on. */
export function readLetters(tx: Tx, before: number | undefined, limit: number): Promise<DeadLetter[]> {
  return tx.query<DeadLetter>(
    `SELECT d.id, floor(extract(epoch FROM d.at) * 1000)::bigint AS at, d.protocol, d.address, d.credential,
            c.name AS "credentialName", d.reason, d.body
       FROM dead_letters d LEFT JOIN credentials c ON c.id = d.credential
      WHERE $1::bigint IS NULL OR d.id < $1 ORDER BY d.id DESC LIMIT $2`,
    [before ?? null, limit],
  );
}

/** Gives back how many went: those from before an instant, and all but the newest so many. */
export function pruneLetters(tx: Tx, before: number, most: number): Promise<number> {
  return tx.count(
    `DELETE FROM dead_letters
      WHERE at < $1 OR id <= (SELECT id FROM dead_letters ORDER BY id DESC OFFSET $2 LIMIT 1)`,
    [new Date(before).toISOString(), most],
  );
}

/** As text that PostgreSQL takes: cut between letters, without the null that it refuses, and without any token. */
function beginningOf(body: string): string {
  const bytes = Buffer.from(withoutTokens(body).replaceAll("\0", "\ufffd"));
  if (bytes.length <= KEPT) return bytes.toString("utf8");
  return new TextDecoder().decode(bytes.subarray(0, KEPT), { stream: true });
}

/** What opens a door is never kept, wherever it stands; percent signs may stand for its underscores. */
export function withoutTokens(text: string): string {
  return text.replace(/cua(_|%5f)([a-z]{1,20})(_|%5f)[\w%-]+/gi, "cua_$2_…");
}
