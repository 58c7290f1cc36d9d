/**
 * Plays imported history through the same commands and the same ingest as the present, so that every wall of a server on
 * this database sees it live: reports come in and are closed, brigades move, at the pace of the past times `speed`.
 */
import { z } from "zod";
import type { Actor } from "#contract/actor";
import type { CommandAnswer } from "#contract/commands";
import type { HistoricMove } from "#contract/history";
import { Refusal } from "#contract/problem";
import { Status } from "#contract/report";
import { everyRow } from "#domain/may";
import { Agenda, commandOf, type PlayedReport, type Playing, playedAt, playingAt } from "#domain/replay";
import { type Course, stepCourse } from "#geo/course";
import type { Context } from "../context.ts";
import { ingestPings } from "../pings/ingest.ts";
import { createReport } from "../reports/create-report.ts";
import { moveReport } from "../reports/move-report.ts";
import { Peekable } from "./peekable.ts";
import { type PastFix, type PastReport, readFixes, readReports, type Stretch } from "./read-history.ts";

export interface ReplayOptions extends Stretch {
  /** Seconds of the past in a second of now, > 0. */
  speed: number;
  /** Resolves some ms later by the context's clock. */
  wait: (ms: number) => Promise<unknown>;
  /** Stops between two steps; what was played stays. */
  signal: AbortSignal;
  onProgress?: (pastAt: number, played: Readonly<Played>) => void;
}

export interface Played {
  received: number;
  /** Moves other than closings. */
  moved: number;
  closed: number;
  /** Closings after they were due. */
  late: number;
  positions: number;
  /** What the city refused, by the refusal's code. */
  refused: Record<string, number>;
}

interface Live extends PlayedReport {
  dueAt: number;
}

const actor: Actor = { role: "system", id: "replay" };
/** Steps go together that lie closer than this: a wall gets its frames no faster. */
const TICK_MS = 100;
/** Played at once at the most; the lane takes no more into one transaction. */
const AT_ONCE = 250;
const FIXES_AT_ONCE = 2_000;

/** Resolves with what was played when the stretch is over, or `signal` says so. */
export async function replayHistory(ctx: Context, options: ReplayOptions): Promise<Played> {
  const { from, to, speed, signal, wait, onProgress } = options;
  const playing: Playing = { from, to, speed, startedAt: ctx.clock.now() };
  const played: Played = { received: 0, moved: 0, closed: 0, late: 0, positions: 0, refused: {} };
  const reports = new Peekable(readReports(ctx.db, options));
  const fixes = new Peekable(readFixes(ctx.db, options));
  const moves = new Agenda<{ move: HistoricMove; report: Live }>();
  const courses = new Map<number, Course>();
  let last = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const next = Math.min(
      (await reports.peek())?.receivedAt ?? Number.POSITIVE_INFINITY,
      (await fixes.peek())?.at ?? Number.POSITIVE_INFINITY,
      moves.next ?? Number.POSITIVE_INFINITY,
    );
    if (next === Number.POSITIVE_INFINITY) break;
    const pause = Math.max(playedAt(playing, next), last + TICK_MS) - ctx.clock.now();
    if (pause > 0) await wait(pause);
    if (signal.aborted) break;
    last = ctx.clock.now();
    const upTo = Math.max(next, playingAt(playing, last));
    await receive(await reports.takeWhile((report) => report.receivedAt <= upTo, AT_ONCE));
    await moveOn(upTo);
    await locate(await fixes.takeWhile((fix) => fix.at <= upTo, FIXES_AT_ONCE));
    onProgress?.(Math.min(upTo, to), played);
  }
  await Promise.all([reports.close(), fixes.close()]);
  return played;

  async function receive(past: PastReport[]): Promise<void> {
    await Promise.all(
      past.map(async (report) => {
        const answer = await unlessRefused(() => create(ctx, report, speed));
        if (!answer) return;
        played.received++;
        const live: Live = { ...answer, dueAt: Date.parse(answer.dueAt) };
        for (const move of report.moves) if (move.at < to) moves.add(move.at, { move, report: live });
      }),
    );
  }

  /** Different reports at the same time, the moves of one report one after the other. */
  async function moveOn(upTo: number): Promise<void> {
    const due = new Map<Live, HistoricMove[]>();
    for (let taken = 0; taken < AT_ONCE; taken++) {
      const step = moves.take(upTo);
      if (!step) break;
      due.set(step.report, [...(due.get(step.report) ?? []), step.move]);
    }
    await Promise.all(
      [...due].map(async ([report, list]) => {
        for (const move of list) await makeMove(report, move);
      }),
    );
  }

  async function makeMove(report: Live, move: HistoricMove): Promise<void> {
    const { city } = ctx.rules;
    const command = commandOf(move, report, city, (code) => ctx.brigades.get(code) !== undefined);
    if (!command) return;
    const now = ctx.clock.now();
    const answer = await unlessRefused(async () => {
      try {
        return await moveReport(ctx, { actor, reach: everyRow }, command);
      } catch (error) {
        const current = error instanceof Refusal ? Current.safeParse(error.current) : undefined;
        // Its deadline came near, or its brigade arrived: another version of a report that still stands where it stood.
        if (current?.data?.status !== report.status || current.data.version === command.version) throw error;
        return moveReport(ctx, { actor, reach: everyRow }, { ...command, version: current.data.version });
      }
    });
    if (!answer) return;
    if (move.to === "closed") played.closed++;
    else played.moved++;
    if (move.to === "closed" && now > report.dueAt) played.late++;
    Object.assign(report, { ...answer, dueAt: Date.parse(answer.dueAt) });
  }

  async function locate(past: PastFix[]): Promise<void> {
    const pings = past.flatMap((fix) => {
      const brigade = ctx.brigades.codeOf(fix.brigadeId);
      return brigade === null
        ? []
        : [pingOf(withHeading(fix), brigade, Math.min(playedAt(playing, fix.at), ctx.clock.now()))];
    });
    if (pings.length > 0) played.positions += (await ingestPings(ctx, pings, everyRow)).accepted;
  }

  /** Sources that leave the heading out are played with the way that the vehicle came: walls draw arrows of it. */
  function withHeading(fix: PastFix): PastFix {
    const course = stepCourse(courses.get(fix.brigadeId), fix);
    courses.set(fix.brigadeId, course);
    return fix.heading === null ? { ...fix, heading: course.degrees } : fix;
  }

  /** Somebody at a desk may have been faster, or the boundary moved since the import: counted, and history goes on. */
  async function unlessRefused(act: () => Promise<CommandAnswer>): Promise<CommandAnswer | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      played.refused[error.code] = (played.refused[error.code] ?? 0) + 1;
      return undefined;
    }
  }
}

const Current = z.object({ version: z.number(), status: Status });

/** The promise shrinks as time does. After a reopening `dueAt` is that of the last promise, and the first is counted anew. */
function create(ctx: Context, report: PastReport, speed: number): Promise<CommandAnswer> {
  const { service, lon, lat, description, receivedAt } = report;
  const reopened = report.moves.some((move) => move.to === "reopened");
  const dueAt = reopened ? ctx.rules.dueAt(service, receivedAt) : report.dueAt;
  return createReport(
    ctx,
    actor,
    { service, lon, lat, ...(description !== null && { description }) },
    { channel: "replay", dueAt: Math.round(ctx.clock.now() + (dueAt - receivedAt) / speed) },
  );
}

function pingOf({ lon, lat, speed, heading }: PastFix, brigade: string, at: number) {
  return {
    brigade,
    at: new Date(at).toISOString(),
    lon,
    lat,
    ...(speed !== null && { speed }),
    ...(heading !== null && { heading }),
  };
}
