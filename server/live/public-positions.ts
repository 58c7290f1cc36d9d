/** Where everybody may see brigades: read from the past, as the city chose (PF5). */
import type { Fix } from "#contract/frame";
import { publicFix, publicWindow } from "#domain/public-position";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";

/** A reading so young is used again: after a restart every page asks at once. */
const FRESH_MS = 1_000;

export class PublicPositions {
  /** As read last. */
  shown: Fix[] = [];
  private readonly ctx: Pick<Context, "db" | "clock" | "logger" | "rules" | "brigades">;
  private reading: Promise<void> | undefined;
  private freshUntil = Number.NEGATIVE_INFINITY;

  constructor(ctx: Pick<Context, "db" | "clock" | "logger" | "rules" | "brigades">) {
    this.ctx = ctx;
  }

  poll(): Promise<void> {
    if (performance.now() < this.freshUntil) return Promise.resolve();
    this.reading ??= this.read()
      .then((shown) => {
        this.shown = shown;
        this.freshUntil = performance.now() + FRESH_MS;
      })
      .catch((error: Error) => {
        // Rather nobody than somebody who may have gone off duty meanwhile.
        this.shown = [];
        this.ctx.logger.error({ error: error.message }, "public positions could not be read");
      })
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }

  async idle(): Promise<void> {
    await this.reading;
  }

  private async read(): Promise<Fix[]> {
    const { city } = this.ctx.rules;
    const window = publicWindow(city, this.ctx.clock.now());
    if (!window) return [];
    const fixes = await readLatestBetween(this.ctx.db, window.after, window.until);
    return fixes.flatMap((fix) => publicFix(city, this.ctx.brigades.codeOf(fix.brigade) ?? "", fix) ?? []);
  }
}

/** The last fix of each brigade in a stretch of the past: one step into the index for each. */
function readLatestBetween(tx: Tx, after: number, until: number): Promise<Fix[]> {
  return tx.query(
    `SELECT b.id AS brigade, p.lon, p.lat, NULL AS speed, NULL AS heading, NULL AS accuracy, NULL AS battery,
            floor(extract(epoch FROM p.at) * 1000)::bigint AS at
       FROM brigades b
      CROSS JOIN LATERAL (SELECT lon, lat, at FROM pings
                           WHERE brigade_id = b.id AND at > $1 AND at <= $2 ORDER BY at DESC LIMIT 1) p`,
    [new Date(after).toISOString(), new Date(until).toISOString()],
  );
}
