/**
 * The order of the list. What is due first comes first; any other order groups by something, and within a group what is due
 * first comes first. Closed reports stay behind the open ones whatever is asked for.
 */
import type { City } from "#contract/city";
import type { LiveCity } from "#domain/fold";
import { nameIn } from "../i18n/languages.ts";

export const sortKeys = ["due", "received", "service", "sector", "brigade"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface ListSort {
  by: SortKey;
  descending: boolean;
}

export const dueFirst: ListSort = { by: "due", descending: false };

/** A column of numbers to sort rows by, and where each number comes in the order. */
export interface Ranks {
  column: ArrayLike<number>;
  /** Place of each value of the column; a column that is an order already has none. */
  place: Uint32Array | null;
}

/** Undefined for the order that the reading has anyway. */
export function ranksOf(
  live: LiveCity,
  city: Pick<City, "services" | "sectors" | "languages">,
  by: SortKey,
  /** Names are sorted as they are read. */
  locale: string,
): Ranks | undefined {
  const { columns: c } = live.reports;
  switch (by) {
    case "due":
      return undefined;
    case "received":
      return { column: c.receivedAt, place: null };
    case "service":
      return {
        column: c.service,
        place: places(
          city.services.map(({ name }) => nameIn(name, locale, city)),
          locale,
        ),
      };
    case "sector":
      return {
        column: c.sector,
        place: places(
          city.sectors.map(({ name }) => name),
          locale,
        ),
      };
    case "brigade": {
      const names: string[] = [];
      for (const [id, { name }] of live.brigades) names[id] = name;
      return {
        column: c.brigade,
        place: places(
          Array.from(names, (name) => name ?? ""),
          locale,
        ),
      };
    }
  }
}

/** Rows in another order; the first `open` of them stay in front of the others. What is equal keeps its order. */
export function sortedByRank(
  rows: Uint32Array,
  open: number,
  { column, place }: Ranks,
  descending: boolean,
): Uint32Array {
  const sign = descending ? -1 : 1;
  // A name that nobody has comes last, whichever way round the others are.
  const none = place ? place.length : 0;
  const rankOf = (row: number) => {
    const value = column[row] ?? 0;
    if (!place) return sign * value;
    const found = place[value];
    return found === undefined ? none : sign * found;
  };
  // Rank and place before share one double, sorted natively: 100,000 of them without a comparator.
  const keys = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) keys[i] = rankOf(rows[i] ?? 0) * ROOM + i;
  keys.subarray(0, open).sort();
  keys.subarray(open).sort();
  return Uint32Array.from(keys, (key) => rows[((key % ROOM) + ROOM) % ROOM] ?? 0);
}

const ROOM = 2 ** 19;

/** Making one takes longer than sorting with it. */
let collator: { locale: string; compare: Intl.Collator["compare"] } | undefined;

function places(names: readonly string[], locale: string): Uint32Array {
  if (collator?.locale !== locale) collator = { locale, compare: new Intl.Collator(locale).compare };
  const { compare } = collator;
  const order = names.map((name, i) => ({ name, i })).sort((a, b) => compare(a.name, b.name));
  const found = new Uint32Array(names.length);
  for (const [place, { i }] of order.entries()) found[i] = place;
  return found;
}
