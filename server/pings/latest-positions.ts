/** Where every brigade was last seen, in memory: what is committed here at once, what other processes commit when it is read. */
import type { Fix } from "#contract/frame";
import type { Tx } from "../db/database.ts";

export interface LatestFix extends Fix {
  /** Whose word it is; null for a sender that is no device. */
  device: string | null;
}

export class LatestPositions {
  private readonly latest = new Map<number, LatestFix>();
  /** Brigades that the table had when it was last read. */
  private stored = new Set<number>();
  private refreshing: Promise<void> | undefined;
  private refreshedAt = Number.NEGATIVE_INFINITY;
  private readonly listeners = new Set<(fix: LatestFix) => void>();

  get(brigade: number): LatestFix | undefined {
    return this.latest.get(brigade);
  }

  get everything(): LatestFix[] {
    return [...this.latest.values()];
  }

  /** Takes what is committed; what is older than what is known moves nothing. */
  take(fixes: Iterable<LatestFix>): void {
    for (const fix of fixes) {
      if (fix.at <= (this.latest.get(fix.brigade)?.at ?? Number.NEGATIVE_INFINITY)) continue;
      this.latest.set(fix.brigade, fix);
      for (const listener of this.listeners) listener(fix);
    }
  }

  /** Brings in what other processes have committed, and forgets what is not kept any more. */
  async refresh(tx: Tx): Promise<void> {
    this.refreshedAt = performance.now();
    const rows = await readLatest(tx);
    const stored = new Set(rows.map(({ brigade }) => brigade));
    for (const brigade of this.stored) if (!stored.has(brigade)) this.latest.delete(brigade);
    this.stored = stored;
    this.take(rows);
  }

  /** The same, unless it was begun so short a time ago; one reading at a time, or a stalled database would be asked ever more. */
  async refreshIfOlder(tx: Tx, ms: number): Promise<void> {
    if (performance.now() - this.refreshedAt >= ms)
      this.refreshing ??= this.refresh(tx).finally(() => {
        this.refreshing = undefined;
      });
    await this.refreshing;
  }

  /** Calls `listener` for each brigade that has moved on; gives back how to stop that. */
  onMoved(listener: (fix: LatestFix) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/**
 * One row for each brigade, so that all are read each time and whoever asks keeps what is newer than what it has. Rejected:
 * "received since the last time", which misses what another clock or a slow commit brings.
 */
export function readLatest(tx: Tx): Promise<LatestFix[]> {
  return tx.query(
    `SELECT brigade_id AS brigade, lon, lat, speed, heading, accuracy, battery, device,
            floor(extract(epoch FROM at) * 1000)::bigint AS at
       FROM latest_positions`,
  );
}
