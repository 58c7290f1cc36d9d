/**
 * What the page shows of the live city at one instant: passes over the columns, at most five times a second. Rows are valid
 * until the next event is folded; ids outlive that.
 */
import type { City } from "#contract/city";
import { statuses } from "#contract/report";
import type { LiveCity } from "#domain/fold";
import { NONE_16 } from "#domain/report-table";
import { type Bounds, inBounds } from "#geo/boundary";
import { type DueOrder, orderByKeys, ROW_ROOM } from "./due-order.ts";
import { type Crew, crewsOf, type Figures, isBusy, noFigures } from "./figures.ts";
import { type Filters, figureBits, figureFilters, sieveOf } from "./filters.ts";
import { dueFirst, type ListSort, ranksOf, sortedByRank } from "./list-sort.ts";
import { type LocalClock, onShift } from "./local-clock.ts";

export const COMFORTABLE = 0;
export const SOON = 1;
export const LATE = 2;
export const CLOSED = 3;

export interface Question {
  filters: Filters;
  /** The server's time, ms, and what the city's clocks show then. */
  now: number;
  clock: LocalClock;
  /** The list holds only what lies in here; null = everywhere. */
  bounds: Bounds | null;
  /** What is due first comes first, unless said. */
  sort?: ListSort;
  /** What names are read in; the city's own language, unless said. */
  locale?: string;
}

/** What is so of every report at one instant, whatever is asked for. */
interface Survey {
  live: LiveCity;
  city: City;
  at: number;
  /** The table's own counter when it was read: another one, and the rows below are other reports'. */
  changes: number;
  /** One a row: COMFORTABLE, SOON, LATE or CLOSED. */
  urgency: Uint8Array;
  /** One a row: bits of the figures that it is counted in. */
  counted: Uint8Array;
  /** All rows: what is due first comes first, the closed ones behind all others, the latest first. */
  due: DueOrder;
  /** Of the whole city. */
  figures: Figures;
  crews: Map<number, Crew>;
}

export interface Reading extends Survey {
  /** Rows that pass the filters, in the table's order. */
  rows: Uint32Array;
  /** Ids of the list, in the order that was asked for. */
  list: Uint32Array;
  /** How many of the list are open; they come first. */
  listedOpen: number;
}

const closedStatus = statuses.indexOf("closed");
/** Behind all that is due, which is given in seconds: 34 bits, above the row's 19. */
const CLOSED_KEY = 2 ** 32;
/** Deadlines pass without an event. */
export const GOOD_FOR = 5000;

/** `before`: the last reading, which is asked again where it still says what is so: another filter then costs no sort. */
export function readCity(live: LiveCity, city: City, question: Question, before?: Reading | null): Reading {
  const isGood =
    before?.live === live &&
    before.city === city &&
    before.changes === live.reports.changes &&
    question.now >= before.at &&
    question.now - before.at < GOOD_FOR &&
    question.clock.dayStart <= before.at;
  return select(isGood ? before : survey(live, city, question, before?.due), question);
}

function survey(live: LiveCity, city: City, question: Question, before?: DueOrder): Survey {
  const { reports } = live;
  const { columns: c, count: size } = reports;
  if (size > ROW_ROOM) throw new RangeError(`the page holds at most ${ROW_ROOM} reports, there are ${size}`);
  const now = question.now / 1000;
  const today = question.clock.dayStart / 1000;
  const figures = noFigures();
  const urgency = new Uint8Array(size);
  const counted = new Uint8Array(size);
  const keys = new Float64Array(size);
  /** How many are counted in exactly these figures, by their bits. */
  const counts = new Uint32Array(2 ** figureFilters.length);
  const work = new Map<number, number[]>();

  for (let row = 0; row < size; row++) {
    const due = c.dueAt[row] ?? 0;
    const state = urgencyOf(c, row, now, city.lateSoonShare);
    urgency[row] = state;
    let bits = (c.receivedAt[row] ?? 0) >= today ? figureBits.receivedToday : 0;
    if (state === CLOSED) {
      const closed = c.closedAt[row] ?? 0;
      if (closed >= today) bits |= figureBits.closedToday;
      keys[row] = (CLOSED_KEY + (CLOSED_KEY - closed)) * ROW_ROOM + row;
    } else {
      figures.open++;
      if (state === SOON) bits |= figureBits.soon;
      if (state === LATE) bits |= figureBits.late;
      if ((c.reopenings[row] ?? 0) > 0) bits |= figureBits.reopened;
      keys[row] = due * ROW_ROOM + row;
      const brigade = c.brigade[row] ?? NONE_16;
      if (brigade !== NONE_16) {
        const ids = work.get(brigade);
        if (ids) ids.push(c.id[row] ?? 0);
        else work.set(brigade, [c.id[row] ?? 0]);
      }
    }
    counted[row] = bits;
    counts[bits] = (counts[bits] ?? 0) + 1;
  }
  for (const figure of figureFilters)
    for (const [bits, count] of counts.entries()) if (bits & figureBits[figure]) figures[figure] += count;

  const crews = crewsOf(
    live,
    city,
    work,
    (shift) => onShift(shift, question.clock),
    departmentIn(live.audience),
  );
  for (const crew of crews.values()) {
    if (!crew.onShift || !crew.isKnown) continue;
    figures.onShift++;
    if (!isBusy(crew)) figures.free++;
  }
  const due = orderByKeys(keys, before);
  return { live, city, at: question.now, changes: reports.changes, urgency, counted, due, figures, crews };
}

const OPEN_PASSES = 1;
const CLOSED_PASSES = 2;

function select(known: Survey, { filters, bounds, sort = dueFirst, locale }: Question): Reading {
  const { live, city, urgency, counted } = known;
  const { order } = known.due;
  const { columns, count: size } = live.reports;
  const { id, status, service, lon, lat } = columns;
  const sieve = sieveOf(filters, city);
  const { status: statusPasses, service: servicePasses, figures: wanted } = sieve;
  const unknownPasses = sieve.unknownService ? 1 : 0;
  const passes = new Uint8Array(size);
  const rows = new Uint32Array(size);
  let passed = 0;
  for (let row = 0; row < size; row++) {
    if (!statusPasses[status[row] ?? 0]) continue;
    if (wanted !== 0 && (wanted & (counted[row] ?? 0)) === 0) continue;
    if (!(servicePasses[service[row] ?? NONE_16] ?? unknownPasses)) continue;
    passes[row] = urgency[row] === CLOSED ? CLOSED_PASSES : OPEN_PASSES;
    rows[passed++] = row;
  }
  const listed = new Uint32Array(passed);
  let count = 0;
  let listedOpen = 0;
  for (let i = 0; i < size; i++) {
    const row = order[i] ?? 0;
    const pass = passes[row];
    if (!pass) continue;
    if (bounds && !inBounds((lon[row] ?? 0) / 1e6, (lat[row] ?? 0) / 1e6, bounds)) continue;
    listed[count++] = row;
    if (pass === OPEN_PASSES) listedOpen++;
  }
  const dueRows = listed.subarray(0, count);
  const ranks = ranksOf(live, city, sort.by, locale ?? city.languages[0] ?? "es");
  const sorted = ranks ? sortedByRank(dueRows, listedOpen, ranks, sort.descending) : dueRows;
  if (!ranks && sort.descending) sorted.subarray(0, listedOpen).reverse();
  const list = new Uint32Array(count);
  for (let i = 0; i < count; i++) list[i] = id[sorted[i] ?? 0] ?? 0;
  return { ...known, rows: rows.subarray(0, passed), list, listedOpen };
}

/** `slaState` of domain/sla.ts over columns (a test holds them equal), with CLOSED for what is no longer owed. */
export function urgencyOf(
  c: LiveCity["reports"]["columns"],
  row: number,
  /** Seconds since 1970. */
  now: number,
  lateSoonShare: number,
): number {
  if (c.status[row] === closedStatus) return CLOSED;
  const due = c.dueAt[row] ?? 0;
  if (now > due) return LATE;
  return due - now < lateSoonShare * (due - (c.promisedAt[row] ?? 0)) ? SOON : COMFORTABLE;
}

/** The one department of an audience that has one: "ops:works", "ops:works/blind". */
function departmentIn(audience: string): string | null {
  return /^ops:([^/]+)/.exec(audience)?.[1] ?? null;
}
