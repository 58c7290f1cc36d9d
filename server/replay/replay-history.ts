/**
 * Plays imported history as if it happened now: what was received is received again, as a new report, and closed when
 * it was closed; brigades are where they were. It goes through the same commands as everything else, so every wall of
 * every server on this database sees it. The history itself is not touched.
 */
import type { Actor } from "#contract/actor";
import type { ReasonUse } from "#contract/city";
import type { CommandAnswer, MoveCommand } from "#contract/commands";
import { Refusal } from "#contract/problem";
import type { Outcome } from "#contract/report";
import type { Context } from "../context.ts";
import { ingestPings } from "../pings/ingest.ts";
import { createReport } from "../reports/create-report.ts";
import { moveReport } from "../reports/move-report.ts";
import { compressed, historyAt, type Pace } from "./pace.ts";
import { type PastReport, readPastFixes, readPastReports } from "./read-history.ts";

export interface ReplayOptions {
  /** Which stretch of history, ms: after `from`, until `to`. */
  from: number;
  to: number;
  /** Seconds of history in a second. */
  speed: number;
  /** Of which source; all of them unless said. */
  source?: string | undefined;
  signal: AbortSignal;
  /** Waits so many ms, or until `signal`; a test's clock may be faster. */
  wait(ms: number): Promise<void>;
  onProgress?(done: Replayed, historyNow: number): void;
}

export interface Replayed {
  received: number;
  closed: number;
  positions: number;
  /** What the city did not take, by reason. */
  refused: Record<string, number>;
}

type City = Pick<Context, "db" | "rules" | "lane" | "clock" | "brigades" | "randomBelow">;

const TICK_MS = 250;
const actor: Actor = { role: "system", id: "replay" };

/** Resolves at the end of the stretch, or soon after `signal`, with what was played. */
export async function replayHistory(ctx: City, options: ReplayOptions): Promise<Replayed> {
  const pace: Pace = { ...options, began: ctx.clock.now() };
  const done: Replayed = { received: 0, closed: 0, positions: 0, refused: {} };
  /** Open copies that will be closed in the stretch. */
  let open: { report: CommandAnswer; past: PastReport; closedAt: number }[] = [];
  const count = async (work: Promise<unknown>, name: "received" | "closed") => {
    try {
      await work;
      done[name]++;
    } catch (error) {
      // Somebody else may have moved the copy meanwhile, as with any report; whatever is no refusal is a bug.
      if (!(error instanceof Refusal)) throw error;
      done.refused[error.code] = (done.refused[error.code] ?? 0) + 1;
    }
  };
  let at = options.from;
  while (at < options.to && !options.signal.aborted) {
    await options.wait(TICK_MS);
    const now = historyAt(pace, ctx.clock.now());
    const received = await readPastReports(ctx.db, at, now, options.source);
    await Promise.all(
      received.map((past) =>
        count(
          receiveAgain(ctx, pace, past).then((report) => {
            if (past.closedAt !== null && past.closedAt <= options.to)
              open.push({ report, past, closedAt: past.closedAt });
          }),
          "received",
        ),
      ),
    );
    const closing = open.filter(({ closedAt }) => closedAt <= now);
    open = open.filter(({ closedAt }) => closedAt > now);
    await Promise.all(closing.map(({ report, past }) => count(closeAgain(ctx, report, past), "closed")));
    done.positions += await moveAgain(ctx, at, now);
    at = now;
    options.onProgress?.(done, now);
  }
  return done;
}

function receiveAgain(ctx: City, pace: Pace, past: PastReport): Promise<CommandAnswer> {
  const { service, lon, lat, description } = past;
  const dueAt = ctx.clock.now() + compressed(pace, past.dueAt - past.receivedAt);
  return createReport(
    ctx,
    actor,
    { service, lon, lat, ...(description !== null && { description }) },
    { dueAt, channel: "replay" },
  );
}

async function closeAgain(ctx: City, report: CommandAnswer, past: PastReport): Promise<void> {
  // A duplicate names the report that it repeats, which the past may not tell.
  const outcome: Outcome = past.outcome === "duplicate" || past.outcome === null ? "cancelled" : past.outcome;
  const command: MoveCommand = {
    name: "close-report",
    folio: report.folio,
    version: report.version,
    outcome,
    reason: reasonFor(ctx, useOf[outcome], past.reason),
    lateReason: reasonFor(ctx, "late", null),
  };
  await moveReport(ctx, actor, command);
}

const useOf = {
  resolved: "resolve",
  rejected: "reject",
  cancelled: "cancel",
  duplicate: "duplicate",
} as const;

/** The past's own reason when the city has it for this, else the city's first. */
function reasonFor(ctx: City, use: ReasonUse, wanted: string | null): string {
  const reasons = ctx.rules.city.reasons.filter((reason) => reason.use === use);
  const reason = reasons.find(({ code }) => code === wanted) ?? reasons[0];
  if (!reason) throw new Error(`the city has no reason to ${use}`);
  return reason.code;
}

async function moveAgain(ctx: City, after: number, until: number): Promise<number> {
  const fixes = await readPastFixes(ctx.db, after, until);
  if (fixes.length === 0) return 0;
  const at = new Date(ctx.clock.now()).toISOString();
  const pings = fixes.map(({ brigade, lon, lat, speed, heading }) => ({
    brigade,
    at,
    lon,
    lat,
    ...(speed !== null && { speed }),
    ...(heading !== null && { heading }),
  }));
  const { accepted } = await ingestPings(ctx, pings);
  return accepted;
}
