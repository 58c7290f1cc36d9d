/** Whether a brigade is outside the sectors that are its own, by what is known of its positions. */
import type { WatchState } from "#contract/watch";

export function isOffSector(state: WatchState, own: readonly string[]): boolean {
  if (own.length === 0 || state.depot?.inside) return false;
  return !own.some((code) => Object.hasOwn(state.sectors, code) && state.sectors[code]?.inside);
}

/**
 * Since when: by when it last left one of its own, or its depot; of one that has left neither, since it came to where it is instead.
 * Undefined where nobody knows.
 */
export function offSectorSince(
  state: WatchState,
  own: readonly string[],
  left: readonly { area: "sector" | "depot"; code: string; since: number }[],
): number | undefined {
  const ours = left.filter(({ area, code }) => area === "depot" || own.includes(code));
  if (ours.length > 0) return Math.max(...ours.map(({ since }) => since));
  const elsewhere = Object.values(state.sectors).filter(({ inside }) => inside);
  return elsewhere.length === 0 ? undefined : Math.min(...elsewhere.map(({ since }) => since));
}
