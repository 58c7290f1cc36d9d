/** Says what brigades' positions mean: where they came and went, who fell silent, who moves when off duty. */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { aboutOf, isOpen, nextReport } from "#domain/report";
import { isOnDuty } from "#domain/shift";
import { type Happening, SILENT_MS, type WatchedFix, watchFix, watchSilence } from "#domain/watch";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import { appendEvents } from "#server/log/append-events";
import { beginVisits, endVisits, type Visit } from "#server/pings/visits";
import {
  readFixesAfter,
  readStops,
  saveWatch,
  startWatching,
  takeWatched,
  type Watched,
} from "#server/pings/watch-rows";
import type { Job } from "#server/queue/runner";
import { lockReportsById, updateReports } from "#server/reports/report-rows";
import { type AreasOf, areasOf } from "./watched-areas.ts";

const watcher: Actor = { role: "system", id: "watch-brigades" };
/** Brigades of one transaction, and fixes of each: some 20 ms of work, for which nobody else waits. */
const BRIGADES = 100;
const FIXES = 500;
/** Transactions of one sweep: what is left then is the next one's, so that other jobs get their turn. */
const ROUNDS = 100;

export const watchBrigades: Job = {
  name: "watch-brigades",
  every: 5,
  async run(ctx) {
    await startWatching(ctx.db, ctx.clock.now());
    const areas = areasOf(ctx.rules.now);
    const done = { fixes: 0, events: 0 };
    let after = -1;
    let again = false;
    for (let round = 0; round < ROUNDS; round++) {
      const { last, unread, fixes, events } = await watchBatch(ctx, areas, after);
      done.fixes += fixes;
      done.events += events;
      if (events > 0) ctx.lane.notify();
      again ||= unread;
      if (last !== undefined) after = last;
      else if (again) {
        // Once through all of them: those of whom there was too much for one batch get more.
        after = -1;
        again = false;
      } else break;
    }
    return done;
  },
};

interface Batch {
  fixes: number;
  events: number;
  /** The number of the last brigade, if others may come after it. */
  last: number | undefined;
  /** Some brigade has more fixes than were read. */
  unread: boolean;
}

/**
 * One transaction's worth. Rows that another sweep has locked are its to go on with; what a brigade's fixes meant and how far
 * they were read is committed together, so each is told once. It goes on from beyond the brigade `after`: who is heard every
 * second has news again at once, and would keep the others from their turn.
 */
function watchBatch(ctx: Context, areas: AreasOf, after: number): Promise<Batch> {
  const now = ctx.clock.now();
  const { timeZone } = ctx.rules.city;
  const dutyOf = (code: string) => {
    const shift = areas.brigade(code)?.shift;
    return (at: number) => shift && isOnDuty(shift, at, timeZone);
  };
  return ctx.db.transaction(async (tx) => {
    const onDuty = ctx.rules.city.brigades.flatMap(({ code }) => {
      const isOn = dutyOf(code);
      return isOn(now) && isOn(now - SILENT_MS) ? (ctx.brigades.get(code)?.id ?? []) : [];
    });
    const watched = await takeWatched(tx, { heardSince: now - SILENT_MS, onDuty, after, limit: BRIGADES });
    const fixes = await readFixesAfter(tx, watched, FIXES);
    const stops = await readStops(tx, watched);
    const happened: Told[] = [];
    const seen = watched.map((row): Watched => {
      const code = ctx.brigades.codeOf(row.brigade) ?? "";
      const isOn = dutyOf(code);
      const around = {
        sectors: areas.sectors,
        depot: areas.brigade(code)?.depot ?? null,
        stops: stops.get(row.brigade) ?? new Map(),
        isOnDuty: isOn,
      };
      const own = fixes.get(row.brigade) ?? [];
      let state = row.state;
      for (const fix of own) {
        const step = watchFix(state, fix, around);
        state = step.state;
        for (const each of step.happened) happened.push({ ...each, brigade: row.brigade });
      }
      const told = watchSilence(row.silent, row.latestAt, now, isOn);
      const { latestAt } = row;
      if (told === "silent") happened.push({ kind: "brigade.silent", brigade: row.brigade, since: latestAt });
      if (told === "heard")
        happened.push({
          kind: "brigade.heard",
          brigade: row.brigade,
          since: own[0]?.at ?? latestAt,
          seconds: Math.max(0, Math.round(((own[0]?.at ?? latestAt) - row.seenAt) / 1000)),
        });
      return {
        ...row,
        state,
        silent: told === undefined ? row.silent : told === "silent",
        // Not all were read: the others come next. Otherwise also past a fix that is not kept any more.
        seenAt: own.length === FIXES ? lastOf(own) : Math.max(row.seenAt, latestAt, lastOf(own)),
      };
    });
    await saveWatch(tx, seen);
    const drafts = await drawUp(tx, happened, now);
    if (drafts.length > 0) await appendEvents(tx, drafts);
    const lengths = [...fixes.values()].map(({ length }) => length);
    return {
      fixes: lengths.reduce((sum, length) => sum + length, 0),
      events: drafts.length,
      last: watched.length < BRIGADES ? undefined : watched.at(-1)?.brigade,
      unread: lengths.includes(FIXES),
    };
  });
}

type Told = (
  | Happening
  | { kind: "brigade.silent"; since: number }
  | { kind: "brigade.heard"; since: number; seconds: number }
) & { brigade: number };

const lastOf = (fixes: readonly WatchedFix[]) => fixes.at(-1)?.at ?? Number.NEGATIVE_INFINITY;

/** Events of all that happened, with the rows of reports and visits that go with them. */
async function drawUp(tx: Tx, happened: readonly Told[], at: number): Promise<DraftBy[]> {
  const reports = new Map<number, LiveReport>();
  const named = happened.flatMap((each) => ("report" in each ? [each.report] : []));
  for (const report of await lockReportsById(tx, named)) reports.set(report.id, report);
  const moved: { before: LiveReport; draft: DraftBy }[] = [];
  const [begun, ended]: [Visit[], Visit[]] = [[], []];
  const drafts = happened.flatMap((each): DraftBy[] => {
    const head = { at, actor: watcher, reportId: null, version: null };
    if (!("report" in each)) {
      const { kind, ...body } = each;
      return [{ ...head, kind, body } as DraftBy];
    }
    const { kind, report: id, ...body } = each;
    const before = reports.get(id);
    const isOurs = before !== undefined && before.brigade === each.brigade && isOpen(before);
    // Closed or given to another between the reading of the stops and the lock: no stop of its any more.
    if (kind === "report.arrived" && !isOurs) return [];
    (kind === "report.arrived" ? begun : ended).push({ report: id, brigade: each.brigade, at: each.since });
    // Archived: out of the live city, and nobody is told any more.
    if (!before) return [];
    const draft = { ...head, kind, reportId: id, version: before.version + 1, body } as DraftBy;
    const after = nextReport(before, draft);
    if (after) reports.set(id, after);
    moved.push({ before, draft });
    return [{ ...draft, about: aboutOf(before, draft) }];
  });
  await updateReports(tx, moved);
  await beginVisits(tx, begun);
  await endVisits(tx, ended);
  return drafts;
}
