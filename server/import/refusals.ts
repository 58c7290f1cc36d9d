/** Why a row is not taken in. Few, so that they can be counted; what exactly is wrong with a row is its `detail`. */
export const refusalReasons = [
  "unreadable-row",
  "wrong-columns",
  "missing-id",
  "unreadable-id",
  "missing-coordinate",
  "unreadable-coordinate",
  "outside-city",
  "missing-date",
  "unreadable-date",
  "future-date",
  "dates-out-of-order",
  "missing-closing-date",
  "unknown-status",
  "unknown-service",
  "missing-vehicle",
  "unreadable-vehicle",
  "unknown-brigade",
  "far-away",
  "stale",
  "impossible-speed",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** A row that is not taken in. */
export class Refused {
  readonly reason: RefusalReason;
  readonly detail: string;

  constructor(reason: RefusalReason, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

/** A cell as it is shown in a sentence: short, and on one line. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > 60 ? `${cell.slice(0, 60)}…` : cell);
}
