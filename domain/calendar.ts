/**
 * When SLA time runs. A working calendar is compiled, one UTC year at a time and only when somebody asks, to the open
 * intervals of that year with running totals, so that a deadline is a binary search and not a walk over days.
 */

import { Temporal } from "temporal-polyfill";
import type { Calendar } from "#contract/city";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** 8,760 h at one minute a week end within 10,081 years; whoever needs longer has no calendar but a mistake. */
const MOST_YEARS = 11_000;

export type CompiledCalendar = { kind: "continuous" } | { kind: "working"; year(year: number): OpenYear };

/** The open intervals [start, end) of a UTC year, in order; `before[i]` is the open time ahead of interval i, ms. */
export interface OpenYear {
  start: Float64Array;
  end: Float64Array;
  before: Float64Array;
  total: number;
}

/**
 * Prepares a calendar for `deadline`. Throws RangeError when the zone is unknown or the week is never open: such a
 * deadline would not exist.
 */
export function compileCalendar(calendar: Calendar, timeZone: string): CompiledCalendar {
  assertTimeZone(timeZone);
  if (calendar.kind === "continuous") return { kind: "continuous" };
  const week = WEEKDAYS.map((day) => openSpans(calendar.week[day]));
  if (week.every((spans) => spans.length === 0)) {
    throw new RangeError(`calendar ${calendar.code}: week must be open at some time`);
  }
  const holidays = new Set(calendar.holidays.map((date) => Date.parse(`${date}T00:00:00Z`)));
  const years = new Map<number, OpenYear>();
  return {
    kind: "working",
    year(year) {
      let open = years.get(year);
      if (!open) {
        open = openYear(year, week, holidays, timeZone);
        years.set(year, open);
      }
      return open;
    },
  };
}

/**
 * The instant at which `hours` of the calendar have run since `startAt`; both instants in ms since the epoch. Time that
 * runs out exactly when a day closes is due at closing time, not at the next opening. Throws RangeError when an argument
 * is no finite number or `hours` is negative.
 */
export function deadline(startAt: number, hours: number, calendar: CompiledCalendar): number {
  if (!Number.isFinite(startAt)) throw new RangeError(`startAt must be an instant, is ${startAt}`);
  if (!(hours >= 0 && hours < Number.POSITIVE_INFINITY))
    throw new RangeError(`hours must be ≥ 0, is ${hours}`);
  let left = Math.round(hours * HOUR);
  if (calendar.kind === "continuous" || left === 0) return startAt + left;
  const first = new Date(startAt).getUTCFullYear();
  for (let year = first; year < first + MOST_YEARS; year++) {
    const open = calendar.year(year);
    const gone = year === first ? openTimeBefore(open, startAt) : 0;
    if (gone + left <= open.total) return instantOf(open, gone + left);
    left -= open.total - gone;
  }
  throw new RangeError(`hours must end within ${MOST_YEARS} years, is ${hours}`);
}

/** The city's date at an instant (ms since the epoch), "YYYY-MM-DD". Throws RangeError for an unknown time zone. */
export function localDay(at: number, timeZone: string): string {
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10);
}

/** What the city's clocks are ahead of UTC at an instant, ms. Throws RangeError for an unknown time zone. */
export function offsetAt(at: number, timeZone: string): number {
  const segments = offsetsOf(new Date(at).getUTCFullYear(), timeZone);
  let found = segments[0];
  for (const segment of segments) if (segment.from <= at) found = segment;
  return found?.offset ?? 0;
}

/** Whether the zone is one that IANA names and this runtime knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    assertTimeZone(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Throws RangeError for what is no zone. An offset ("+02:00") is no zone either: it knows no daylight saving. */
function assertTimeZone(timeZone: string): void {
  if (!/^[A-Za-z]/.test(timeZone)) throw new RangeError(`time zone must be an IANA name, is ${timeZone}`);
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
}

type Span = [from: number, to: number];

/** Open hours of a weekday as ms since midnight, in order, overlaps merged. */
function openSpans(hours: [string, string][]): Span[] {
  const spans: Span[] = [];
  const sorted = hours.map(([from, to]): Span => [clockMs(from), clockMs(to)]).sort((a, b) => a[0] - b[0]);
  for (const [from, to] of sorted) {
    const last = spans.at(-1);
    if (to <= from) continue;
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  return spans;
}

function clockMs(clock: string): number {
  return Number(clock.slice(0, 2)) * HOUR + Number(clock.slice(3)) * 60_000;
}

/**
 * An instant is open when the clock on the wall says so. Going through stretches of one offset, rather than converting
 * each opening time, makes that true on both days of a clock change: a skipped hour never ran, a repeated one ran twice.
 */
function openYear(year: number, week: Span[][], holidays: Set<number>, timeZone: string): OpenYear {
  const start: number[] = [];
  const end: number[] = [];
  for (const { from, to, offset } of offsetsOf(year, timeZone)) {
    for (let midnight = Math.floor((from + offset) / DAY) * DAY; midnight < to + offset; midnight += DAY) {
      if (holidays.has(midnight)) continue;
      // The epoch was a Thursday.
      const weekday = (((midnight / DAY + 3) % 7) + 7) % 7;
      for (const [opens, closes] of week[weekday] ?? []) {
        const a = Math.max(from, midnight + opens - offset);
        const b = Math.min(to, midnight + closes - offset);
        if (a < b) {
          start.push(a);
          end.push(b);
        }
      }
    }
  }
  const before = new Float64Array(start.length);
  let total = 0;
  for (let i = 0; i < start.length; i++) {
    before[i] = total;
    total += (end[i] ?? 0) - (start[i] ?? 0);
  }
  return { start: Float64Array.from(start), end: Float64Array.from(end), before, total };
}

/** A stretch [from, to) of a UTC year in which the zone's clocks do not change; `offset` is local minus UTC, ms. */
interface OffsetSegment {
  from: number;
  to: number;
  offset: number;
}

const offsetCache = new Map<string, Map<number, OffsetSegment[]>>();

function offsetsOf(year: number, timeZone: string): OffsetSegment[] {
  let years = offsetCache.get(timeZone);
  if (!years) {
    years = new Map();
    offsetCache.set(timeZone, years);
  }
  let segments = years.get(year);
  if (!segments) {
    segments = findOffsets(year, timeZone);
    years.set(year, segments);
  }
  return segments;
}

function findOffsets(year: number, timeZone: string): OffsetSegment[] {
  const segments: OffsetSegment[] = [];
  const stop = Date.UTC(year + 1, 0);
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0)).toZonedDateTimeISO(timeZone);
  while (at.epochMilliseconds < stop) {
    const next = at.getTimeZoneTransition("next");
    const to = Math.min(stop, next?.epochMilliseconds ?? stop);
    segments.push({ from: at.epochMilliseconds, to, offset: at.offsetNanoseconds / 1e6 });
    if (!next) break;
    at = next;
  }
  return segments;
}

/** Open time of the year that lies before the instant, ms. */
function openTimeBefore(open: OpenYear, at: number): number {
  const i = lastNotAfter(open.start, at);
  if (i < 0) return 0;
  return (open.before[i] ?? 0) + Math.min(at, open.end[i] ?? 0) - (open.start[i] ?? 0);
}

/** The first instant at which so much of the year's open time (0 < ms ≤ total) is over. */
function instantOf(open: OpenYear, gone: number): number {
  let i = lastNotAfter(open.before, gone);
  // Exactly at the end of an interval the next one has not begun: due at closing time.
  if (open.before[i] === gone && i > 0) i--;
  return (open.start[i] ?? 0) + gone - (open.before[i] ?? 0);
}

/** Index of the last element ≤ value in an ascending array, or −1. */
function lastNotAfter(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
