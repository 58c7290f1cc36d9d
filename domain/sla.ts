/** How a report stands against its promise. */
export { deadline } from "#domain/calendar";

export type SlaState = "comfortable" | "soon" | "late";

export interface SlaTimes {
  /** Instants in ms since the epoch. */
  receivedAt: number;
  dueAt: number;
  closedAt?: number | undefined;
}

/**
 * `late` once `dueAt` has passed without a closure, or when the closure came after it; `soon` while an open report has
 * less than `lateSoonShare` (0…1) of the time between receipt and deadline left; else `comfortable`. A report that was
 * closed in time can no longer become late, so it is never `soon`.
 */
export function slaState(times: SlaTimes, now: number, lateSoonShare: number): SlaState {
  const { receivedAt, dueAt, closedAt } = times;
  if ((closedAt ?? now) > dueAt) return "late";
  if (closedAt !== undefined) return "comfortable";
  return dueAt - now < lateSoonShare * (dueAt - receivedAt) ? "soon" : "comfortable";
}

/** The instant from which an open report is `soon`, ms since the epoch; an SLA sweep has nothing to do before it. */
export function soonAt(times: Pick<SlaTimes, "receivedAt" | "dueAt">, lateSoonShare: number): number {
  return times.dueAt - lateSoonShare * (times.dueAt - times.receivedAt);
}
