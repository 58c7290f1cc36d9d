/** What has just happened in the city, as a wall tells it: a few of the latest events, each with what it was about. */
import type { CityEvent, UnknownEvent } from "#contract/events";
import type { LiveCity } from "#domain/fold";

export interface Happening {
  seq: number;
  at: number;
  kind: HappeningKind;
  /** Codes of the report's; null for what is of a brigade only. */
  service: string | null;
  sector: string | null;
  /** Number of the brigade. */
  brigade: number | null;
}

const kinds = [
  "report.received",
  "report.assigned",
  "report.started",
  "report.closed",
  "report.reopened",
  "report.due-soon",
  "report.overdue",
  "brigade.silent",
  "brigade.heard",
  "brigade.moving-off-shift",
] as const;
export type HappeningKind = (typeof kinds)[number];

export const MOST_HAPPENINGS = 24;

/** What an event that the city has just taken in tells; undefined for what is no news to a room. */
export function happeningOf(city: LiveCity, event: CityEvent | UnknownEvent): Happening | undefined {
  const kind = kinds.find((each) => each === event.kind);
  if (!kind) return undefined;
  const { seq, at, reportId } = event;
  if (reportId === null) {
    const brigade = "body" in event && "brigade" in event.body ? Number(event.body.brigade) : null;
    return { seq, at, kind, service: null, sector: null, brigade };
  }
  const report = city.reports.get(reportId);
  if (!report) return undefined;
  return { seq, at, kind, service: report.service, sector: report.sector, brigade: report.brigade };
}

/** Adds what these tell, as far as it is asked for, to a list that is kept short: what nobody asked for takes no place in it. */
export function noteHappenings(
  happened: Happening[],
  city: LiveCity,
  events: readonly (CityEvent | UnknownEvent)[],
  isAskedFor: (one: Happening) => boolean,
): void {
  // Of thousands at once, a replay's, only the end is ever seen.
  for (const event of events.slice(-8 * MOST_HAPPENINGS)) {
    const found = happeningOf(city, event);
    if (found && found.seq > (happened.at(-1)?.seq ?? 0) && isAskedFor(found)) happened.push(found);
  }
  happened.splice(0, happened.length - MOST_HAPPENINGS);
}
