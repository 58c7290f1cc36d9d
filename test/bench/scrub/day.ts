/** A day of a city: 2,000 reports that come, are worked on and closed in their hours, and 60 brigades that drive all day. */
import type { CityEvent } from "#contract/events";
import type { LiveReport } from "#contract/report";
import type { Track } from "#contract/tracks";
import { fold, type LiveCity } from "#domain/fold";
import { copyOf } from "../../../client/store/past-city.ts";
import { diceOf, emptyCity, newReport } from "../../client/random-log.ts";

export const FROM = Date.parse("2026-11-25T06:00:00Z");
export const DAY = 86_400_000;
const REPORTS = 2_000;
const BRIGADES = 60;
const STEP_MS = 10_000;

/** What happens to a report, and how long after it came, in shares of its course. */
const course = [
  ["report.assigned", 0.2],
  ["report.travelling", 0.5],
  ["report.arrived", 0.7],
  ["report.started", 0.75],
  ["report.left", 0.97],
  ["report.closed", 1],
] as const;

type Planned = {
  at: number;
  of: LiveReport;
  kind: (typeof course)[number][0] | "report.received" | "report.overdue" | "report.archived";
};

/** The city at the beginning, with the reports of the day before in it, and the day's events. */
export function makeDay(): { base: LiveCity; events: CityEvent[] } {
  const dice = diceOf(6);
  const planned: Planned[] = [];
  for (let i = 0; i < 2 * REPORTS; i++) {
    const receivedAt = FROM - DAY + Math.floor((2 * DAY * i) / (2 * REPORTS));
    const report = newReport(i + 1, receivedAt, dice);
    const lasts = (2 + 20 * dice()) * 3_600_000;
    planned.push({ at: receivedAt, of: report, kind: "report.received" });
    for (const [kind, share] of course) planned.push({ at: receivedAt + share * lasts, of: report, kind });
    if (dice() < 0.2) planned.push({ at: receivedAt + 0.6 * lasts, of: report, kind: "report.overdue" });
    planned.push({ at: receivedAt + lasts + DAY, of: report, kind: "report.archived" });
  }
  planned.sort((a, b) => a.at - b.at);
  const city = emptyCity();
  for (let id = 0; id < BRIGADES; id++)
    city.brigades.set(id, { id, code: `b-${id}`, name: `Brigada ${id}`, department: "works" });
  let base: LiveCity | undefined;
  const events: CityEvent[] = [];
  for (const each of planned) {
    if (each.at > FROM + DAY) break;
    if (each.at > FROM) base ??= copyOf(city);
    const event = eventOf(each, city);
    fold(city, event);
    if (base) events.push(event);
  }
  return { base: base ?? city, events };
}

function eventOf({ at, of, kind }: Planned, city: LiveCity): CityEvent {
  const version = (city.reports.get(of.id)?.version ?? 0) + 1;
  const head = { seq: city.cursor + 1, at: Math.floor(at), reportId: of.id, version };
  const brigade = of.id % BRIGADES;
  switch (kind) {
    case "report.received":
      return { ...head, kind, body: { report: of, channel: "app" } };
    case "report.assigned":
      return { ...head, kind, body: { brigade } };
    case "report.arrived":
      return { ...head, kind, body: { brigade, since: head.at } };
    case "report.left":
      return { ...head, kind, body: { brigade, since: head.at, seconds: 900 } };
    case "report.closed":
      return { ...head, kind, body: { outcome: "resolved", reason: "repaired" } };
    default:
      return { ...head, kind, body: {} };
  }
}

/** Of a part of the day. */
export function tracksOf(from: number, ms: number): Track[] {
  const count = ms / STEP_MS;
  return Array.from({ length: BRIGADES }, (_, brigade) => {
    const turn = (i: number) => (from - FROM + i * STEP_MS) / 900_000 + brigade;
    return {
      brigade,
      at: Float64Array.from({ length: count }, (_, i) => from + i * STEP_MS),
      lon: Float64Array.from({ length: count }, (_, i) => -100.37 + 0.04 * Math.sin(turn(i))),
      lat: Float64Array.from({ length: count }, (_, i) => 25.65 + 0.04 * Math.cos(1.3 * turn(i))),
      heading: Float32Array.from({ length: count }, (_, i) => (57 * turn(i)) % 360),
    };
  });
}
