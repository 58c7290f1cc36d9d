/** Follows the log: every event once, in order, without gaps (LG3). */
import type { Logged } from "#contract/events";
import type { Tx } from "../db/database.ts";
import { readEvents } from "./read-events.ts";

export type Events = Logged[];

export interface TailOptions {
  db: Tx;
  /** The last event that is not wanted any more. */
  from: number;
  /** Given each batch in turn; the next is read when it is done. */
  onEvents: (events: Events) => void | Promise<void>;
  /** A failed read; the tail goes on by itself, from the same place. */
  onError: (error: Error) => void;
  /** How long to wait for a nudge before looking anyway, ms: what other processes write is seen no later. */
  pollMs?: number;
  batch?: number;
}

const RETRY_LIMIT_MS = 5_000;

export class Tail {
  cursor: number;
  /** What the last read failed with, until one succeeds. */
  fault: string | undefined;
  /** When a read last reached us, by the process's own clock, ms: a database that hangs gives no fault. */
  readAt = performance.now();
  private readonly options: Required<TailOptions>;
  private stopped = false;
  private nudged = false;
  private wake: (() => void) | undefined;
  private loop: Promise<void> | undefined;

  constructor(options: TailOptions) {
    this.options = { pollMs: 100, batch: 1000, ...options };
    this.cursor = options.from;
  }

  start(): void {
    this.loop = this.run();
  }

  /** Says that there may be something new, so that a change made in this process is seen at once. */
  nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { pollMs, batch } = this.options;
    let failures = 0;
    while (!this.stopped) {
      this.nudged = false;
      try {
        const read = await this.step();
        failures = 0;
        this.fault = undefined;
        this.readAt = performance.now();
        if (read < batch && !this.nudged) await this.pause(pollMs);
      } catch (error) {
        const fault = error instanceof Error ? error : new Error(String(error));
        this.fault = fault.message;
        this.options.onError(fault);
        await this.pause(Math.min(RETRY_LIMIT_MS, pollMs * 2 ** ++failures));
      }
    }
  }

  private async step(): Promise<number> {
    const events = await readEvents(this.options.db, this.cursor, this.options.batch);
    events.forEach((event, i) => {
      const expected = this.cursor + 1 + i;
      if (event.seq !== expected)
        throw new Error(`the log has a gap: event ${expected} is missing before ${event.seq}`);
    });
    if (events.length === 0 || this.stopped) return 0;
    await this.options.onEvents(events);
    this.cursor += events.length;
    return events.length;
  }

  private pause(ms: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
    });
  }
}
