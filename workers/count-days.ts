/** Keeps up what each brigade did by day: metres driven, time on the way and at its reports. */
import { countFixes, type DayCount } from "#domain/brigade-day";
import { localDay } from "#domain/calendar";
import { endOfDay, instantOfWall } from "#domain/wall-time";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import {
  type BrigadeDay,
  keyOfDay,
  readBehind,
  readFixesBetween,
  saveDays,
  saveStops,
  takeCounting,
  takeMarks,
  thinnedAmong,
} from "#server/pings/day-rows";
import type { Job } from "#server/queue/runner";

const DAY = 86_400_000;
const OLDEST = 31 * DAY;
/** Of one transaction. A brigade that was away for longer is gone on with in the next. */
const BRIGADES = 50;
const MARKS = 50;
const FIXES = 10_000;
const ROUNDS = 200;

export const countDays: Job = {
  name: "count-days",
  every: 60,
  async run(ctx) {
    const done = { recounted: 0, continued: 0 };
    let from = begin;
    let again = false;
    for (let round = 0; round < ROUNDS; round++) {
      const batch = await countBatch(ctx, from);
      done.recounted += batch.recounted;
      done.continued += batch.continued;
      again ||= batch.unread;
      if (batch.full) from = batch.next;
      else if (again) {
        // Once through all of them: those of whom there was too much for one batch get more.
        from = { ...batch.next, brigade: begin.brigade };
        again = false;
      } else break;
    }
    return done;
  },
};

/** After which brigade, and after which marked day, it is gone on with. */
interface From {
  brigade: number;
  mark: { brigade: number; day: string };
}
const begin: From = { brigade: -1, mark: { brigade: -1, day: "0001-01-01" } };

interface Batch {
  recounted: number;
  continued: number;
  /** There may be others after `next`. */
  full: boolean;
  next: From;
  /** Some brigade has more fixes than were read. */
  unread: boolean;
}

/** Goes on, and never back: who is heard every second is behind again at once, and would keep the others from their turn. */
function countBatch(ctx: Context, from: From): Promise<Batch> {
  const now = ctx.clock.now();
  const { timeZone } = ctx.rules.city;
  return ctx.db.transaction(async (tx) => {
    if (!(await takeCounting(tx)))
      return { recounted: 0, continued: 0, full: false, next: from, unread: false };
    const marks = await takeMarks(tx, { after: from.mark, limit: MARKS });
    const marked = new Map<string, BrigadeDay>();
    const late = new Map<string, BrigadeDay>();
    for (const { brigade, day, fixes } of marks) {
      // A day of UTC lies in two of the city's.
      for (const at of [Date.parse(day), Date.parse(day) + DAY - 1]) {
        const own = dayAt(brigade, at, timeZone);
        marked.set(keyOfDay(own), own);
        if (fixes) late.set(keyOfDay(own), own);
      }
    }
    const thinned = await thinnedAmong(tx, [...late.values()]);
    for (const own of late.values())
      if (!thinned.has(keyOfDay(own))) await saveDays(tx, await recount(tx, own, timeZone), now);
    const behind = await readBehind(tx, { after: from.brigade, limit: BRIGADES });
    const counted: (DayCount & { brigade: number })[] = [];
    let continued = 0;
    let unread = false;
    for (const { brigade, latestAt, last } of behind) {
      // Who is heard for the first time may bring what their phone kept (PF4).
      const since = last?.countedTo ?? latestAt - OLDEST;
      const fixes = await readFixesBetween(tx, brigade, { after: since, before: latestAt + 1 }, FIXES);
      unread ||= fixes.length === FIXES;
      const days = countFixes(last, fixes, timeZone).map((day) => ({ ...day, brigade }));
      counted.push(...days);
      if (days.length > 0) continued++;
      for (const { countedTo } of days) {
        const own = dayAt(brigade, countedTo, timeZone);
        marked.set(keyOfDay(own), own);
      }
    }
    await saveDays(tx, counted, now);
    await saveStops(tx, [...marked.values()]);
    return {
      recounted: marks.length,
      continued,
      full: marks.length === MARKS || behind.length === BRIGADES,
      next: { brigade: behind.at(-1)?.brigade ?? from.brigade, mark: marks.at(-1) ?? from.mark },
      unread,
    };
  });
}

async function recount(tx: Tx, { brigade, from, to }: BrigadeDay, timeZone: string) {
  let count: DayCount | undefined;
  for (;;) {
    const after = count?.countedTo ?? from - 1;
    const fixes = await readFixesBetween(tx, brigade, { after, before: to }, FIXES);
    count = countFixes(count, fixes, timeZone).at(-1) ?? count;
    if (fixes.length < FIXES) return count ? [{ ...count, brigade }] : [];
  }
}

function dayAt(brigade: number, at: number, timeZone: string): BrigadeDay {
  const day = localDay(at, timeZone);
  return { brigade, day, from: instantOfWall(Date.parse(day), timeZone), to: endOfDay(at, timeZone) };
}
