/** What speaks for asking once more before a brigade is sent: that it has the report already, or has more to do than a shift of it holds. */
import type { RankReasons } from "#contract/match";

/** Number of the brigade that has all of the reports; null where several have them, or none. */
export function holderOf(reports: readonly { brigade: number | null }[]): number | null {
  const [first] = reports;
  return first && reports.every(({ brigade }) => brigade === first.brigade) ? first.brigade : null;
}

/** How many another brigade has, which loses them, and its number where it is one. */
export function takenFrom(
  reports: readonly { brigade: number | null }[],
  to: number | null,
): { count: number; from: number | null } {
  const taken = reports.filter(({ brigade }) => brigade !== null && brigade !== to);
  return { count: taken.length, from: holderOf(taken) };
}

/** The best of those that do not have it already; whoever has it only where there is no other. */
export function firstChoice<C extends { code: string }>(
  choices: readonly C[],
  holder: string | null,
): string | null {
  return (choices.find(({ code }) => code !== holder) ?? choices[0])?.code ?? null;
}

/** Stops that it would have with `more`, and whether that is beyond what a shift of it holds. */
export function loadWith(
  { openStops, capacity }: Pick<RankReasons, "openStops" | "capacity">,
  more: number,
): { stops: number; capacity: number; isBeyond: boolean } {
  const stops = openStops + more;
  return { stops, capacity, isBeyond: stops > capacity };
}
