/** How a report stands against its promise. */
export { deadline } from "#domain/calendar";

export type SlaState = "comfortable" | "soon" | "late";

export interface SlaTimes {
  /** When the promise began: received, or reopened last. All instants in ms since the epoch. */
  promisedAt: number;
  dueAt: number;
  closedAt?: number | null | undefined;
}

/**
 * `late` once `dueAt` has passed without a closure, or when the closure came after it; `soon` while an open report has
 * less than `lateSoonShare` (0…1) of the time between promise and deadline left; else `comfortable`. A report that was
 * closed in time can no longer become late, so it is never `soon`.
 */
export function slaState(times: SlaTimes, now: number, lateSoonShare: number): SlaState {
  const { promisedAt, dueAt, closedAt } = times;
  if ((closedAt ?? now) > dueAt) return "late";
  if (typeof closedAt === "number") return "comfortable";
  return dueAt - now < lateSoonShare * (dueAt - promisedAt) ? "soon" : "comfortable";
}

/** The instant from which an open report is `soon`, ms since the epoch; an SLA sweep has nothing to do before it. */
export function soonAt(times: Pick<SlaTimes, "promisedAt" | "dueAt">, lateSoonShare: number): number {
  return times.dueAt - lateSoonShare * (times.dueAt - times.promisedAt);
}
