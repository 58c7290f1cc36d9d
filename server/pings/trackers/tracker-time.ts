/** Instants as trackers write them. */

/** What is less than this is seconds, what is more is milliseconds: as Traccar tells them apart. */
const SECONDS_BELOW = 2 ** 31 - 1;
/** The last instant that JavaScript knows, ms. */
const LAST = 8.64e15;

const written =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:(Z)|([+ -]?)(\d\d):?(\d\d)?)?$/i;

/**
 * Milliseconds since 1970 of seconds, milliseconds, ISO 8601 with or without a zone, or `yyyy-MM-dd HH:mm:ss`; without a zone
 * it is UTC. Undefined for anything else.
 */
export function instantIn(said: unknown): number | undefined {
  if (typeof said === "number") return ofNumber(said);
  if (typeof said !== "string") return undefined;
  const text = said.trim();
  if (/^\d{1,17}(\.\d{1,9})?$/.test(text)) return ofNumber(Number(text));
  const found = written.exec(text);
  if (!found) return undefined;
  const part = (i: number) => Number(found[i] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const ms = Number(`0.${found[7] ?? 0}`) * 1000;
  if (hour > 23 || minute > 59 || second > 60 || part(10) > 23 || part(11) > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  // The thirtieth of February would quietly be another day.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  // A plus that nobody escaped in a query is a blank by now.
  const sign = found[9] === "-" ? -1 : 1;
  const zone = sign * (part(10) * 60 + part(11));
  return Math.round(date.getTime() + ((hour * 60 + minute - zone) * 60 + second) * 1000 + ms);
}

function ofNumber(said: number): number | undefined {
  const ms = said < SECONDS_BELOW ? said * 1000 : said;
  return ms >= 0 && ms <= LAST ? Math.round(ms) : undefined;
}
