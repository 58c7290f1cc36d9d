/** When and from where credentials were used last: noted in memory, and written for all of them together. */
import type { Logger } from "pino";
import type { Database } from "../db/database.ts";

/** Of one credential at most this often. */
const NOTE_MS = 60_000;
const WRITE_AFTER_MS = 1_000;
const KEEP_MOST = 10_000;

interface Needs {
  db: Database;
  clock: { now(): number };
  logger: Logger;
}

export class LastUsed {
  private readonly ctx: Needs;
  private readonly noted = new Map<string, number>();
  private waiting = new Map<string, { at: number; address: string | null }>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(ctx: Needs) {
    this.ctx = ctx;
  }

  note(id: string, address: string | undefined): void {
    const now = this.ctx.clock.now();
    if (now - (this.noted.get(id) ?? Number.NEGATIVE_INFINITY) < NOTE_MS) return;
    if (this.noted.size >= KEEP_MOST) this.noted.clear();
    this.noted.set(id, now);
    this.waiting.set(id, { at: now, address: address ?? null });
    this.timer ??= setTimeout(() => this.write(), WRITE_AFTER_MS);
  }

  /** Resolves when all that was noted is written. */
  async idle(): Promise<void> {
    if (this.timer) this.write();
    await this.writing;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const used = [...this.waiting];
    this.waiting = new Map();
    this.writing = this.ctx.db
      .query(
        `UPDATE credentials c SET last_used_at = to_timestamp(u.at / 1000), last_address = coalesce(u.address, c.last_address)
           FROM unnest($1::text[], $2::float8[], $3::text[]) AS u (id, at, address) WHERE c.id = u.id`,
        [used.map(([id]) => id), used.map(([, { at }]) => at), used.map(([, { address }]) => address)],
      )
      .catch((error: Error) => this.ctx.logger.warn({ error: error.message }, "last use could not be noted"));
  }
}
