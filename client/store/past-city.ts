/**
 * A stretch of the past: the city at its beginning and every event after it. Forwards by folding, backwards from a copy that was kept on
 * the way, so that a jump folds a part of the events and never all of them.
 */
import type { CityEvent, UnknownEvent } from "#contract/events";
import { fold, type LiveCity } from "#domain/fold";

type Event = CityEvent | UnknownEvent;

/** Copies that are kept, and the reports that they may hold together: some 100 MB of columns. */
const MOST_COPIES = 48;
const MOST_REPORTS = 1_500_000;
const LEAST_EVENTS = 250;
const MINUTE = 60_000;

export class PastCity {
  readonly from: number;
  readonly until: number;
  city: LiveCity;
  /** Events that are in `city`. */
  folded = 0;
  /** How many were folded in all: what a jump costs. */
  work = 0;
  private readonly events: readonly Event[];
  private readonly every: number;
  private readonly copies = new Map<number, LiveCity>();

  /** `city` is the one at `from`, and is kept for going back to. */
  constructor(city: LiveCity, events: readonly Event[], from: number, until: number) {
    this.from = from;
    this.until = until;
    this.events = events;
    const copies = Math.max(
      1,
      Math.min(MOST_COPIES, Math.floor(MOST_REPORTS / Math.max(1, city.reports.count))),
    );
    this.every = Math.max(LEAST_EVENTS, Math.ceil(events.length / copies));
    this.copies.set(0, city);
    this.city = copyOf(city);
  }

  /** Brings `city` to an instant, ms; another object than before when that lay later, or far earlier. */
  seek(at: number): LiveCity {
    const goal = this.countUntil(at);
    const start = this.nearestCopy(goal);
    // From where we are, unless that is beyond the goal or farther from it than a copy.
    if (this.folded > goal || start > this.folded) {
      this.city = copyOf(this.copies.get(start) ?? this.city);
      this.folded = start;
    }
    while (this.folded < goal) {
      const event = this.events[this.folded];
      if (event) fold(this.city, event);
      this.folded++;
      this.work++;
      if (this.folded % this.every === 0 && !this.copies.has(this.folded))
        this.copies.set(this.folded, copyOf(this.city));
    }
    return this.city;
  }

  /** The first whole minute at which there are reports in it, ms; beyond its end where there are none. */
  filledFrom(): number {
    const first = copyOf(this.copies.get(0) ?? this.city);
    let at = this.from;
    for (const event of this.events) {
      if (first.reports.count > 0) break;
      fold(first, event);
      at = event.at;
    }
    if (first.reports.count === 0) at = this.until + 1;
    return Math.ceil(at / MINUTE) * MINUTE;
  }

  /** The last events before an instant at which the city is now. */
  latest(count: number): readonly Event[] {
    return this.events.slice(Math.max(0, this.folded - count), this.folded);
  }

  /** How many events of some kinds there are in each of so many equal parts of the stretch. */
  histogram(bars: number, kinds: readonly string[]): Uint32Array {
    const counts = new Uint32Array(bars);
    const width = (this.until - this.from) / bars;
    for (const { at, kind } of this.events) {
      if (!kinds.includes(kind)) continue;
      const bar = Math.min(bars - 1, Math.max(0, Math.floor((at - this.from) / width)));
      counts[bar] = (counts[bar] ?? 0) + 1;
    }
    return counts;
  }

  /** The place behind the last event of an instant. */
  private countUntil(at: number): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private nearestCopy(goal: number): number {
    for (let place = goal - (goal % this.every); place > 0; place -= this.every)
      if (this.copies.has(place)) return place;
    return 0;
  }
}

export function copyOf(city: LiveCity): LiveCity {
  return {
    ...city,
    reports: city.reports.copy(),
    brigades: new Map(city.brigades),
    elsewhere: new Map(city.elsewhere),
    alerts: new Map(city.alerts),
    warnings: new Map(city.warnings),
  };
}
