/** The city's days and shifts. A day is counted from 1970-01-01 by the city's own calendar. */
import type { BrigadeFile, City } from "#contract/city";
import { offsetAt } from "#domain/calendar";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export interface LocalTime {
  /** The city's day at an instant. */
  dayOf(at: number): number;
  /** The instant at which the city's clocks show so many ms after that day's midnight. */
  instant(day: number, sinceMidnight: number): number;
  /** ms since the city's midnight, by its clocks. */
  sinceMidnight(at: number): number;
}

export function localTime(timeZone: string): LocalTime {
  return {
    dayOf: (at) => Math.floor((at + offsetAt(at, timeZone)) / DAY),
    sinceMidnight: (at) => (at + offsetAt(at, timeZone)) % DAY,
    instant(day, sinceMidnight) {
      const clock = day * DAY + sinceMidnight;
      // The offset that holds shortly before is a guess; the one that holds there is right but for the skipped hour.
      return clock - offsetAt(clock - offsetAt(clock, timeZone), timeZone);
    },
  };
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** "YYYY-MM-DD". */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** 0 = January … 11 = December. */
export function monthOf(day: number): number {
  return new Date(day * DAY).getUTCMonth();
}

/** The day so many calendar months earlier; the 31st becomes the last day that the month has. */
export function monthsBefore(day: number, months: number): number {
  const date = new Date(day * DAY);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 0)).getUTCDate();
  return first / DAY + Math.min(date.getUTCDate(), last) - 1;
}

/** A brigade's time on duty, instants in ms. */
export interface Shift {
  from: number;
  to: number;
}

export interface Shifts {
  /** The shift that the instant lies in. */
  during(brigade: number, at: number): Shift | undefined;
  /** The first shift that begins after the instant, if one does within three weeks. */
  after(brigade: number, at: number): Shift | undefined;
  /** The last shift that ended before the instant, if one did within three weeks. */
  before(brigade: number, at: number): Shift | undefined;
}

/** Brigades by their index in the city's list. */
export function shiftsOf(city: City, time: LocalTime): Shifts {
  const plans = city.brigades.map((brigade) => planOf(brigade));
  const known = new Map<number, Shift | null>();
  const on = (brigade: number, day: number): Shift | undefined => {
    const key = day * plans.length + brigade;
    let shift = known.get(key);
    if (shift === undefined) {
      const plan = plans[brigade];
      shift =
        plan?.days[weekdayOf(day)] === true
          ? { from: time.instant(day, plan.from), to: time.instant(day, plan.to) }
          : null;
      known.set(key, shift);
    }
    return shift ?? undefined;
  };
  const search = (at: number, step: 1 | -1, fits: (day: number) => Shift | undefined) => {
    const today = time.dayOf(at);
    for (let i = -1; i < 21; i++) {
      const shift = fits(today + step * i);
      if (shift) return shift;
    }
    return undefined;
  };
  return {
    during(brigade, at) {
      const today = time.dayOf(at);
      for (const day of [today, today - 1]) {
        const shift = on(brigade, day);
        if (shift && shift.from <= at && at < shift.to) return shift;
      }
      return undefined;
    },
    after: (brigade, at) =>
      search(at, 1, (day) => {
        const shift = on(brigade, day);
        return shift && shift.from > at ? shift : undefined;
      }),
    before: (brigade, at) =>
      search(at, -1, (day) => {
        const shift = on(brigade, day);
        return shift && shift.to <= at ? shift : undefined;
      }),
  };
}

function planOf({ shift }: BrigadeFile) {
  const from = clockMs(shift.from);
  const to = clockMs(shift.to);
  const days = WEEKDAYS.map((day) => shift.days.includes(day));
  return { days, from, to: to > from ? to : to + DAY };
}

function clockMs(clock: string): number {
  return Number(clock.slice(0, 2)) * HOUR + Number(clock.slice(3)) * MINUTE;
}
