/** Positions on their way to the channels: each audience's frame encoded once for all of it (PF2, PF5). */
import type { Audience } from "#contract/actor";
import { encodeFrame, type Fix } from "#contract/positions";
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
    const watched = [...this.channels()].some((one) => one.audience.kind !== "public" && one.isWatched);
    if (watched) void this.poll();
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
    await (audience.kind === "public" ? this.inPublic.poll() : this.poll());
  }

  /** The first frame of whoever subscribes: all that they may see, and with that an end of what they saw before as somebody else. */
  first(audience: Audience, isShown: boolean): Uint8Array<ArrayBuffer> {
    if (!isShown) return this.whole([]);
    if (audience.kind === "public") return this.inPublicNow();
    return this.whole(this.seenBy(audience, this.feed.everything));
  }

  async idle(): Promise<void> {
    await this.feed.idle();
    await this.inPublic.idle();
  }

  private poll(): Promise<void> {
    return this.feed.poll((moved) => {
      for (const channel of this.channels()) {
        if (channel.audience.kind === "public" || !channel.isWatched) continue;
        const seen = this.seenBy(channel.audience, moved);
        if (seen.length > 0) channel.sendFrame(encodeFrame(seen, this.ctx.clock.now()));
      }
    });
  }

  /** Of where brigades are now. */
  private seenBy(audience: Exclude<Audience, { kind: "public" }>, fixes: Fix[]): Fix[] {
    if (audience.kind === "ops") return fixes;
    const own = this.ctx.brigades.get(audience.brigade)?.id;
    return fixes.filter((fix) => fix.brigade === own);
  }

  /** Nobody, from the moment at which the city shows nobody. */
  private inPublicNow(): Uint8Array<ArrayBuffer> {
    return this.whole(this.ctx.rules.city.publicPositions.mode === "off" ? [] : this.inPublic.shown);
  }

  private whole(fixes: Fix[]): Uint8Array<ArrayBuffer> {
    return encodeFrame(fixes, this.ctx.clock.now(), { whole: true });
  }
}
