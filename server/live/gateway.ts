/**
 * The live side for one process: follows the log and hands each batch to every dashboard, encoded once. A dashboard is
 * behind (being caught up), live (in the room) or lagging (its connection takes less than we send: it gets nothing more
 * and, when it has drained, is told to take a snapshot). The rules' numbers are those of domain/contract/SPEC.md.
 */
import type { Server, Socket } from "socket.io";
import { DigestAt, type EventBatch, PROTOCOL, Subscribe, type snapshotReasons } from "#contract/live";
import { parseInput, Refusal } from "#contract/problem";
import { project } from "#domain/audience";
import type { Context } from "../context.ts";
import { readHead } from "../log/append-events.ts";
import { readEvents } from "../log/read-events.ts";
import { type Events, Tail } from "../log/tail.ts";
import { backlogOf } from "./backlog.ts";
import { DigestWatch } from "./digest-watch.ts";
import { PositionFeed } from "./position-feed.ts";
import { seesPositions } from "./socket-server.ts";

export interface GatewayOptions {
  /** A dashboard further behind than this many events takes a snapshot: it is smaller than they are. */
  resumeLimit: number;
  /** Bytes that may wait for one dashboard before it counts as lagging. */
  backlogLimit: number;
  digestEveryMs: number;
  pulseEveryMs: number;
  framesEveryMs: number;
}

export const gatewayDefaults: GatewayOptions = {
  resumeLimit: 20_000,
  backlogLimit: 1_000_000,
  digestEveryMs: 15_000,
  pulseEveryMs: 5_000,
  framesEveryMs: 250,
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

const ROOM = "live:ops";
/** Those of the room who may see where brigades are. */
const POSITIONS = "positions:ops";
/** Events in a message of catching up. */
const CATCH_UP = 1000;
type SnapshotReason = (typeof snapshotReasons)[number];
type Answer = { ok: true } | { ok: false; snapshot: SnapshotReason } | { ok: false; problem: object };

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
  /** What the room has been sent; moves in the same turn of the event loop as the sending. */
  private sentTo: number;
  private readonly positions: PositionFeed;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly unsubscribe: () => void;
  /** Sockets whose connection takes less than we send. */
  private readonly lagging = new Set<Socket>();
  private readonly digests: DigestWatch;
  /** Which of a dashboard's questions is being answered. */
  private readonly turns = new WeakMap<Socket, symbol>();

  private constructor(ctx: Context, io: Server, options: GatewayOptions, head: { log: string; seq: number }) {
    this.ctx = ctx;
    this.io = io;
    this.options = options;
    this.log = head.log;
    this.sentTo = head.seq;
    this.positions = new PositionFeed(ctx);
    this.digests = new DigestWatch(ctx);
    this.tail = new Tail({
      db: ctx.db,
      from: head.seq,
      onEvents: (events) => this.publish(events),
      onError: (error) => ctx.logger.error({ error: error.message }, "the tail of the log could not be read"),
    });
    this.unsubscribe = ctx.lane.onCommitted(() => this.tail.nudge());
  }

  static async start(ctx: Context, io: Server, options: Partial<GatewayOptions> = {}): Promise<Gateway> {
    const all = { ...gatewayDefaults, ...options };
    const head = await readHead(ctx.db);
    // What another process registered or changed since the context was opened lies before the tail's start.
    await ctx.brigades.load(ctx.db);
    await ctx.rules.catchUp();
    const gateway = new Gateway(ctx, io, all, head);
    gateway.tail.start();
    io.on("connection", (socket) => gateway.welcome(socket));
    gateway.every(all.pulseEveryMs, () => gateway.pulse());
    gateway.every(all.framesEveryMs, () => gateway.sendFrames());
    gateway.every(all.framesEveryMs, () => gateway.watchBacklogs());
    gateway.every(all.digestEveryMs, () => void gateway.takeDigest());
    return gateway;
  }

  get cursor(): number {
    return this.sentTo;
  }

  /** Why the log cannot be followed at the moment, if it cannot. */
  get fault(): string | undefined {
    return this.tail.fault;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.unsubscribe();
    await this.tail.stop();
    await this.digests.idle();
    await this.positions.idle();
  }

  private every(ms: number, work: () => void): void {
    this.timers.push(setInterval(work, ms));
  }

  private welcome(socket: Socket): void {
    this.counts.dashboards++;
    socket.on("disconnect", () => {
      this.counts.dashboards--;
      this.lagging.delete(socket);
    });
    socket.emit("pulse", this.pulseNow());
    socket.on("subscribe", (message: unknown, answer: unknown) => {
      void this.answering(answer, () => this.subscribe(socket, message));
    });
    socket.on("digest", (message: unknown) => {
      void this.answering(undefined, async () => this.compare(message));
    });
  }

  private compare(message: unknown): undefined {
    this.digests.compare(parseInput(DigestAt, message, "digest"));
    this.counts.digests = this.digests.compared;
    this.counts.mismatches = this.digests.mismatches;
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
    const { log, cursor } = parseInput(Subscribe, message, "subscribe");
    const refuse = (snapshot: SnapshotReason): Answer => {
      this.counts.snapshotsAsked++;
      return { ok: false, snapshot };
    };
    // One catching-up a dashboard: a newer question ends the older, and nothing live is mixed into it.
    const turn = Symbol("subscribe");
    this.turns.set(socket, turn);
    void socket.leave(ROOM);
    void socket.leave(POSITIONS);
    this.lagging.delete(socket);
    if (log !== this.log) return refuse("other-log");
    if (cursor > this.sentTo && cursor > (await readHead(this.ctx.db)).seq) return refuse("ahead-of-log");
    if (this.sentTo - cursor > this.options.resumeLimit) return refuse("too-old");
    await this.positions.poll((frame) => this.io.to(POSITIONS).emit("positions", frame));
    let at = cursor;
    // Catch up by reading until the room's cursor is reached, then join it in the same turn of the event loop, so that
    // nothing can be published in between.
    while (at < this.sentTo) {
      const events = await readEvents(this.ctx.db, at, Math.min(CATCH_UP, this.sentTo - at));
      if (!socket.connected || this.turns.get(socket) !== turn) return undefined;
      if (backlogOf(socket) > this.options.backlogLimit) return refuse("too-slow");
      const to = events.at(-1)?.seq;
      if (to === undefined)
        throw new Error(`the log has no events after ${at}, but its tail is at ${this.sentTo}`);
      socket.emit("events", batchOf(at, to, events));
      at = to;
    }
    if (this.turns.get(socket) !== turn) return undefined;
    // Ahead of the room by a snapshot that is newer than our tail: the room's batches overlap, the fold ignores (FD2).
    void socket.join(ROOM);
    if (seesPositions(socket)) {
      void socket.join(POSITIONS);
      socket.emit("positions", this.positions.everything());
    }
    this.counts.resumed++;
    return { ok: true };
  }

  /** Hands a batch to the room, cut in two where a digest wants to be compared in between. */
  private async publish(events: Events): Promise<void> {
    for (const event of events)
      if (event.kind === "brigade.registered" && "body" in event) this.ctx.brigades.add(event.body.brigade);
    // Before anybody is told, so that whoever then asks this process for the city gets the new one (SN5).
    if (events.some((event) => event.kind === "city.changed")) await this.ctx.rules.catchUp();
    await this.digests.settled();
    const from = this.sentTo;
    const last = from + events.length;
    const digest = this.digests.between(from, last);
    const cut = digest ? digest.cursor - from : 0;
    if (cut > 0) this.send(from, from + cut, events.slice(0, cut));
    if (digest) this.sendDigest(digest);
    this.send(from + cut, last, events.slice(cut));
  }

  private send(from: number, to: number, events: Events): void {
    this.io.to(ROOM).emit("events", batchOf(from, to, events));
    this.sentTo = to;
  }

  private async takeDigest(): Promise<void> {
    if (!this.io.sockets.adapter.rooms.has(ROOM)) return;
    this.digests.begin();
    await this.digests.idle();
    const digest = this.digests.between(this.sentTo, this.sentTo + 1);
    if (digest) this.sendDigest(digest);
  }

  private sendDigest(digest: DigestAt): void {
    this.digests.wasSent(digest);
    this.io.to(ROOM).emit("digest", digest);
  }

  private pulseNow() {
    return { log: this.log, cursor: this.sentTo, now: this.ctx.clock.now(), protocol: PROTOCOL };
  }

  private pulse(): void {
    this.io.emit("pulse", this.pulseNow());
  }

  private sendFrames(): void {
    if (!this.io.sockets.adapter.rooms.has(POSITIONS)) return;
    void this.positions.poll((frame) => this.io.to(POSITIONS).emit("positions", frame));
  }

  /** LV6: who takes less than we send is left out, and told to take a snapshot when its connection is empty again. */
  private watchBacklogs(): void {
    for (const id of this.io.sockets.adapter.rooms.get(ROOM) ?? []) {
      const socket = this.io.sockets.sockets.get(id);
      if (!socket || backlogOf(socket) <= this.options.backlogLimit) continue;
      void socket.leave(ROOM);
      void socket.leave(POSITIONS);
      this.lagging.add(socket);
      this.counts.lagging++;
    }
    for (const socket of this.lagging) {
      if (backlogOf(socket) > 0) continue;
      this.lagging.delete(socket);
      this.counts.snapshotsAsked++;
      socket.emit("snapshot-needed", { reason: "too-slow" satisfies SnapshotReason });
    }
  }
}

function batchOf(from: number, to: number, events: Events): EventBatch {
  return { from, to, events: events.flatMap((event) => project("ops", event) ?? []) };
}
