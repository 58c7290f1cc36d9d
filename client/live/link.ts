/**
 * The one who keeps the live city alive: a snapshot, then the events after it, over any number of broken connections.
 * Whatever arrives, twice, late or not at all, the city is either the fold of the log up to its cursor or replaced by a
 * snapshot. Rules LV3…LV7 and FD4 of SPEC.md from the client's side.
 */

import type { Frame } from "#contract/frame";
import type { DigestAt, EventBatch, Pulse } from "#contract/live";
import { sameDigest } from "#domain/digest";
import { DigestTrail } from "#domain/digest-trail";
import { fold, type LiveCity } from "#domain/fold";
import { backOff } from "./back-off.ts";
import { asHttpError } from "./http.ts";
import type { Wire } from "./wire.ts";

/**
 * loading: no city yet. live: what is shown is what is known. catching-up: connected, but events or a snapshot are
 * still owed to us. silent: connected, yet nothing was heard. offline: no connection. outdated: only a reload helps.
 */
export type LinkPhase = "loading" | "live" | "catching-up" | "silent" | "offline" | "outdated";

export interface LinkState {
  phase: LinkPhase;
  /** Local instant at which the phase began, ms. */
  since: number;
  /** Why the last snapshot could not be had; null when it could. */
  trouble: { code: string; detail: string } | null;
  /** Snapshots taken, subscriptions resumed, digests that differed. */
  snapshots: number;
  resumes: number;
  mismatches: number;
}

export interface Timers {
  /** Local clock, ms. */
  now(): number;
  /** Calls once after so many ms; gives back how to call it off. */
  after(ms: number, call: () => void): () => void;
  random(): number;
}

export interface LinkOptions {
  wire: Wire;
  /** Rejects with `OutdatedError` when only a reload of the page helps. */
  takeSnapshot(): Promise<LiveCity>;
  timers: Timers;
  /** Another city object than before; readers drop what they derived from the old one. */
  onCity(city: LiveCity): void;
  /** The city has changed in place, by these. */
  onEvents(events: EventBatch["events"]): void;
  onFrame(frame: Frame): void;
  onPulse(pulse: Pulse): void;
  /** What is shown is what the server has, just now: the moment from which its age counts. */
  onFresh(): void;
  onState(state: LinkState): void;
  /** The server knows us no more as who we were. */
  onSignedOut(): void;
}

/** Refusals of the handshake that say that whoever connects is not who they believe to be. */
const notWhoWeWere = new Set(["credential-ended", "sign-in-needed", "forbidden"]);

export class OutdatedError extends Error {}

/** Pulses come every 5 s: two missed and some grace is silence, four is a connection that is only believed to be one. */
const SILENT_AFTER = 12_000;
const RETRY_AFTER = 22_000;
const LOOK_EVERY = 1000;
const CALM_AFTER = 30_000;

export class LiveLink {
  city: LiveCity | undefined;
  state: LinkState;
  private readonly options: LinkOptions;
  private connected = false;
  private subscribed = false;
  private outdated = false;
  private heardAt: number;
  /** Goes up with each subscription; answers to an older one are void. */
  private turn = 0;
  private asking = false;
  private fetching = false;
  private failures = 0;
  private pulseBefore: Pulse | undefined;
  private readonly trail = new DigestTrail();
  private said: LinkState | undefined;
  /** Ends the wait before the next try of a snapshot. */
  private hurry: (() => void) | undefined;
  private readonly calls = new Set<() => void>();
  private closed = false;

  constructor(options: LinkOptions) {
    this.options = options;
    this.heardAt = options.timers.now();
    this.state = {
      phase: "loading",
      since: this.heardAt,
      trouble: null,
      snapshots: 0,
      resumes: 0,
      mismatches: 0,
    };
  }

  start(): void {
    this.options.wire.open({
      connected: () => this.whenConnected(),
      disconnected: () => this.whenDisconnected(),
      refused: (code) => this.whenRefused(code),
      events: (batch) => this.takeEvents(batch),
      snapshotNeeded: () => this.replaceCity(),
      digest: (theirs) => this.compare(theirs),
      positions: (frame) => this.hear(() => this.options.onFrame(frame)),
      pulse: (pulse) => this.takePulse(pulse),
      garbled: () => this.replaceCity(),
      signedOut: () => this.options.onSignedOut(),
    });
    this.replaceCity();
    this.look();
  }

  /** At once instead of when the back-off ends: the network is back, or a person has asked. */
  retry(): void {
    if (this.outdated || this.closed) return;
    if (!this.connected) this.options.wire.retry();
    this.hurry?.();
  }

  /** A connection that this machine slept through is not believed any more. */
  reconnect(): void {
    if (this.outdated || this.closed) return;
    this.options.wire.retry();
    this.hurry?.();
  }

  close(): void {
    this.closed = true;
    for (const cancel of this.calls) cancel();
    this.options.wire.close();
  }

  private whenConnected(): void {
    this.connected = true;
    this.heardAt = this.options.timers.now();
    this.pulseBefore = undefined;
    void this.subscribe();
    this.say();
  }

  private whenDisconnected(): void {
    this.connected = false;
    this.subscribed = false;
    this.asking = false;
    this.turn++;
    this.say();
  }

  private whenRefused(code: string): void {
    if (code === "unsupported-protocol") this.outdated = true;
    if (notWhoWeWere.has(code)) this.options.onSignedOut();
    this.say();
  }

  private hear(then: () => void): void {
    this.heardAt = this.options.timers.now();
    then();
    if (this.state.phase === "silent") this.say();
    else if (this.state.phase === "live") this.options.onFresh();
  }

  private takeEvents(batch: EventBatch): void {
    this.hear(() => {
      const { city } = this;
      if (!city || batch.to <= city.cursor) return;
      // A hole: something of this log never reached us. The cursor says from where to ask again (LV3).
      if (batch.from > city.cursor || !inOrder(batch)) {
        this.resubscribe();
        return;
      }
      const lists = batch.events.some(({ kind, seq }) => kind === "city.changed" && seq > city.cursor);
      for (const event of batch.events) {
        fold(city, event);
        this.trail.note(city);
      }
      city.cursor = Math.max(city.cursor, batch.to);
      this.options.onEvents(batch.events);
      // Services, names, hours are others now (SN5). What is shown stays until the new ones are here.
      if (lists) this.replaceCity();
    });
  }

  private compare(theirs: DigestAt): void {
    this.hear(() => {
      const { city } = this;
      if (!city) return;
      const own = this.trail.at(city, theirs.cursor);
      if (!own) return;
      this.options.wire.tellDigest(own);
      if (own.cursor !== theirs.cursor || sameDigest(own, theirs)) return;
      this.state = { ...this.state, mismatches: this.state.mismatches + 1 };
      this.replaceCity();
    });
  }

  private takePulse(pulse: Pulse): void {
    this.hear(() => {
      this.options.onPulse(pulse);
      const before = this.pulseBefore;
      this.pulseBefore = pulse;
      const { city } = this;
      if (!city || !this.subscribed) return;
      if (pulse.log !== city.log) this.replaceCity();
      // What the log held a whole pulse ago has still not come, or we hold what it did not have a whole pulse later: neither mends itself.
      else if (before && (before.cursor > city.cursor || isAhead(city, before, pulse))) this.resubscribe();
    });
  }

  private resubscribe(): void {
    if (this.asking) return;
    this.subscribed = false;
    void this.subscribe();
    this.say();
  }

  private async subscribe(): Promise<void> {
    const { city } = this;
    if (!city || !this.connected || this.asking || this.fetching || this.outdated) return;
    const turn = ++this.turn;
    this.asking = true;
    const { log, audience, cursor } = city;
    const answer = await this.options.wire.subscribe({ log, audience, cursor }).catch(() => undefined);
    if (turn !== this.turn || this.closed) return;
    this.asking = false;
    if (answer?.ok) {
      this.subscribed = true;
      this.state = { ...this.state, resumes: this.state.resumes + 1 };
    } else if (answer && "snapshot" in answer) this.replaceCity();
    else this.later(backOff(this.failures++, this.options.timers.random), () => void this.subscribe());
    this.say();
  }

  /** Fetches a snapshot until there is one. What was shown before stays until then. */
  private replaceCity(): void {
    if (this.fetching || this.outdated || this.closed) return;
    this.fetching = true;
    this.asking = false;
    this.subscribed = false;
    this.turn++;
    this.say();
    // The first is free; one that is needed again soon after waits its turn, or a slow client would take nothing else.
    if (this.failures === 0) void this.fetchCity();
    else this.fetchLater();
    this.failures++;
  }

  private async fetchCity(): Promise<void> {
    try {
      const city = await this.options.takeSnapshot();
      if (this.closed) return;
      this.fetching = false;
      this.city = city;
      this.trail.begin(city);
      this.state = { ...this.state, snapshots: this.state.snapshots + 1, trouble: null };
      this.options.onCity(city);
      void this.subscribe();
    } catch (error) {
      if (this.closed) return;
      if (error instanceof OutdatedError) this.outdated = true;
      else this.fetchLater();
      this.failures++;
      const { code, message } = asHttpError(error);
      this.state = { ...this.state, trouble: { code, detail: message } };
    }
    this.say();
  }

  private fetchLater(): void {
    const fetch = () => {
      cancel();
      this.hurry = undefined;
      void this.fetchCity();
    };
    const cancel = this.later(backOff(this.failures, this.options.timers.random), fetch);
    this.hurry = fetch;
  }

  /** Looks once a second whether the silence has become too long, and whether calm has returned. */
  private look(): void {
    const now = this.options.timers.now();
    const silence = now - this.heardAt;
    if (this.state.phase === "live" && now - this.state.since > CALM_AFTER) this.failures = 0;
    if (this.connected && silence > RETRY_AFTER && !this.outdated) {
      this.heardAt = now;
      this.options.wire.retry();
    }
    this.say();
    this.later(LOOK_EVERY, () => this.look());
  }

  private later(ms: number, call: () => void): () => void {
    const stop = this.options.timers.after(ms, () => {
      this.calls.delete(stop);
      if (!this.closed) call();
    });
    this.calls.add(stop);
    return () => {
      this.calls.delete(stop);
      stop();
    };
  }

  private phase(): LinkPhase {
    if (this.outdated) return "outdated";
    if (!this.city) return "loading";
    if (!this.connected) return "offline";
    if (this.options.timers.now() - this.heardAt > SILENT_AFTER) return "silent";
    return this.subscribed ? "live" : "catching-up";
  }

  /** Tells the state when something in it is new. */
  private say(): void {
    const phase = this.phase();
    if (phase !== this.state.phase) {
      this.state = { ...this.state, phase, since: this.options.timers.now() };
      if (phase === "live") this.options.onFresh();
    }
    if (this.state === this.said) return;
    this.said = this.state;
    this.options.onState(this.state);
  }
}

/** A snapshot may be newer than what its server has read of the log, but not for so long. */
function isAhead(city: LiveCity, before: Pulse, pulse: Pulse): boolean {
  return before.log === pulse.log && Math.max(before.cursor, pulse.cursor) < city.cursor;
}

/** Seqs rise and lie in (from, to]. The fold would pass over an event that comes too late, so it must never see one. */
function inOrder(batch: EventBatch): boolean {
  let last = batch.from;
  for (const event of batch.events) {
    if (event.seq <= last || event.seq > batch.to) return false;
    last = event.seq;
  }
  return true;
}
