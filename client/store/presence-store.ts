/** Which colleague is at which report, and what this page has claimed. Told over the socket, and gone with it. */
import { create } from "zustand";
import type { ClaimLost, PresenceAnswer, PresenceEntry } from "#contract/presence";

export interface PresenceState {
  /** What the server calls this page; null until it has answered once. */
  mine: string | null;
  entries: readonly PresenceEntry[];
  /** Folios that this page has claimed, also while the connection is away. */
  claimed: ReadonlySet<string>;
  /** What a colleague has taken over last, until somebody has read it. */
  lost: ClaimLost | null;
  /** Of the page; without a connection it says nothing. */
  line: PresenceLine | null;
}

/** What a page may say of itself. Undefined: nobody answered, and nothing is known. */
export interface PresenceLine {
  look(folio: string | null): void;
  claim(folio: string, takeOver?: boolean): Promise<PresenceAnswer | undefined>;
  release(folio: string): void;
}

const nobody: PresenceState = { mine: null, entries: [], claimed: new Set(), lost: null, line: null };

export const usePresence = create<PresenceState>()(() => nobody);

/** Others than this page that are at a report, whoever has claimed it first. */
export function othersAt({ entries, mine }: PresenceState, folio: string): PresenceEntry[] {
  return entries
    .filter((entry) => entry.folio === folio && entry.session !== mine)
    .sort((a, b) => Number(b.claimed) - Number(a.claimed) || a.since - b.since);
}

/** Of all reports at which others are, for lists and the map: the first of `othersAt`. */
export function othersByFolio({ entries, mine }: PresenceState): Map<string, PresenceEntry> {
  const first = new Map<string, PresenceEntry>();
  for (const entry of entries) {
    if (entry.session === mine) continue;
    const known = first.get(entry.folio);
    if (!known || Number(entry.claimed) > Number(known.claimed)) first.set(entry.folio, entry);
  }
  return first;
}

export function forgetPresence(): void {
  usePresence.setState(nobody, true);
}
