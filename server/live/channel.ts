/** One audience that somebody follows: its room, its projection of what is published, and its digests. */
import type { Server, Socket } from "socket.io";
import type { Audience } from "#contract/actor";
import { keyOf, project } from "#domain/audience";
import type { Told } from "#domain/told";
import type { Context } from "../context.ts";
import type { Events } from "../log/tail.ts";
import { accessOf, type FrameEvent, frameEventOf, frameEvents } from "./access.ts";
import { DigestWatch } from "./digest-watch.ts";
import { readDigest } from "./read-digest.ts";
import { packEvent, packFrame, sendPacked } from "./send-packed.ts";
import { viewRules } from "./view-rules.ts";

export interface Batch {
  from: number;
  to: number;
  events: Told[];
}

export class Channel {
  readonly audience: Audience;
  readonly key: string;
  readonly digests: DigestWatch;
  private readonly ctx: Context;
  private readonly io: Server;
  private readonly room: string;
  /** Those of the room who are shown positions, by how they take a frame. */
  private readonly watchers: Record<FrameEvent, string>;

  constructor(ctx: Context, io: Server, audience: Audience) {
    this.ctx = ctx;
    this.io = io;
    this.audience = audience;
    this.key = keyOf(audience);
    this.room = `live:${this.key}`;
    this.watchers = { frame: `frames:${this.key}`, positions: `positions:${this.key}` };
    this.digests = new DigestWatch(ctx.logger, () => readDigest(ctx, audience));
  }

  join(socket: Socket): void {
    void socket.join(this.room);
    if (this.showsPositionsTo(socket)) void socket.join(this.watchers[frameEventOf(socket)]);
  }

  leave(socket: Socket): void {
    void socket.leave(this.room);
    for (const event of frameEvents) void socket.leave(this.watchers[event]);
  }

  showsPositionsTo(socket: Socket): boolean {
    return this.audience.kind === "public" || accessOf(socket).seesPositions;
  }

  get followers(): Iterable<string> {
    return this.inRoom(this.room);
  }

  get isFollowed(): boolean {
    return this.hasAnybody(this.room);
  }

  get isWatched(): boolean {
    return frameEvents.some((event) => this.hasAnybody(this.watchers[event]));
  }

  /** What the audience is told of these events; a batch of nothing still says that there is nothing up to `to` (LV3). */
  batch(from: number, to: number, events: Events): Batch {
    const rules = viewRules(this.ctx);
    return { from, to, events: events.flatMap((event) => project(this.audience, event, rules) ?? []) };
  }

  /** Hands events to the room, encoded once, and a digest that was read of them before. */
  publish(from: number, to: number, events: Events): void {
    if (this.isFollowed) this.send("events", this.batch(from, to, events));
    this.sendDigest(to);
  }

  /** Reads a digest and sends it, once the events that it is about have been sent. */
  async takeDigest(sentTo: () => number): Promise<void> {
    if (!this.isFollowed) return;
    this.digests.begin();
    await this.digests.idle();
    this.sendDigest(sentTo());
  }

  sendFrame(frame: Uint8Array<ArrayBuffer>): void {
    sendPacked(this.io, this.inRoom(this.watchers.frame), packFrame(frame));
    if (this.hasAnybody(this.watchers.positions))
      this.io.to(this.watchers.positions).emit("positions", frame);
  }

  private sendDigest(sentTo: number): void {
    const digest = this.digests.due(sentTo);
    if (digest) this.send("digest", digest);
  }

  private send(name: string, body: unknown): void {
    sendPacked(this.io, this.followers, packEvent(name, body));
  }

  private hasAnybody(room: string): boolean {
    return this.io.sockets.adapter.rooms.has(room);
  }

  private inRoom(room: string): Iterable<string> {
    return this.io.sockets.adapter.rooms.get(room) ?? [];
  }
}
