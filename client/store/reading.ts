/**
 * What the page shows of the live city at one instant: one pass over the columns, at most twice a second. Rows are valid
 * until the next event is folded; ids outlive that.
 */
import type { City } from "#contract/city";
import { statuses } from "#contract/report";
import type { LiveCity } from "#domain/fold";
import { NONE_16 } from "#domain/report-table";
import { type Bounds, inBounds } from "#geo/boundary";
import { type Crew, crewsOf, type Figures, noFigures } from "./figures.ts";
import { type FigureFilter, type Filters, figureBits, sieveOf } from "./filters.ts";
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
}

export interface Reading {
  at: number;
  /** The table's own counter when it was read: another one, and the rows below are other reports'. */
  changes: number;
  /** One a row: COMFORTABLE, SOON, LATE or CLOSED. */
  urgency: Uint8Array;
  /** Rows that pass the filters, in the table's order. */
  rows: Uint32Array;
  /** Ids of the list, in the order that was asked for. */
  list: Uint32Array;
  /** How many of the list are open; they come first. */
  listedOpen: number;
  /** Of the whole city, whatever is filtered. */
  figures: Figures;
  crews: Map<number, Crew>;
}

const closedStatus = statuses.indexOf("closed");
/** Key and row share one double: 34 bits of key above 19 bits of row, sorted natively without a comparator. */
const ROW_ROOM = 2 ** 19;
const CLOSED_KEY = 2 ** 32;

export function readCity(live: LiveCity, city: City, question: Question): Reading {
  const { reports } = live;
  const { columns: c, count: size } = reports;
  if (size > ROW_ROOM) throw new RangeError(`the page holds at most ${ROW_ROOM} reports, there are ${size}`);
  const now = question.now / 1000;
  const today = question.clock.dayStart / 1000;
  const sieve = sieveOf(question.filters, city);
  const figures = noFigures();
  const urgency = new Uint8Array(size);
  const rows = new Uint32Array(size);
  const keys = new Float64Array(size);
  let passed = 0;
  let listed = 0;
  let listedOpen = 0;
  const work = new Map<number, number[]>();

  /** Bits of the figures that the row at hand is counted in. */
  let counted = 0;
  const count = (figure: FigureFilter) => {
    figures[figure]++;
    counted |= figureBits[figure];
  };

  for (let row = 0; row < size; row++) {
    const status = c.status[row] ?? 0;
    const due = c.dueAt[row] ?? 0;
    const state = urgencyOf(c, row, now, city.lateSoonShare);
    urgency[row] = state;

    counted = 0;
    if ((c.receivedAt[row] ?? 0) >= today) count("receivedToday");
    const closed = c.closedAt[row] ?? 0;
    if (status === closedStatus) {
      if (closed >= today) count("closedToday");
    } else {
      figures.open++;
      if (state === SOON) count("soon");
      if (state === LATE) count("late");
      if ((c.reopenings[row] ?? 0) > 0) count("reopened");
      const brigade = c.brigade[row] ?? NONE_16;
      if (brigade !== NONE_16) {
        const ids = work.get(brigade);
        if (ids) ids.push(c.id[row] ?? 0);
        else work.set(brigade, [c.id[row] ?? 0]);
      }
    }

    if (!sieve.status[status] || (sieve.figures !== 0 && (sieve.figures & counted) === 0)) continue;
    const service = c.service[row] ?? NONE_16;
    if (!(service < sieve.service.length ? sieve.service[service] : sieve.unknownService)) continue;
    rows[passed++] = row;
    const lon = (c.lon[row] ?? 0) / 1e6;
    const lat = (c.lat[row] ?? 0) / 1e6;
    if (question.bounds && !inBounds(lon, lat, question.bounds)) continue;
    // Due first; the closed ones after all others, the latest first.
    const key = status === closedStatus ? CLOSED_KEY + (CLOSED_KEY - closed) : due;
    keys[listed++] = key * ROW_ROOM + row;
    if (status !== closedStatus) listedOpen++;
  }

  const crews = crewsOf(
    live.brigades,
    city,
    work,
    (shift) => onShift(shift, question.clock),
    departmentIn(live.audience),
  );
  for (const crew of crews.values()) {
    if (!crew.onShift || !crew.isKnown) continue;
    figures.onShift++;
    if (crew.work.length === 0) figures.free++;
  }
  const order = Uint32Array.from(keys.subarray(0, listed).sort(), (key) => key % ROW_ROOM);
  const { sort = dueFirst } = question;
  const ranks = ranksOf(live, city, sort.by);
  const sorted = ranks ? sortedByRank(order, listedOpen, ranks, sort.descending) : order;
  if (!ranks && sort.descending) sorted.subarray(0, listedOpen).reverse();
  const list = sorted.map((row) => c.id[row] ?? 0);
  return {
    at: question.now,
    changes: reports.changes,
    urgency,
    rows: rows.slice(0, passed),
    list,
    listedOpen,
    figures,
    crews,
  };
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

/** The one department of an audience that has one: "ops:works". */
function departmentIn(audience: string): string | null {
  return audience.startsWith("ops:") ? audience.slice(4) : null;
}
