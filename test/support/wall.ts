/** A dashboard without a screen: snapshot, socket, resume and fold as the page does them, and a record of what came. */
import { io, type Socket } from "socket.io-client";
import { CityAnswer } from "#contract/card";
import type { CityEvent, UnknownEvent } from "#contract/events";
import { decodeFrame, type Fix, fixesOf } from "#contract/frame";
import { FRAME, frameParser } from "#contract/frame-parser";
import { DigestAt, EventBatch, PROTOCOL, SignedOut, SnapshotNeeded } from "#contract/live";
import { DigestTrail } from "#domain/digest-trail";
import { fold, type LiveCity } from "#domain/fold";
import { cityCodes } from "#domain/report-table";
import { decodeSnapshot, SnapshotError } from "#domain/snapshot";
import type { CityRules } from "#server/context";
import { bearer } from "./people.ts";

export class Wall {
  city!: LiveCity;
  readonly seen: (CityEvent | UnknownEvent)[] = [];
  readonly fixes = new Map<number, Fix>();
  readonly digests: { theirs: DigestAt; ours: DigestAt }[] = [];
  readonly snapshotReasons: string[] = [];
  /** Why the server ended the connection. */
  signedOut: string | undefined;
  /** The fixes of the last whole frame. */
  whole: Fix[] | undefined;
  /** Folds each batch twice, as if it had come twice. */
  hearsTwice = false;
  /** Connects as whoever has socket.io and nothing of ours. */
  isStock = false;
  snapshots = 0;
  frames = 0;
  socket: Socket | undefined;
  private readonly headers: Record<string, string>;
  private readonly url: string;
  /** The city as it was fetched last. */
  rules: Pick<CityRules, "codes" | "fingerprint">;
  private readonly trail = new DigestTrail();
  private readonly waiting = new Set<() => void>();
  /** What it connects by, in the order in which it tries them: after long polling it changes to a websocket while events come. */
  transports: string[] = ["websocket"];
  /** The last renewal, for tests to await. */
  renewing: Promise<void> = Promise.resolve();
  private renewals = 0;
  private subscribing: Promise<void> = Promise.resolve();

  constructor(url: string, rules: Pick<CityRules, "codes" | "fingerprint">, token: string | undefined) {
    this.headers = bearer(token);
    this.url = url;
    // What it was given may go on living; the wall knows only what it has fetched.
    const { codes, fingerprint } = rules;
    this.rules = { codes, fingerprint };
  }

  async start(): Promise<void> {
    await this.takeSnapshot();
    await this.resume();
  }

  /** Of a city that changes again and again meanwhile as often as it takes; the page would wait in between. */
  async takeSnapshot(attempts = 8): Promise<void> {
    const response = await fetch(`${this.url}/api/live/snapshot`, {
      headers: this.headers,
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`no snapshot: ${response.status} ${await response.text()}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    try {
      this.city = this.decode(bytes);
      this.trail.begin(this.city);
    } catch (error) {
      const other = error instanceof SnapshotError && error.code === "other-city";
      if (!other || attempts === 0) throw error;
      await this.fetchCity();
      return this.takeSnapshot(attempts - 1);
    }
    this.snapshots++;
  }

  private decode(bytes: Uint8Array<ArrayBuffer>): LiveCity {
    return decodeSnapshot(bytes, this.rules.codes, this.rules.fingerprint);
  }

  private async fetchCity(): Promise<void> {
    const response = await fetch(`${this.url}/api/city`, { headers: this.headers });
    const { city, fingerprint } = CityAnswer.parse(await response.json());
    this.rules = { codes: cityCodes(city), fingerprint };
  }

  /** Connects and asks for what it missed; takes a snapshot when it is told to. */
  async resume(): Promise<void> {
    const socket = io(this.url, {
      ...(this.isStock
        ? { auth: { protocol: PROTOCOL } }
        : { parser: frameParser, auth: { protocol: PROTOCOL, frames: true } }),
      extraHeaders: this.headers,
      transports: this.transports,
      reconnection: false,
      forceNew: true,
    });
    this.socket = socket;
    socket.on("events", (message: unknown) => this.take(EventBatch.parse(message)));
    socket.on(this.isStock ? "positions" : FRAME, (bytes: ArrayBuffer | Uint8Array) => {
      this.frames++;
      const frame = decodeFrame(new Uint8Array(bytes));
      if (frame.whole) {
        this.fixes.clear();
        this.whole = fixesOf(frame);
      }
      for (const fix of fixesOf(frame)) this.fixes.set(fix.brigade, fix);
      this.changed();
    });
    socket.on("digest", (message: unknown) => {
      const theirs = DigestAt.parse(message);
      const ours = this.trail.at(this.city, theirs.cursor);
      if (!ours) return;
      this.digests.push({ theirs, ours });
      socket.emit("digest", ours);
      this.changed();
    });
    socket.on("signed-out", (message: unknown) => {
      this.signedOut = SignedOut.parse(message).reason;
    });
    socket.on("disconnect", () => this.changed());
    socket.on("snapshot-needed", (message: unknown) => {
      this.snapshotReasons.push(SnapshotNeeded.parse(message).reason);
      void this.takeSnapshot().then(() => this.subscribe());
    });
    await new Promise<void>((resolve, reject) => {
      socket.on("connect", resolve);
      socket.on("connect_error", reject);
    });
    await this.subscribe();
  }

  /** Ends the connection as a cut cable would: nothing is said. */
  drop(): void {
    this.socket?.disconnect();
    this.socket = undefined;
  }

  /** Resolves when `holds` does; looked at after everything that arrives. */
  async until(holds: () => boolean, what = "the wall's condition"): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        this.waiting.delete(look);
        clearTimeout(limit);
        resolve();
      };
      const limit = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`waited 20 s for ${what}; the wall is at ${this.city.cursor}`));
      }, 20_000);
      this.waiting.add(look);
    });
  }

  reached(cursor: number): Promise<void> {
    return this.until(() => this.city.cursor >= cursor, `cursor ${cursor}`);
  }

  kindsOf(reportId: number): string[] {
    return this.seen.filter((event) => event.reportId === reportId).map((event) => event.kind);
  }

  private subscribe(): Promise<void> {
    this.subscribing = this.askForEvents();
    return this.subscribing;
  }

  private async askForEvents(): Promise<void> {
    const { log, audience, cursor } = this.city;
    const answer: { ok: boolean; snapshot?: string; problem?: { detail: string } } = await this.socket
      ?.timeout(20_000)
      .emitWithAck("subscribe", { log, audience, cursor });
    if (answer.ok) return;
    if (answer.snapshot === undefined) throw new Error(`subscribe was refused: ${answer.problem?.detail}`);
    this.snapshotReasons.push(answer.snapshot);
    await this.takeSnapshot();
    await this.askForEvents();
  }

  private take(batch: EventBatch): void {
    // What lies between an older snapshot and the room is asked for when the renewal subscribes.
    if (batch.from > this.city.cursor && this.renewals > 0) return;
    if (batch.from > this.city.cursor)
      throw new Error(`a hole: at ${this.city.cursor}, told from ${batch.from}`);
    const lists = batch.events.some(({ kind, seq }) => kind === "city.changed" && seq > this.city.cursor);
    for (const event of this.hearsTwice ? [...batch.events, ...batch.events] : batch.events) {
      if (event.seq > this.city.cursor) this.seen.push(event);
      fold(this.city, event);
      this.trail.note(this.city);
    }
    this.city.cursor = Math.max(this.city.cursor, batch.to);
    this.changed();
    if (lists) this.renew();
  }

  /** As the page does when the city's lists are others now (SN5): one renewal after the other. */
  private renew(): void {
    this.renewals++;
    this.renewing = this.renewing
      .then(() => this.subscribing)
      .then(async () => {
        if (!this.socket) return;
        await this.takeSnapshot();
        await this.subscribe();
      })
      .catch((error: Error) => {
        // Cut off meanwhile, perhaps with its server: nobody is left to renew for.
        if (this.socket) throw error;
      })
      .finally(() => {
        this.renewals--;
        this.changed();
      });
  }

  private changed(): void {
    for (const look of [...this.waiting]) look();
  }
}
