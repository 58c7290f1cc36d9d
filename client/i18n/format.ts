/** Numbers, instants and spans as people say them, in the city's time zone whatever the browser's is. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Format {
  number(value: number): string;
  /** "14:32" */
  time(at: number): string;
  /** "lun 23 nov, 14:32": for hovering, for print, and for what is more than a day away. */
  exact(at: number): string;
  day(at: number): string;
}

/** Making one takes milliseconds, and every row of a list has words. */
const made = new Map<string, Format>();

/** @throws RangeError for an unknown locale or time zone */
export function formatOf(locale: string, timeZone: string): Format {
  const key = `${locale} ${timeZone}`;
  const format = made.get(key) ?? makeFormat(locale, timeZone);
  made.set(key, format);
  return format;
}

function makeFormat(locale: string, timeZone: string): Format {
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const exact = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short" });
  return {
    number: (value) => number.format(value),
    time: (at) => time.format(at),
    exact: (at) => exact.format(at),
    day: (at) => day.format(at),
  };
}

/**
 * A span in one or two units: "0 min", "12 min", "3 h 05 min", "14 h", "2 d 4 h", "23 d". The signs are the same in all our
 * languages, which keeps columns narrow. `ms` may be negative; only its size is said.
 */
export function span(ms: number): string {
  const size = Math.abs(ms);
  if (size < HOUR) return `${Math.floor(size / MINUTE)} min`;
  if (size < 10 * HOUR) {
    const minutes = Math.floor((size % HOUR) / MINUTE);
    return minutes === 0 ? `${Math.floor(size / HOUR)} h` : `${Math.floor(size / HOUR)} h ${minutes} min`;
  }
  if (size < DAY) return `${Math.floor(size / HOUR)} h`;
  const hours = Math.floor((size % DAY) / HOUR);
  if (size < 10 * DAY && hours > 0) return `${Math.floor(size / DAY)} d ${hours} h`;
  return `${Math.floor(size / DAY)} d`;
}

/** The same in one unit, for labels on the map: "12 min", "3 h", "2 d". */
export function shortSpan(ms: number): string {
  const size = Math.abs(ms);
  if (size < HOUR) return `${Math.floor(size / MINUTE)} min`;
  if (size < 2 * DAY) return `${Math.floor(size / HOUR)} h`;
  return `${Math.floor(size / DAY)} d`;
}

/** The age of something alive: seconds matter. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : span(ms);
}

/** Too short a span to be told in minutes: "0 min ago" is said by nobody. */
export function isMoment(ms: number): boolean {
  return Math.abs(ms) < MINUTE;
}

/** Whether "a while ago" still says enough, or the date must be told. */
export function isRecent(at: number, now: number): boolean {
  return Math.abs(now - at) < DAY;
}
