/** Letters that came and that nobody can use, for an administrator to find out why. */
import { createHash } from "node:crypto";
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

/** What is alike is written once in this time: the one letter says all that the others would. */
const ALIKE_MS = 60_000;
/** Written in that time in all. More than an administrator reads, and few enough for the database whatever a key sends. */
const MOST = 2_000;

export class DeadLetters {
  /** What was written lately, and when; the oldest first. */
  private readonly written = new Map<string, number>();
  private readonly most: number;

  constructor(most = MOST) {
    this.most = most;
  }

  /** `device`: which of those that it sends for, as it calls them. */
  async bury(tx: Tx, letter: Letter, device: string, at: number): Promise<void> {
    const { protocol, address, credential, reason, body } = letter;
    for (const [key, then] of this.written) {
      if (then <= at && at - then < ALIKE_MS) break;
      this.written.delete(key);
    }
    // A hash, because what a sender calls its device may be long.
    const key = createHash("sha256").update(`${credential} ${reason} ${device}`).digest("base64");
    if (this.written.has(key) || this.written.size >= this.most) return;
    this.written.set(key, at);
    try {
      await tx.query(
        `INSERT INTO dead_letters (at, protocol, address, credential, reason, body) VALUES ($1, $2, $3, $4, $5, $6)`,
        [new Date(at).toISOString(), protocol, address, credential, reason, beginningOf(body)],
      );
    } catch (error) {
      this.written.delete(key);
      throw error;
    }
  }
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
