/** Which brigades moved since somebody asked: told by this process at once, by others when the table is read. */
import type { Fix } from "#contract/frame";
import type { Context } from "../context.ts";

/** Positions that other processes take in are read this often. */
const REFRESH_MS = 1_000;

export class PositionFeed {
  private readonly ctx: Pick<Context, "db" | "logger" | "positions">;
  private readonly moved = new Map<number, Fix>();
  private readonly unsubscribe: () => void;
  private refreshing: Promise<void> | undefined;
  private refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(ctx: Pick<Context, "db" | "logger" | "positions">) {
    this.ctx = ctx;
    this.unsubscribe = ctx.positions.onMoved((fix) => this.moved.set(fix.brigade, fix));
  }

  /** All brigades where they were last seen. */
  get everything(): Fix[] {
    return this.ctx.positions.everything;
  }

  /** What moved since the last taking. */
  takeMoved(): Fix[] {
    const moved = [...this.moved.values()];
    this.moved.clear();
    return moved;
  }

  /** Begins a reading of the table when it is time for one. */
  refreshNowAndThen(): void {
    if (performance.now() - this.refreshedAt >= REFRESH_MS) void this.refresh();
  }

  /** Resolves when all that was committed before is known. One reading at a time. */
  refresh(): Promise<void> {
    this.refreshedAt = performance.now();
    this.refreshing ??= this.ctx.positions
      .refresh(this.ctx.db)
      .catch((error: Error) => this.ctx.logger.error({ error: error.message }, "positions could not be read"))
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    await this.refreshing;
  }
}
