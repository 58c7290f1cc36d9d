/** The demo: fills an empty city with a past, and then plays its present through the public interfaces. */
import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { DemoChange } from "#contract/card";
import { generateHistory } from "#demo/history";
import type { TokenFor } from "#demo/play/api";
import { type Simulator, startSimulator } from "#demo/simulator";
import type { Context } from "#server/context";
import type { DemoControl } from "#server/http/route";
import { headSeq } from "#server/log/append-events";
import { importReports } from "#server/reports/import-reports";
import { demoSignIns, openDemoPeople } from "./demo-people.ts";

const SEED = "cuadrilla";
const MONTHS = 24;
/** Small enough that a citizen's report, waiting for the same database, is not held up for long. */
const BATCH = 250;
/** So long the first page has the machine for itself, from its first question on, before older months are filled in. */
const HEAD_START_MS = 6_000;
/** So long a first page is waited for at all. */
const UNWATCHED_MS = 9_000;
const LOOK_EVERY_MS = 250;

interface Progress {
  /** The instant as of which the past was made; the same one at each start, so that it fits together. */
  asOf: string;
  monthsDone: number;
  done: boolean;
}

export class DemoCity {
  private readonly speed: number;
  private readonly say: (line: string) => void;
  private simulator: Simulator | undefined;
  private readonly stopping = new AbortController();
  private filling: Promise<void> | undefined;
  private loaded = 0;
  private tokenFor: TokenFor | undefined;

  constructor(speed: number, say: (line: string) => void) {
    this.speed = speed;
    this.say = say;
  }

  readonly control: DemoControl = {
    signIns: demoSignIns,
    state: () => ({
      running: this.simulator?.status().state === "running",
      speed: this.simulator?.status().speed ?? Math.max(1, this.speed),
      history: { loaded: this.loaded, of: MONTHS },
    }),
    change: (change: z.infer<typeof DemoChange>) => {
      if (change.speed !== undefined) this.simulator?.setSpeed(change.speed);
      if (change.running === true) this.simulator?.resume();
      if (change.running === false) this.simulator?.pause();
    },
  };

  /** The latest month, before the city is first served. */
  async prepare(ctx: Context): Promise<void> {
    this.tokenFor = await openDemoPeople(ctx);
    const progress = await this.progress(ctx);
    this.loaded = progress.monthsDone;
    if (progress.monthsDone === 0) await this.fillMonth(ctx, progress, 0);
  }

  /** Plays the present, and fills in the older months behind it; `isWatched` tells whether a page has been opened. */
  start(ctx: Context, baseUrl: string, isWatched: () => boolean): void {
    if (!this.tokenFor) throw new Error("the demo is started before it was prepared");
    this.simulator = startSimulator({
      baseUrl,
      tokenFor: this.tokenFor,
      city: ctx.rules.city,
      base: ctx.rules.base,
      seed: SEED,
      speed: Math.max(1, this.speed),
      clock: ctx.clock,
      log: ctx.logger,
    });
    if (this.speed === 0) this.simulator.pause();
    this.filling = this.fillOlder(ctx, isWatched).catch((error: Error) =>
      ctx.logger.error({ error: error.message }, "the demo's older months could not be filled in"),
    );
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.simulator?.stop();
    await this.filling;
  }

  private async fillOlder(ctx: Context, isWatched: () => boolean): Promise<void> {
    const progress = await this.progress(ctx);
    if (progress.done) return;
    for (let waited = 0; waited < UNWATCHED_MS && !isWatched(); waited += LOOK_EVERY_MS)
      await this.pause(LOOK_EVERY_MS);
    await this.pause(HEAD_START_MS);
    for (let month = progress.monthsDone; month < MONTHS && !this.stopping.signal.aborted; month++) {
      await this.fillMonth(ctx, progress, month, (ms) => this.pause(ms));
      if (this.stopping.signal.aborted) return;
      this.say(`history: ${month + 1} of ${MONTHS} months`);
    }
  }

  private pause(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.stopping.signal }).catch(() => {});
  }

  private async fillMonth(
    ctx: Context,
    progress: Progress,
    index: number,
    rest?: (ms: number) => Promise<void>,
  ): Promise<void> {
    const { city, base } = ctx.rules;
    const now = Date.parse(progress.asOf);
    const { reports } = generateHistory({ city, base, seed: SEED, now, months: MONTHS }).month(index);
    for (let i = 0; i < reports.length && !this.stopping.signal.aborted; i += BATCH) {
      const began = performance.now();
      const { refused } = await importReports(ctx, reports.slice(i, i + BATCH));
      const first = refused[0];
      if (first) throw new Error(`a made-up report was refused: ${first.reason}`);
      // Half of the time belongs to the city that is being watched.
      await rest?.(performance.now() - began);
    }
    if (this.stopping.signal.aborted) return;
    this.loaded = index + 1;
    await ctx.db.query(
      "UPDATE imports SET rows_read = $1, done = $2 WHERE source = 'demo' AND kind = 'history'",
      [this.loaded, this.loaded === MONTHS],
    );
  }

  private async progress(ctx: Context): Promise<Progress> {
    await ctx.db.query(
      `INSERT INTO imports (source, kind, file) SELECT 'demo', 'history', $1
        WHERE NOT EXISTS (SELECT 1 FROM imports WHERE source = 'demo' AND kind = 'history')`,
      [new Date(ctx.clock.now()).toISOString()],
    );
    const [row] = await ctx.db.query<Progress>(
      `SELECT file AS "asOf", rows_read AS "monthsDone", done FROM imports WHERE source = 'demo' AND kind = 'history'`,
    );
    if (!row) throw new Error(`the demo's progress is gone at cursor ${await headSeq(ctx.db)}`);
    return row;
  }
}
