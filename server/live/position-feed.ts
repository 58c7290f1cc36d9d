/** What moved, as frames: each encoded once for everybody (PF2). */
import { encodeFrame, type Fix } from "#contract/positions";
import type { Context } from "../context.ts";
import { readLatest } from "../pings/read-positions.ts";

export class PositionFeed {
  private readonly ctx: Pick<Context, "db" | "clock" | "logger">;
  private readonly latest = new Map<number, Fix>();
  private polling: Promise<void> | undefined;

  constructor(ctx: Pick<Context, "db" | "clock" | "logger">) {
    this.ctx = ctx;
  }

  /** All brigades where they were last seen. */
  everything(): Uint8Array<ArrayBuffer> {
    return encodeFrame([...this.latest.values()], this.ctx.clock.now());
  }

  /** Reads what moved since the last time and, if anything did, gives its frame out. One reading at a time. */
  poll(send: (frame: Uint8Array<ArrayBuffer>) => void): Promise<void> {
    this.polling ??= this.read()
      .then((moved) => {
        if (moved.length > 0) send(encodeFrame(moved, this.ctx.clock.now()));
      })
      .catch((error: Error) => this.ctx.logger.error({ error: error.message }, "positions could not be read"))
      .finally(() => {
        this.polling = undefined;
      });
    return this.polling;
  }

  async idle(): Promise<void> {
    await this.polling;
  }

  private async read(): Promise<Fix[]> {
    const fixes = await readLatest(this.ctx.db);
    const moved = fixes.filter((fix) => fix.at > (this.latest.get(fix.brigade)?.at ?? -1));
    for (const fix of moved) this.latest.set(fix.brigade, fix);
    return moved;
  }
}
