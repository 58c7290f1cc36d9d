/** A server in a test's hand: nothing moves until the script says so, and anything may be lost, doubled or late. */
import type { DigestAt, EventBatch } from "#contract/live";
import { PROTOCOL } from "#contract/live";
import { fold, type LiveCity } from "#domain/fold";
import { cityCodes, columnNames } from "#domain/report-table";
import { decodeSnapshot, encodeSnapshot } from "#domain/snapshot";
import type { Timers } from "../../client/live/link.ts";
import type { SubscribeAnswer, Wire, WireEars } from "../../client/live/wire.ts";
import { type Dice, emptyCity, happen } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

interface Ask {
  log: string;
  cursor: number;
  answer(answer: SubscribeAnswer): void;
  fail(): void;
}

export class ScriptedServer {
  city: LiveCity = emptyCity();
  events: EventBatch["events"] = [];
  /** Events up to here are too old to be resumed from. */
  forgottenTo = 0;
  connected = false;
  readonly wire: Wire;
  private ears: WireEars | undefined;
  private asks: Ask[] = [];
  private sentTo: number | undefined;
  private onTheWay: (() => void)[] = [];
  private digest: { log: string; at: DigestAt } | undefined;
  private snapshots: { give(): void; fail(): void }[] = [];
  private readonly dice: Dice;
  private at = 1_700_000_000_000;

  constructor(dice: Dice) {
    this.dice = dice;
    this.wire = {
      open: (ears) => {
        this.ears = ears;
      },
      subscribe: ({ log, cursor }) =>
        new Promise((answer, reject) => {
          this.asks.push({ log, cursor, answer, fail: () => reject(new Error("no answer")) });
        }),
      tellDigest: () => {},
      retry: () => {},
      close: () => {},
    };
  }

  takeSnapshot = (): Promise<LiveCity> =>
    new Promise((give, reject) => {
      const { log, cursor, reports, alerts, warnings, warningsUnreadSince } = this.city;
      const head = {
        protocol: PROTOCOL,
        log,
        audience: "ops",
        cursor,
        at: this.at,
        city: "x",
        count: reports.count,
        columns: columnNames,
        brigades: [],
        elsewhere: [],
        alerts: [...alerts.values()],
        warnings: [...warnings.values()],
        warningsUnreadSince,
      };
      // Taken now, and in the client's hands only when the script says so.
      const bytes = encodeSnapshot(head, reports.columns);
      this.snapshots.push({
        give: () => give(decodeSnapshot(bytes, cityCodes(smallCity), "x")),
        fail: () => reject(new Error("the snapshot was lost")),
      });
    });

  grow(count: number): void {
    for (let i = 0; i < count; i++) {
      this.at += 1000;
      this.events.push(happen(this.city, this.at, this.dice));
    }
  }

  /** An administrator changes the city: no report moves. */
  changeCity(): void {
    const seq = this.city.cursor + 1;
    const body = { part: "services", version: 1, fingerprint: "x" };
    const event = { seq, at: this.at, kind: "city.changed", reportId: null, version: null, body } as const;
    this.events.push(event);
    fold(this.city, event);
  }

  connect(): void {
    if (this.connected) return;
    this.connected = true;
    this.ears?.connected();
  }

  /** The connection breaks. What was on the way is lost, or arrives after all when `late`. */
  drop(late: boolean): void {
    if (!this.connected) return;
    this.connected = false;
    this.sentTo = undefined;
    for (const ask of this.asks.splice(0)) ask.fail();
    if (!late) this.onTheWay = [];
    this.ears?.disconnected();
  }

  /** The log is lost and begins anew. */
  restartLog(): void {
    this.drop(false);
    this.city = emptyCity(`${this.city.log}'`);
    this.events = [];
    this.forgottenTo = 0;
  }

  answerAsks(): void {
    for (const ask of this.asks.splice(0)) {
      if (ask.log !== this.city.log) ask.answer({ ok: false, snapshot: "other-log" });
      else if (ask.cursor > this.city.cursor) ask.answer({ ok: false, snapshot: "ahead-of-log" });
      else if (ask.cursor < this.forgottenTo) ask.answer({ ok: false, snapshot: "too-old" });
      else {
        this.sentTo = ask.cursor;
        ask.answer({ ok: true });
      }
    }
  }

  /** Puts up to `most` events on the way, beginning `overlap` events too early. */
  send(most: number, overlap: number): void {
    if (this.sentTo === undefined || !this.connected) return;
    const from = Math.max(0, this.sentTo - overlap);
    const to = Math.min(this.city.cursor, this.sentTo + most);
    const batch = { from, to, events: this.events.slice(from, to) };
    this.sentTo = to;
    this.onTheWay.push(() => this.ears?.events(batch));
  }

  /** Reading all rows takes a while, in which events go on. */
  readDigest(): void {
    this.digest = { log: this.city.log, at: { cursor: this.city.cursor, ...this.city.reports.digest } };
  }

  sendDigest(): void {
    const { digest } = this;
    if (!digest || digest.log !== this.city.log || (this.sentTo ?? -1) < digest.at.cursor) return;
    this.digest = undefined;
    this.onTheWay.push(() => this.ears?.digest(digest.at));
  }

  sendPulse(): void {
    const { log, cursor } = this.city;
    if (this.connected) this.onTheWay.push(() => this.ears?.pulse({ log, cursor, now: this.at }));
  }

  cutToSnapshot(): void {
    if (this.connected) this.onTheWay.push(() => this.ears?.snapshotNeeded());
    this.sentTo = undefined;
  }

  deliver(count: number, twice = false): void {
    for (const message of this.onTheWay.splice(0, count)) {
      message();
      if (twice) message();
    }
  }

  /** The session has ended, or its role is another one now. */
  signOut(): void {
    this.ears?.signedOut();
  }

  /** The next handshake fails. */
  refuse(code: string): void {
    this.ears?.refused(code);
  }

  inject(batch: EventBatch): void {
    this.ears?.events(batch);
  }

  /** Loses messages without the connection noticing. */
  lose(count: number): void {
    this.onTheWay.splice(0, count);
  }

  giveSnapshots(ok: boolean): void {
    for (const snapshot of this.snapshots.splice(0)) ok ? snapshot.give() : snapshot.fail();
  }
}

/** A clock that stands still until it is moved. */
export class ScriptedTimers implements Timers {
  private time = 1_700_000_000_000;
  private calls: { at: number; call: () => void }[] = [];
  readonly random: Dice;

  constructor(random: Dice) {
    this.random = random;
  }

  now = () => this.time;

  after = (ms: number, call: () => void) => {
    const entry = { at: this.time + ms, call };
    this.calls.push(entry);
    return () => {
      this.calls = this.calls.filter((other) => other !== entry);
    };
  };

  pass(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = this.calls.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.calls = this.calls.filter((entry) => entry !== due);
      this.time = Math.max(this.time, due.at);
      due.call();
    }
    this.time = until;
  }
}

/** Lets everything that was promised happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}
