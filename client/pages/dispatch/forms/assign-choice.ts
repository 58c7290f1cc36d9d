/** What speaks for asking once more before a brigade is sent: that it has the report already, has more to do than a shift of it holds, or lacks a skill. */
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

/** What is asked once more before it is sent: the load that is beyond its shift, and the skills that it lacks; null where nothing is. */
export function doubtsOf(
  reasons: Pick<RankReasons, "openStops" | "capacity" | "missingSkills">,
  more: number,
): { load: { stops: number; capacity: number } | null; skills: readonly string[] } | null {
  const { isBeyond, ...load } = loadWith(reasons, more);
  const { missingSkills: skills } = reasons;
  return isBeyond || skills.length > 0 ? { load: isBeyond ? load : null, skills } : null;
}

/** Skills that are needed and that none of those on shift has. */
export function skillsOfNobody(ranked: readonly Pick<RankReasons, "onShift" | "missingSkills">[]): string[] {
  const missing = new Set(ranked.flatMap(({ missingSkills }) => missingSkills));
  const onShift = ranked.filter((one) => one.onShift);
  return [...missing].filter((skill) => onShift.every(({ missingSkills }) => missingSkills.includes(skill)));
}
