/**
 * Where fixes wait for the disk, together: while one commit is under way, what arrives is collected for the next, so that a
 * thousand senders cost one transaction. An answer is given after the commit that holds its fixes. Measured:
 * `npm run bench -- ingest`.
 */
import type { Logger } from "pino";
import { Refusal } from "#contract/problem";
import { type Believed, type DroppedBecause, judge, type Verdict } from "#geo/track";
import type { Database } from "../db/database.ts";
import { type Columns, columnsOf, insertFixes } from "./insert-fixes.ts";
import type { LatestFix, LatestPositions } from "./latest-positions.ts";
import { ensurePartitions } from "./partitions.ts";

/** What somebody sent of one brigade; `at` in ms, the rest as in a frame. */
export type SentFix = LatestFix;

export interface Ingested {
  accepted: number;
  /** Fixes that were there already. */
  repeated: number;
  dropped: Partial<Record<DroppedBecause | "retired-brigade", number>>;
}

/** Of the server's context, which in turn has this. */
interface Needs {
  db: Database;
  clock: { now(): number };
  positions: LatestPositions;
  logger: Logger;
}

interface Entry {
  rows: SentFix[];
  /** Some are older than what is known. */
  late: boolean;
  result: Ingested;
  since: number;
  resolve(result: Ingested): void;
  reject(error: unknown): void;
}

/** More wait in no order: then memory would grow with the database's troubles. */
const MOST_WAITING = 40_000;
/** Rows of one statement: more make it no faster, and whoever came first waits longer. */
const MOST_AT_ONCE = 2_000;
/** So many commits at a time, the second only for so much: small ones had better wait and go together. */
const COMMITS = 2;
const WORTH_A_SECOND = 500;
const COLLECT_MS = 3;
/** So long somebody waits for the disk before they are told to come again. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 1_000;
/** Days are counted each minute: until then a late fix must be known as one. */
const HEAR_OTHERS_MS = 5_000;
/** After a partition could not be made: trying costs everybody who waits a second (partitions.ts). */
const PARTITION_PAUSE_MS = 60_000;

export class PingLane {
  /** Of all that was ever sent to this process, for its operators. */
  readonly counts: Ingested = { accepted: 0, repeated: 0, dropped: {} };
  private readonly ctx: Needs;
  /** Ahead of what is committed by what waits. */
  private readonly believed = new Map<number, Believed>();
  private queue: Entry[] = [];
  /** Rows that wait, in the queue and under way; and those in the queue alone. */
  private waiting = 0;
  private queued = 0;
  private commits = 0;
  /** Brigades of the commits that are under way. */
  private readonly underWay = new Set<Columns["newest"]>();
  private impatience: NodeJS.Timeout | undefined;
  private readonly idlers = new Set<() => void>();
  private opening: Promise<void> | undefined;
  /** When what others have taken is read again. */
  private othersFrom = Number.NEGATIVE_INFINITY;
  /** When days that have no partition are tried again. */
  private partitionsFrom = Number.NEGATIVE_INFINITY;

  constructor(ctx: Needs) {
    this.ctx = ctx;
  }

  /**
   * Resolves when what is true of it is on disk. Refuses `busy` when too much waits or the database does not answer; what was
   * sent may then be stored all the same, and comes again without harm. `retired`: how many were left out by whoever sends them on,
   * because their brigades are no more.
   */
  async submit(fixes: readonly SentFix[], retired = 0): Promise<Ingested> {
    if (this.waiting + fixes.length > MOST_WAITING && this.waiting > 0) throw tooBusy();
    this.opening ??= this.ctx.positions.refresh(this.ctx.db).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    this.hearOthers();
    this.waiting += fixes.length;
    await this.opening.catch((error: unknown) => {
      this.waiting -= fixes.length;
      throw error;
    });
    const result: Ingested = { accepted: 0, repeated: 0, dropped: {} };
    let late = false;
    const rows = fixes.filter((fix) => {
      const verdict = this.judge(fix, result);
      late ||= verdict === "trail";
      return verdict === "now" || verdict === "trail";
    });
    if (retired > 0) this.drop("retired-brigade", retired, result);
    this.waiting -= fixes.length - rows.length;
    if (rows.length === 0) return result;
    this.queued += rows.length;
    return new Promise((resolve, reject) => {
      this.queue.push({ rows, late, result, since: performance.now(), resolve, reject });
      // After a turn of the event loop, so that what arrived in the same packet goes together.
      setImmediate(() => this.commitMore());
    });
  }

  /** A fix that is older than what another server on this database has taken is a late one here too. */
  private hearOthers(): void {
    const { db, positions, logger } = this.ctx;
    // Once for all who send meanwhile: each of them would report the same failure.
    if (db.kind === "embedded" || performance.now() < this.othersFrom) return;
    this.othersFrom = performance.now() + HEAR_OTHERS_MS;
    positions
      .refreshIfOlder(db, HEAR_OTHERS_MS)
      .catch((error: Error) => logger.warn({ error: error.message }, "positions could not be read"));
  }

  /** Fixes that have been sent and are not on disk yet. */
  get waitingRows(): number {
    return this.waiting;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.queue.length > 0 || this.commits > 0)
      await new Promise<void>((resolve) => this.idlers.add(resolve));
  }

  private judge(fix: SentFix, result: Ingested): Verdict {
    const before = this.believedOf(fix.brigade);
    const { verdict, believed } = judge(before, fix, fix.device, this.ctx.clock.now());
    if (believed) this.believed.set(fix.brigade, believed);
    if (verdict === "now" || verdict === "trail") return verdict;
    this.drop(verdict, 1, result);
    return verdict;
  }

  private drop(because: keyof Ingested["dropped"], count: number, result: Ingested): void {
    for (const { dropped } of [result, this.counts]) dropped[because] = (dropped[because] ?? 0) + count;
  }

  /** After a start, or when another process has moved it on, what is committed: its device may lead for as long as its fix is young. */
  private believedOf(brigade: number): Believed | undefined {
    const believed = this.believed.get(brigade);
    const known = this.ctx.positions.get(brigade);
    if (!known || (believed && believed.at >= known.at)) return believed;
    return { at: known.at, lon: known.lon, lat: known.lat, device: known.device, heardAt: known.at };
  }

  private commitMore(): void {
    while (this.commits < COMMITS && this.queue.length > 0) {
      if (this.commits > 0 && this.queued < WORTH_A_SECOND) break;
      this.commits++;
      void this.commit(this.takeBatch()).finally(() => {
        this.commits--;
        // Those who have just been answered send again at once: with them the next commit is worth twice as much.
        if (this.queued > 0 && this.queued < WORTH_A_SECOND) setTimeout(() => this.commitMore(), COLLECT_MS);
        else this.commitMore();
      });
    }
    if (this.queue.length > 0) this.impatience ??= setInterval(() => this.turnAway(), LOOK_EVERY_MS);
    else {
      clearInterval(this.impatience);
      this.impatience = undefined;
    }
    if (this.queue.length + this.commits > 0) return;
    for (const resolve of this.idlers) resolve();
    this.idlers.clear();
  }

  private takeBatch(): Entry[] {
    let rows = 0;
    let upTo = 0;
    for (const entry of this.queue) {
      if (upTo > 0 && rows + entry.rows.length > MOST_AT_ONCE) break;
      rows += entry.rows.length;
      upTo++;
    }
    this.queued -= rows;
    return this.queue.splice(0, upTo);
  }

  private async commit(batch: Entry[]): Promise<void> {
    const columns = columnsOf(
      batch.flatMap(({ rows }) => rows),
      undefined,
      batch.some(({ late }) => late),
    );
    // Of two commits at a time the later may be first.
    columns.late ||= this.isUnderWay(columns);
    this.underWay.add(columns.newest);
    const impatience = setTimeout(() => {
      for (const entry of batch) entry.reject(tooBusy());
    }, PATIENCE_MS);
    try {
      await this.preparePartitions(columns);
      const repeated = await insertFixes(this.ctx.db, columns, this.ctx.clock.now());
      this.settle(batch, new Set(repeated));
      this.ctx.positions.take(columns.newest);
    } catch (error) {
      // What was believed of them is not so: the next fix is judged by what is committed.
      for (const { brigade } of columns.newest) this.believed.delete(brigade);
      for (const entry of batch) entry.reject(error);
    } finally {
      clearTimeout(impatience);
      this.underWay.delete(columns.newest);
      for (const { rows } of batch) this.waiting -= rows.length;
    }
  }

  /** Whether a commit that is under way has a brigade of these. */
  private isUnderWay({ newest }: Columns): boolean {
    if (this.underWay.size === 0) return false;
    const own = new Set(newest.map(({ brigade }) => brigade));
    return [...this.underWay].some((others) => others.some(({ brigade }) => own.has(brigade)));
  }

  /** `repeated`: places among the rows of the batch of those that were there already. */
  private settle(batch: readonly Entry[], repeated: ReadonlySet<number>): void {
    let place = 0;
    for (const { rows, result, resolve } of batch) {
      for (const _ of rows) {
        if (repeated.size > 0 && repeated.has(place)) result.repeated++;
        else result.accepted++;
        place++;
      }
      this.counts.accepted += result.accepted;
      this.counts.repeated += result.repeated;
      resolve(result);
    }
  }

  /** A day whose partition cannot be made now is no reason to refuse a fix: the default one takes it. */
  private async preparePartitions({ days }: Columns): Promise<void> {
    if (performance.now() < this.partitionsFrom) return;
    try {
      await ensurePartitions(this.ctx.db, [...days]);
    } catch (error) {
      this.partitionsFrom = performance.now() + PARTITION_PAUSE_MS;
      const reason = error instanceof Error ? error.message : String(error);
      this.ctx.logger.warn({ error: reason }, "a day of positions has no partition yet");
    }
  }

  private turnAway(): void {
    const before = performance.now() - PATIENCE_MS;
    const kept = this.queue.filter(({ since }) => since > before);
    if (kept.length === this.queue.length) return;
    for (const entry of this.queue) {
      if (entry.since > before) continue;
      this.waiting -= entry.rows.length;
      this.queued -= entry.rows.length;
      for (const { brigade } of entry.rows) this.believed.delete(brigade);
      entry.reject(tooBusy());
    }
    this.queue = kept;
  }
}

function tooBusy(): Refusal {
  return new Refusal("busy", "positions wait for the database; send them again in a moment");
}
