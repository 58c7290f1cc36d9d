/** Positions on their way to the channels: each audience's frame encoded once for all of it (PF2, PF5). */
import type { Audience } from "#contract/actor";
import { encodeFrame, type Fix } from "#contract/frame";
import type { Context } from "../context.ts";
import type { Channel } from "./channel.ts";
import { PositionFeed } from "./position-feed.ts";
import { PublicPositions } from "./public-positions.ts";

export class Frames {
  private readonly ctx: Context;
  private readonly channels: () => Iterable<Channel>;
  private readonly feed: PositionFeed;
  private readonly inPublic: PublicPositions;

  constructor(ctx: Context, channels: () => Iterable<Channel>) {
    this.ctx = ctx;
    this.channels = channels;
    this.feed = new PositionFeed(ctx);
    this.inPublic = new PublicPositions(ctx);
  }

  /** Sends what moved to whoever may know where brigades are now. */
  sendMoved(): void {
    const moved = this.feed.takeMoved();
    const watched = [...this.channels()].filter((one) => one.audience.kind !== "public" && one.isWatched);
    if (watched.length === 0) return;
    this.feed.refreshNowAndThen();
    // Operators of all departments see the same brigades.
    let forOperators: Uint8Array<ArrayBuffer> | undefined;
    for (const channel of watched) {
      const seen = this.seenBy(channel.audience, moved);
      if (seen.length === 0) continue;
      if (channel.audience.kind !== "ops") channel.sendFrame(this.frame(seen));
      else {
        forOperators ??= this.frame(seen);
        channel.sendFrame(forOperators);
      }
    }
  }

  /** Sends everybody all that they are shown: who is not in it has vanished. */
  async sendPublic(): Promise<void> {
    for (const channel of this.channels()) {
      if (channel.audience.kind !== "public" || !channel.isWatched) continue;
      await this.inPublic.poll();
      channel.sendFrame(this.inPublicNow());
    }
  }

  /** Resolves when what an audience may see is known as of now. */
  async fresh(audience: Audience): Promise<void> {
    await (audience.kind === "public" ? this.inPublic.poll() : this.feed.refresh());
  }

  /** The first frame of whoever subscribes: all that they may see, and with that an end of what they saw before as somebody else. */
  first(audience: Audience, isShown: boolean): Uint8Array<ArrayBuffer> {
    if (!isShown) return this.frame([], true);
    if (audience.kind === "public") return this.inPublicNow();
    return this.frame(this.seenBy(audience, this.feed.everything), true);
  }

  async stop(): Promise<void> {
    await this.feed.stop();
    await this.inPublic.idle();
  }

  /** Of where brigades are now; nobody, for an audience that is shown where they were. */
  private seenBy(audience: Audience, fixes: Fix[]): Fix[] {
    if (audience.kind === "ops") return fixes;
    const own = audience.kind === "field" ? this.ctx.brigades.get(audience.brigade)?.id : undefined;
    return fixes.filter((fix) => fix.brigade === own);
  }

  /** Nobody, from the moment at which the city shows nobody. */
  private inPublicNow(): Uint8Array<ArrayBuffer> {
    return this.frame(this.ctx.rules.city.publicPositions.mode === "off" ? [] : this.inPublic.shown, true);
  }

  private frame(fixes: readonly Fix[], whole = false): Uint8Array<ArrayBuffer> {
    return encodeFrame(fixes, this.ctx.clock.now(), { whole, box: this.ctx.rules.city.bounds });
  }
}
