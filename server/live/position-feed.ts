/** Where brigades are and which of them moved, read once for all who may know. */
import type { Fix } from "#contract/positions";
import type { Context } from "../context.ts";
import { readLatest } from "../pings/read-positions.ts";

export class PositionFeed {
  private readonly ctx: Pick<Context, "db" | "logger">;
  private readonly latest = new Map<number, Fix>();
  private polling: Promise<void> | undefined;

  constructor(ctx: Pick<Context, "db" | "logger">) {
    this.ctx = ctx;
  }

  /** All brigades where they were last seen. */
  get everything(): Fix[] {
    return [...this.latest.values()];
  }

  /** Reads what moved since the last time and, if anything did, gives it out. One reading at a time. */
  poll(tell: (moved: Fix[]) => void): Promise<void> {
    this.polling ??= this.read()
      .then((moved) => {
        if (moved.length > 0) tell(moved);
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
