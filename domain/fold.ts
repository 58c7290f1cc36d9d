/** (city, event) → city: how every reader of the log goes forward, in server, browser and tests alike. */
import type { Alert, Warning } from "#contract/alerts";
import type { Brigade } from "#contract/brigade";
import { type CityEvent, eventKinds, type UnknownEvent } from "#contract/events";
import { foldAlert, isOfAlerts } from "./alert.ts";
import { foldElsewhere } from "./elsewhere.ts";
import { nextReport } from "./report.ts";
import type { ReportTable } from "./report-table.ts";

export interface LiveCity {
  /** Which log; a cursor means nothing in another one. */
  log: string;
  /** Whose view it is, as one word; cursor and events of another audience do not fit it (AU7). */
  audience: string;
  /** Place of the last event that is in here. */
  cursor: number;
  reports: ReportTable;
  brigades: Map<number, Brigade>;
  /** Of a department: how many open reports of others its brigades have, by their numbers (AU12). */
  elsewhere: Map<number, number>;
  /** Open ones, by number: of operators (AL1). */
  alerts: Map<number, Alert>;
  /** Of an authority, in force, by number. */
  warnings: Map<number, Warning>;
  /** Since when, ms, the authority's feed could not be read; null while it is, and where there is none. */
  warningsUnreadSince: number | null;
  /** Events of kinds that this side does not know (FD4). */
  unknownEvents: number;
}

/**
 * Takes one event into the city, in place (100,000 rows are not copied), and gives the city back. An event that is in
 * there already changes nothing (FD2).
 */
export function fold(city: LiveCity, event: CityEvent | UnknownEvent): LiveCity {
  if (event.seq <= city.cursor) return city;
  city.cursor = event.seq;
  if (!isKnown(event)) return foldUnknown(city, event);
  if (event.kind === "brigade.registered") {
    city.brigades.set(event.body.brigade.id, event.body.brigade);
    return city;
  }
  if (isOfAlerts(event)) foldAlert(city, event);
  if ("elsewhere" in event.body && event.body.elsewhere) foldElsewhere(city.elsewhere, event.body.elsewhere);
  if (event.reportId === null) return city;
  const next = nextReport(city.reports.get(event.reportId), event);
  if (next === undefined) city.reports.delete(event.reportId);
  else city.reports.set(next);
  return city;
}

/** Its meaning is lost on us, but not that the report has a newer version: writes and digests stay right. */
function foldUnknown(city: LiveCity, event: UnknownEvent): LiveCity {
  city.unknownEvents++;
  const report = event.reportId === null ? undefined : city.reports.get(event.reportId);
  if (report && event.version !== null) city.reports.set({ ...report, version: event.version });
  return city;
}

const known = new Set<string>(eventKinds);

function isKnown(event: CityEvent | UnknownEvent): event is CityEvent {
  return known.has(event.kind);
}
