/**
 * The live side for one process: follows the log and hands each batch to the channels of all audiences that are followed.
 * A dashboard is behind (being caught up), live (in its channel's room) or lagging (its connection takes less than we
 * send: it gets nothing more and, when it has drained, is told to take a snapshot). The rules' numbers are those of
 * domain/contract/SPEC.md.
 */
import type { Server, Socket } from "socket.io";
import type { Audience } from "#contract/actor";
import { DigestAt, PROTOCOL, Subscribe, type snapshotReasons } from "#contract/live";
import type { PresenceAnswer } from "#contract/presence";
import { parseInput, Refusal } from "#contract/problem";
import { keyOf } from "#domain/audience";
import type { Context } from "../context.ts";
import { allow } from "../http/guard.ts";
import { readHead } from "../log/append-events.ts";
import { type Events, Tail } from "../log/tail.ts";
import { accessOf, frameEventOf } from "./access.ts";
import { Backlogs } from "./backlogs.ts";
import { catchUp } from "./catch-up.ts";
import { Channel } from "./channel.ts";
import { Frames } from "./frames.ts";
import { type MessageName, messages } from "./messages.ts";
import { openPresenceBus } from "./open-presence-bus.ts";
import { type PresenceOptions, PresenceRoom, presenceDefaults } from "./presence.ts";
import type { PresenceBus } from "./presence-bus.ts";
import { inOnePiece, packEvent, sendPacked } from "./send-packed.ts";
import { AccessWatch } from "./watch-access.ts";

export interface GatewayOptions extends PresenceOptions {
  /** A dashboard further behind than this many events takes a snapshot: it is smaller than they are. */
  resumeLimit: number;
  /** Bytes that may wait for one dashboard before it counts as lagging. */
  backlogLimit: number;
  backlogsEveryMs: number;
  digestEveryMs: number;
  /** With the next frame, whether there is one or not. */
  pulseEveryMs: number;
  /** A log that could not be read for longer is followed no more: whoever is told nothing then says how old it is. */
  unreadLimitMs: number;
  framesEveryMs: number;
  /** Of positions for everybody, which are minutes old anyway. */
  publicFramesEveryMs: number;
}

export const gatewayDefaults: GatewayOptions = {
  ...presenceDefaults,
  resumeLimit: 20_000,
  backlogLimit: 1_000_000,
  backlogsEveryMs: 2_500,
  digestEveryMs: 15_000,
  pulseEveryMs: 5_000,
  unreadLimitMs: 4_000,
  framesEveryMs: 250,
  publicFramesEveryMs: 5_000,
};

export interface LiveCounts {
  dashboards: number;
  resumed: number;
  snapshotsAsked: number;
  lagging: number;
  digests: number;
  mismatches: number;
  refusedMessages: number;
}

type SnapshotReason = (typeof snapshotReasons)[number];
type Answer = { ok: true } | { ok: false; snapshot: SnapshotReason } | PresenceAnswer;

export class Gateway {
  readonly counts: LiveCounts = {
    dashboards: 0,
    resumed: 0,
    snapshotsAsked: 0,
    lagging: 0,
    digests: 0,
    mismatches: 0,
    refusedMessages: 0,
  };
  private readonly ctx: Context;
  private readonly io: Server;
  private readonly options: GatewayOptions;
  private readonly log: string;
  private readonly tail: Tail;
  /** What the rooms have been sent; moves in the same turn of the event loop as the sending. */
  private sentTo: number;
  /** By the audience's key; made when the first of it subscribes. */
  private readonly channels = new Map<string, Channel>();
  private readonly frames: Frames;
  private readonly backlogs: Backlogs;
  private readonly access: AccessWatch;
  private readonly presence: PresenceRoom;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly unsubscribe: () => void;
  /** Which of a dashboard's questions is being answered. */
  private readonly turns = new WeakMap<Socket, symbol>();
  private pulsedAt = Number.NEGATIVE_INFINITY;
  private takingDigests: Promise<void> | undefined;

  private constructor(
    ctx: Context,
    io: Server,
    options: GatewayOptions,
    head: { log: string; seq: number },
    bus: PresenceBus,
  ) {
    this.ctx = ctx;
    this.io = io;
    this.options = options;
    this.log = head.log;
    this.sentTo = head.seq;
    this.frames = new Frames(ctx, () => this.channels.values());
    this.backlogs = new Backlogs(io, options.backlogLimit);
    this.access = new AccessWatch(ctx, io);
    this.presence = new PresenceRoom(ctx, io, bus, options);
    this.tail = new Tail({
      db: ctx.db,
      from: head.seq,
      onEvents: (events) => this.publish(events),
      onError: (error) => ctx.logger.error({ error: error.message }, "the tail of the log could not be read"),
    });
    this.unsubscribe = ctx.lane.onCommitted(() => this.tail.nudge());
  }

  static async start(
    ctx: Context,
    io: Server,
    options: Partial<GatewayOptions> = {},
    redisUrl?: string,
  ): Promise<Gateway> {
    const all = { ...gatewayDefaults, ...options };
    const head = await readHead(ctx.db);
    // What another process registered or changed since the context was opened lies before the tail's start.
    await ctx.brigades.load(ctx.db);
    await ctx.rules.catchUp();
    const gateway = new Gateway(ctx, io, all, head, await openPresenceBus(ctx, redisUrl));
    gateway.tail.start();
    io.on("connection", (socket) => gateway.welcome(socket));
    gateway.every(all.framesEveryMs, () => gateway.sendMoved());
    gateway.every(all.backlogsEveryMs, () => gateway.watchBacklogs());
    gateway.every(all.publicFramesEveryMs, () => gateway.sendPublic());
    gateway.every(all.digestEveryMs, () => gateway.takeDigests());
    return gateway;
  }

  get cursor(): number {
    return this.sentTo;
  }

  /** Why the log cannot be followed at the moment, if it cannot. */
  get fault(): string | undefined {
    return this.tail.fault;
  }

  /** A read that fails once is tried again at once, and nobody need know. */
  private get isFollowing(): boolean {
    return performance.now() - this.tail.readAt < this.options.unreadLimitMs;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.unsubscribe();
    this.presence.stop();
    await this.access.stop();
    await this.tail.stop();
    await this.takingDigests;
    await this.frames.stop();
  }

  private every(ms: number, work: () => void): void {
    this.timers.push(setInterval(work, ms));
  }

  private channelOf(audience: Audience): Channel {
    const key = keyOf(audience);
    const channel = this.channels.get(key) ?? new Channel(this.ctx, this.io, audience);
    this.channels.set(key, channel);
    return channel;
  }

  private welcome(socket: Socket): void {
    this.counts.dashboards++;
    socket.on("disconnect", () => {
      this.counts.dashboards--;
      this.backlogs.forget(socket);
      this.presence.leave(socket);
    });
    if (this.isFollowing) socket.emit("pulse", this.pulseNow());
    this.listen(socket, "subscribe", (message) => this.subscribe(socket, message));
    this.listen(socket, "digest", async (message) => this.compare(socket, message));
    this.presence.join(socket);
    this.listen(socket, "look", (message) => this.presence.look(socket, message));
    this.listen(socket, "claim", (message) => this.presence.claim(socket, message));
    this.listen(socket, "release", (message) => this.presence.release(socket, message));
  }

  private listen(
    socket: Socket,
    name: MessageName,
    handle: (message: unknown) => Promise<Answer | undefined>,
  ): void {
    socket.on(name, (message: unknown, answer: unknown) => {
      void this.answering(answer, async () => {
        allow(accessOf(socket).principal, messages[name]);
        return handle(message);
      });
    });
  }

  private compare(socket: Socket, message: unknown): undefined {
    const { digests } = this.channelOf(accessOf(socket).audience);
    const before = { compared: digests.compared, mismatches: digests.mismatches };
    digests.compare(parseInput(DigestAt, message, "digest"));
    this.counts.digests += digests.compared - before.compared;
    this.counts.mismatches += digests.mismatches - before.mismatches;
  }

  /** Turns what a message handler refuses into its answer; a bug is logged and said to be one. */
  private async answering(answer: unknown, handle: () => Promise<Answer | undefined>): Promise<void> {
    const reply = typeof answer === "function" ? (answer as (result: Answer) => void) : () => {};
    try {
      const result = await handle();
      if (result) reply(result);
    } catch (error) {
      this.counts.refusedMessages++;
      if (!(error instanceof Refusal)) this.ctx.logger.error({ error }, "a socket message failed");
      const refusal =
        error instanceof Refusal ? error : new Refusal("internal-error", "the server failed; try again");
      reply({ ok: false, problem: refusal.toProblem() });
    }
  }

  /** LV4: what came after the cursor, or "take a snapshot"; nothing in between. */
  private async subscribe(socket: Socket, message: unknown): Promise<Answer | undefined> {
    const { log, audience, cursor } = parseInput(Subscribe, message, "subscribe");
    const refuse = (snapshot: SnapshotReason): Answer => {
      this.counts.snapshotsAsked++;
      return { ok: false, snapshot };
    };
    const channel = this.channelOf(accessOf(socket).audience);
    // One catching-up a dashboard: a newer question ends the older, and nothing live is mixed into it.
    const turn = Symbol("subscribe");
    this.turns.set(socket, turn);
    channel.leave(socket);
    this.backlogs.forget(socket);
    if (this.fault && !this.isFollowing)
      throw new Refusal("not-ready", "the log cannot be read at the moment");
    if (log !== this.log) return refuse("other-log");
    if (audience !== channel.key) return refuse("other-audience");
    if (cursor > this.sentTo && cursor > (await readHead(this.ctx.db)).seq) return refuse("ahead-of-log");
    if (this.sentTo - cursor > this.options.resumeLimit) return refuse("too-old");
    await this.frames.fresh(channel.audience);
    const reached = await catchUp({
      db: this.ctx.db,
      socket,
      channel,
      cursor,
      sentTo: () => this.sentTo,
      isWanted: () => this.turns.get(socket) === turn,
      backlogLimit: this.options.backlogLimit,
      // Ahead of the room by a snapshot that is newer than our tail: the room's batches overlap, the fold ignores (FD2).
      whenThere: () => channel.join(socket),
    });
    if (reached === "too-slow") return refuse("too-slow");
    if (reached === "unwanted") return undefined;
    socket.emit(frameEventOf(socket), this.frames.first(channel.audience, channel.showsPositionsTo(socket)));
    this.counts.resumed++;
    return { ok: true };
  }

  /** Hands a batch to every room, each in its own words. */
  private async publish(events: Events): Promise<void> {
    for (const event of events)
      if (event.kind === "brigade.registered" && "body" in event) this.ctx.brigades.add(event.body.brigade);
    // Before anybody is told, so that whoever then asks this process for the city gets the new one (SN5).
    if (events.some((event) => event.kind === "city.changed")) await this.ctx.rules.catchUp();
    const from = this.sentTo;
    const to = from + events.length;
    for (const channel of this.channels.values()) channel.publish(from, to, events);
    this.sentTo = to;
  }

  /** One audience after the other: each reads all of its rows. */
  private takeDigests(): void {
    if (!this.isFollowing) return;
    const take = async () => {
      for (const channel of this.channels.values()) await channel.takeDigest(() => this.sentTo);
    };
    this.takingDigests ??= take().finally(() => {
      this.takingDigests = undefined;
    });
  }

  private pulseNow() {
    return { log: this.log, cursor: this.sentTo, now: this.ctx.clock.now(), protocol: PROTOCOL };
  }

  /** Every few seconds with a pulse before it. Neither while events are missing: a map on which brigades move looks alive (LV2). */
  private sendMoved(): void {
    if (!this.isFollowing) return;
    const now = performance.now();
    if (now - this.pulsedAt < this.options.pulseEveryMs) {
      this.frames.sendMoved();
      return;
    }
    this.pulsedAt = now;
    inOnePiece(this.io, () => {
      this.pulse();
      this.frames.sendMoved();
    });
  }

  private sendPublic(): void {
    if (this.isFollowing) void this.frames.sendPublic();
  }

  private pulse(): void {
    sendPacked(this.io, this.io.sockets.sockets.keys(), packEvent("pulse", this.pulseNow()));
  }

  private watchBacklogs(): void {
    const { leftOut, drained } = this.backlogs.look(this.channels.values());
    this.counts.lagging += leftOut;
    for (const socket of drained) {
      this.counts.snapshotsAsked++;
      socket.emit("snapshot-needed", { reason: "too-slow" satisfies SnapshotReason });
    }
  }
}
