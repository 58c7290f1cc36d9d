/** Instants as files write them. */
import { instantOfWall } from "#domain/wall-time";
import { ImportError } from "./import-error.ts";

/** ms since 1970, or undefined when the text is no instant in any of the forms. `dayOnly`: it names a day, not a time. */
export type ReadInstant = (text: string) => { at: number; dayOnly: boolean } | undefined;

interface Parts {
  year: number;
  month: number;
  day: number;
  /** Since midnight, ms. */
  time: number;
  /** Of the clock from UTC, ms; undefined when the text does not tell. */
  offset: number | undefined;
}

type Form = (text: string) => Parts | number | undefined;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const LAST_INSTANT = 4_294_967_295_000;

/**
 * A reader for forms that are tried in order: "iso" (date, or date and time with or without fraction and offset),
 * "epoch-seconds", "epoch-milliseconds", or a pattern of YYYY, MM, M, DD, D, HH, H, hh, h, mm, ss, SSS, A (AM or PM) and
 * Z (offset) such as "MM/DD/YYYY hh:mm:ss A". What tells no offset is a clock in `timeZone`; see `instantOfWall` for the
 * days of a clock change. Throws ImportError with the rule for a pattern that is none.
 */
export function compileDates(forms: readonly string[], timeZone: string): ReadInstant {
  const tried = forms.map(formOf);
  return (text) => {
    for (const form of tried) {
      const found = form(text);
      if (found === undefined) continue;
      const at = typeof found === "number" ? found : instantOf(found, timeZone);
      if (at === undefined || !(at >= 0 && at <= LAST_INSTANT)) continue;
      return { at, dayOnly: typeof found !== "number" && found.time === 0 && found.offset === undefined };
    }
    return undefined;
  };
}

function formOf(form: string): Form {
  if (form === "iso") return readIso;
  if (form === "epoch-seconds") return (text) => readEpoch(text, 1000);
  if (form === "epoch-milliseconds") return (text) => readEpoch(text, 1);
  return compilePattern(form);
}

function instantOf({ year, month, day, time, offset }: Parts, timeZone: string): number | undefined {
  const date = Date.UTC(year, month - 1, day);
  // 31 April would roll over into May.
  if (new Date(date).getUTCDate() !== day || month < 1 || month > 12) return undefined;
  return offset === undefined ? instantOfWall(date + time, timeZone) : date + time - offset;
}

function readIso(text: string): Parts | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = found;
  const time = timeOf(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), fraction);
  const ahead = offsetOf(offset);
  if (time === undefined || ahead === null) return undefined;
  return { year: Number(year), month: Number(month), day: Number(day), time, offset: ahead };
}

function readEpoch(text: string, factor: number): number | undefined {
  return /^\d{1,13}(\.\d+)?$/.test(text) ? Math.floor(Number(text) * factor) : undefined;
}

function timeOf(hour: number, minute: number, second: number, fraction = ""): number | undefined {
  // A leap second is the last of its minute.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return (
    ((hour * 60 + minute) * 60 + Math.min(59, second)) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"))
  );
}

/** "+0530" → ms ahead of UTC; undefined when there is none, null when it cannot be. */
function offsetOf(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  if (minutes > 18 * 60 || Number(digits.slice(2) || 0) > 59) return null;
  return (text.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

const TOKENS: Record<string, string> = {
  YYYY: "(?<year>\\d{4})",
  MM: "(?<month>\\d\\d)",
  M: "(?<month>\\d\\d?)",
  DD: "(?<day>\\d\\d)",
  D: "(?<day>\\d\\d?)",
  HH: "(?<hour>\\d\\d)",
  H: "(?<hour>\\d\\d?)",
  hh: "(?<half>\\d\\d)",
  h: "(?<half>\\d\\d?)",
  mm: "(?<minute>\\d\\d)",
  ss: "(?<second>\\d\\d)",
  SSS: "(?<fraction>\\d{1,9})",
  A: "(?<noon>[AP]\\.?\\s?M\\.?)",
  Z: "(?<offset>Z|[+-]\\d\\d(?::?\\d\\d)?)",
};

function compilePattern(pattern: string): Form {
  const pieces = pattern.split(/(YYYY|MM?|DD?|HH?|hh?|mm|ss|SSS|A|Z)/);
  const source = pieces
    .map((piece) => TOKENS[piece] ?? piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("");
  let expression: RegExp;
  try {
    expression = new RegExp(`^${source}$`, "i");
  } catch {
    throw new ImportError(`must use each of its letters once, is "${pattern}"`);
  }
  for (const part of ["year", "month", "day"])
    if (!source.includes(`<${part}>`))
      throw new ImportError(
        `must be iso, epoch-seconds, epoch-milliseconds or a pattern with a ${part}, is "${pattern}"`,
      );
  return (text) => {
    const found = expression.exec(text)?.groups;
    if (!found) return undefined;
    const { year, month, day, hour, half, minute, second, fraction, noon, offset } = found;
    const inHalf = half === undefined ? undefined : hourOfHalf(Number(half), noon);
    if (half !== undefined && inHalf === undefined) return undefined;
    const time = timeOf(inHalf ?? Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), fraction);
    const ahead = offsetOf(offset);
    if (time === undefined || ahead === null) return undefined;
    return { year: Number(year), month: Number(month), day: Number(day), time, offset: ahead };
  };
}

/** 12 AM is midnight, 12 PM noon. */
function hourOfHalf(hour: number, noon = "AM"): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(noon) ? 12 : 0);
}
