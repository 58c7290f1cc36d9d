/** Who is told of whom, and whose a claim is (PR2, PR4, PR5). */
import type { Audience } from "#contract/actor";
import type { PresenceEntry } from "#contract/presence";

/** One person at one report, as servers know it; what is told is less. */
export interface Standing extends PresenceEntry {
  person: string;
  /** Of the report's service, by which audiences are told apart. */
  department: string | null;
  /** 0 where nothing is claimed; each taking over is one more than what it took. */
  turn: number;
}

/** PR5: the same on every server, in whatever order they heard of the two. */
export function outranks(a: Standing, b: Standing): boolean {
  if (a.turn !== b.turn) return a.turn > b.turn;
  if (a.since !== b.since) return a.since < b.since;
  return a.session < b.session;
}

/** Whose a report is, of all who stand at it. */
export function holderOf(folio: string, all: Iterable<Standing>): Standing | undefined {
  let holder: Standing | undefined;
  for (const one of all)
    if (one.folio === folio && one.claimed && (!holder || outranks(one, holder))) holder = one;
  return holder;
}

/** What an audience is told, in an order that does not change while nobody moves. */
export function presenceFor(audience: Audience, all: Iterable<Standing>): PresenceEntry[] {
  if (audience.kind !== "ops") return [];
  const { department } = audience;
  return [...all]
    .filter((one) => department === null || one.department === department)
    .map(told)
    .sort((a, b) => compare(a.folio, b.folio) || a.since - b.since || compare(a.session, b.session));
}

export function told({ session, name, folio, since, claimed }: Standing): PresenceEntry {
  return { session, name, folio, since, claimed };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
