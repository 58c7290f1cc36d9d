/**
 * Where commands wait for the log's lock, together. Each commit makes the next one wait, so what arrives meanwhile goes
 * into one transaction: read the reports, decide one by one in memory, write rows, receipts and events as sets, commit
 * once, answer everybody. A refusal concerns its own command only. Measured: `npm run bench -- commands`.
 */
import type { Actor } from "#contract/actor";
import type { CommandAnswer } from "#contract/commands";
import type { DraftBy } from "#contract/events";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Action } from "#domain/may";
import { lastMergedInto } from "#domain/merge";
import { aboutOf, bringsIn, nextReport } from "#domain/report";
import type { Past } from "#domain/standing";
import { auditAll, type Origin } from "../audit/audit.ts";
import type { Database, Tx } from "../db/database.ts";
import { insertNotes, type NewNote } from "../notes/note-rows.ts";
import {
  insertReports,
  lockReports,
  type Moved,
  type NewReport,
  newReportIds,
  updateReports,
} from "../reports/report-rows.ts";
import { appendEvents } from "./append-events.ts";
import { readPasts } from "./read-pasts.ts";
import { type Receipt, readReceipts, saveReceipts } from "./receipts.ts";

/** A command on its way: what it needs to see, and what it then decides. */
export interface Waiting {
  actor: Actor;
  /** With a fingerprint of the command, so that the same key for something else is noticed. */
  idempotency?: { key: string; fingerprint: string } | undefined;
  /** What the audit will say of it, for everybody but our own tools: those the log tells of. */
  audit?: { action: Action; origin: Omit<Origin, "actor"> } | undefined;
  /** The report that must exist and is locked; undefined for a command that makes a new one. */
  folio?: string;
  /** Another report that is looked at, and locked with it. */
  into?: string;
  /** Wants to know what happened to the report so far. */
  withPast?: boolean;
  decide(found: Found): Decision;
}

export interface Found {
  report: LiveReport | undefined;
  /** The report's events, where the command asked for them; of several commands in one batch those before it too. */
  past: readonly Past[];
  /** Those of the other report, if it exists; without one, of the report that this one was merged into last, where the past was asked for. */
  into: readonly Past[] | undefined;
  newId(): number;
}

export type Decision = { draft: DraftBy; note?: NewNote } & (
  | { created: NewReport }
  | { created?: undefined }
);

interface Entry {
  command: Waiting;
  resolve(answer: CommandAnswer): void;
  reject(error: unknown): void;
}

const BATCH = 250;
const QUEUE_LIMIT = 5_000;
const ATTEMPTS = 3;

export class CommandLane {
  private readonly db: Database;
  private readonly now: () => number;
  private queue: Entry[] = [];
  private running: Promise<void> | undefined;
  private readonly committed = new Set<() => void>();

  constructor(db: Database, now: () => number) {
    this.db = db;
    this.now = now;
  }

  /** Calls `listener` after each commit; gives back how to stop that. */
  onCommitted(listener: () => void): () => void {
    this.committed.add(listener);
    return () => this.committed.delete(listener);
  }

  /** Says that something was committed outside the lane (a sweep, an import). */
  notify(): void {
    for (const listener of this.committed) listener();
  }

  /** Resolves when the change is committed. Refuses what the command's rule refuses, and `busy` when too many wait. */
  submit(command: Waiting): Promise<CommandAnswer> {
    if (this.queue.length >= QUEUE_LIMIT)
      return Promise.reject(
        new Refusal("busy", `${QUEUE_LIMIT} commands are waiting already; try again in a moment`),
      );
    return new Promise((resolve, reject) => {
      this.queue.push({ command, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    // One turn of the event loop, so that what arrived in the same packet goes together.
    await new Promise(setImmediate);
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, BATCH);
      await this.commit(batch);
    }
    this.running = undefined;
  }

  private async commit(batch: Entry[], attempt = 1): Promise<void> {
    try {
      const settle = await this.db.transaction((tx) => execute(tx, batch, this.now()));
      for (const answer of settle) answer();
      this.notify();
    } catch (error) {
      if (!wasRolledBack(error) || attempt > ATTEMPTS) for (const entry of batch) entry.reject(error);
      // Somebody else took the same key or folio, or one of them is at fault: each alone, so that none harms the others.
      else for (const entry of batch) await this.commit([entry], attempt + 1);
    }
  }
}

/**
 * Whether the database itself refused the transaction. After a lost connection nobody knows if the commit went through,
 * and doing it again could do it twice; then the sender must ask again with its idempotency key.
 */
function wasRolledBack(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^(22|23|40)/.test(code);
}

/** Does all of a batch but the commit; gives back what is to be told to whom after it. */
async function execute(tx: Tx, batch: readonly Entry[], now: number): Promise<(() => void)[]> {
  const receipts = await readReceipts(
    tx,
    batch.map(({ command }) => command),
  );
  const reports = new Map<string, LiveReport>();
  const archived = new Set<number>();
  const folios = batch.flatMap(({ command: { folio = [], into = [] } }) => [folio, into].flat());
  if (folios.length > 0)
    for (const { report, archived: isArchived } of await lockReports(tx, folios)) {
      reports.set(report.folio, report);
      if (isArchived) archived.add(report.id);
    }
  const pasts = await readPasts(tx, idsWithPast(batch, reports));
  const led = await readLed(tx, batch, reports, pasts);
  const pastOf = (folio: string | undefined) =>
    folio === undefined ? undefined : pasts.get(reports.get(folio)?.id ?? led.get(folio) ?? -1);
  const ids = await newReportIds(tx, batch.filter(({ command }) => command.folio === undefined).length);

  const created = new Map<number, NewReport>();
  const moved: Moved[] = [];
  const drafts: DraftBy[] = [];
  const notes: NewNote[] = [];
  const done: { entry: Entry; report: LiveReport; place: number; receipt: Receipt | undefined }[] = [];
  const repeats: { entry: Entry; of: number }[] = [];
  const settle: (() => void)[] = [];
  const inBatch = new Map<string, { fingerprint: string; place: number }>();

  for (const entry of batch) {
    const { command, resolve, reject } = entry;
    try {
      const earlier = receipts.find(command);
      if (earlier) {
        settle.push(() => resolve(earlier));
        continue;
      }
      const key = command.idempotency && JSON.stringify([command.actor, command.idempotency.key]);
      const twin = key === undefined ? undefined : inBatch.get(key);
      if (twin) {
        if (twin.fingerprint !== command.idempotency?.fingerprint) throw receipts.reused();
        repeats.push({ entry, of: twin.place });
        continue;
      }
      const before = command.folio === undefined ? undefined : reports.get(command.folio);
      if (command.folio !== undefined && before === undefined)
        throw new Refusal("not-found", `folio: there is no report ${command.folio}`);
      const {
        draft,
        created: fresh,
        note,
      } = command.decide({
        report: before,
        past: pastOf(command.folio) ?? [],
        into: pastOf(command.into ?? lastMergedInto(pastOf(command.folio) ?? [])),
        newId: () => takeId(ids),
      });
      const after = nextReport(before, draft);
      if (!after) throw new Error(`${draft.kind} by a command left no report`);
      if (fresh) created.set(after.id, fresh);
      else if (before) moved.push({ before, draft });
      if (note) notes.push(note);
      reports.set(after.folio, after);
      pasts.get(after.id)?.push(draft);
      const receipt = command.idempotency && { actor: command.actor, ...command.idempotency };
      if (key !== undefined && receipt)
        inBatch.set(key, { fingerprint: receipt.fingerprint, place: done.length });
      done.push({ entry, report: after, place: drafts.length, receipt });
      drafts.push({ ...draft, about: aboutOf(before, draft, archived.has(after.id)) });
      if (bringsIn(draft)) archived.delete(after.id);
    } catch (error) {
      // Nothing of it is written yet: a refusal, or even a bug, concerns this command alone.
      settle.push(() => reject(error));
    }
  }
  if (drafts.length === 0) return settle;

  await insertReports(tx, [...created.values()]);
  await updateReports(tx, moved);
  await insertNotes(tx, notes);
  await saveReceipts(
    tx,
    done.flatMap(({ receipt, report }) => (receipt ? [{ ...receipt, report }] : [])),
    now,
  );
  await auditAll(
    tx,
    done.flatMap(({ entry, report }) => {
      const { actor, audit } = entry.command;
      if (!audit) return [];
      const { action, origin } = audit;
      return [{ ...origin, actor, action, outcome: "done" as const, report: report.folio, at: now }];
    }),
  );
  const last = await appendEvents(tx, drafts);
  const answers = done.map(({ report, place }) => answerOf(report, last - drafts.length + 1 + place));
  done.forEach(({ entry }, i) => {
    const answer = answers[i];
    if (answer) settle.push(() => entry.resolve(answer));
  });
  for (const { entry, of } of repeats) {
    const answer = answers[of];
    if (answer) settle.push(() => entry.resolve(answer));
  }
  return settle;
}

function idsWithPast(batch: readonly Entry[], reports: ReadonlyMap<string, LiveReport>): number[] {
  const folios = batch.flatMap(({ command: { folio, into, withPast = false } }) => [
    ...(withPast && folio !== undefined ? [folio] : []),
    ...(into === undefined ? [] : [into]),
  ]);
  return folios.flatMap((folio) => reports.get(folio)?.id ?? []);
}

/**
 * Numbers of the reports that others were merged into, whose pasts are read too. They need no lock: a circle that a merge closes has
 * an edge to the report that is moved, which takes the lock of that.
 */
async function readLed(
  tx: Tx,
  batch: readonly Entry[],
  reports: ReadonlyMap<string, LiveReport>,
  pasts: Map<number, Past[]>,
): Promise<Map<string, number>> {
  const folios = batch.flatMap(({ command: { folio = "", withPast } }) =>
    withPast ? (lastMergedInto(pasts.get(reports.get(folio)?.id ?? -1) ?? []) ?? []) : [],
  );
  if (folios.length === 0) return new Map();
  const rows = await tx.query<{ id: number; folio: string }>(
    "SELECT id, folio FROM reports WHERE folio = ANY ($1)",
    [folios],
  );
  const unread = rows.filter(({ id }) => !pasts.has(id)).map(({ id }) => id);
  for (const [id, past] of await readPasts(tx, unread)) pasts.set(id, past);
  return new Map(rows.map(({ id, folio }) => [folio, id]));
}

function takeId(ids: number[]): number {
  const id = ids.pop();
  if (id === undefined) throw new Error("a command took more report numbers than it may");
  return id;
}

function answerOf(report: LiveReport, cursor: number): CommandAnswer {
  return {
    folio: report.folio,
    version: report.version,
    status: report.status,
    dueAt: new Date(report.dueAt).toISOString(),
    cursor,
  };
}
