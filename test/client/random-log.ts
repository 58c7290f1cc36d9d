/** Grows a log by events that could have happened, from dice in a test's hand. */
import type { Alert, Warning } from "#contract/alerts";
import type { CityEvent, Logged, UnknownEvent } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { fold, type LiveCity } from "#domain/fold";
import { folioCount, folioOf } from "#domain/folio";
import { aboutOf, nextReport } from "#domain/report";
import { cityCodes, ReportTable } from "#domain/report-table";
import { smallCity } from "./small-city.ts";

/** 0 ≤ value < 1 */
export type Dice = () => number;

export function emptyCity(log = "log-1"): LiveCity {
  return {
    log,
    audience: "ops",
    cursor: 0,
    reports: new ReportTable(cityCodes(smallCity)),
    brigades: new Map(),
    elsewhere: new Map(),
    alerts: new Map(),
    warnings: new Map(),
    warningsUnreadSince: null,
    unknownEvents: 0,
  };
}

/** A small fast generator (mulberry32), so that a failing seed can be tried again. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function newReport(id: number, at: number, dice: Dice): LiveReport {
  const service = smallCity.services[Math.floor(dice() * smallCity.services.length)];
  const receivedAt = Math.floor(at / 1000) * 1000;
  return {
    id,
    folio: folioOf(Math.floor(dice() * folioCount)),
    service: service?.code ?? "pothole",
    lon: Math.round((-100.42 + dice() * 0.1) * 1e6) / 1e6,
    lat: Math.round((25.6 + dice() * 0.1) * 1e6) / 1e6,
    sector: dice() < 0.2 ? null : "centro",
    status: "received",
    version: 1,
    receivedAt,
    promisedAt: receivedAt,
    dueAt: receivedAt + Math.floor(dice() * 72) * 3_600_000,
    brigade: null,
    alert: "none",
    reopenings: 0,
    outcome: null,
    reason: null,
    closedAt: null,
  };
}

/** The next event of the city's log; the city itself goes forward with it. */
export function happen(city: LiveCity, at: number, dice: Dice): CityEvent | UnknownEvent {
  const { about: _, ...event } = happenLogged(city, at, dice);
  return event as CityEvent | UnknownEvent;
}

/** Of each city the reports that are archived: out of it, and moved all the same. */
const archives = new WeakMap<LiveCity, Map<number, LiveReport>>();

/** The same, as the log keeps it. */
export function happenLogged(city: LiveCity, at: number, dice: Dice): Logged {
  const archive = archives.get(city) ?? new Map<number, LiveReport>();
  archives.set(city, archive);
  const event = next(city, archive, at, dice);
  const id = event.reportId ?? -1;
  const archived = archive.get(id);
  const before = city.reports.get(id) ?? archived;
  const about =
    "body" in event &&
    event.kind !== "report.entered" &&
    event.kind !== "report.gone" &&
    event.kind !== "report.touched" &&
    event.kind !== "brigade.elsewhere"
      ? aboutOf(before, event, archived !== undefined)
      : before && { service: before.service, brigade: before.brigade, brigadeBefore: before.brigade };
  fold(city, event);
  if (city.reports.get(id)) archive.delete(id);
  else if ("body" in event && event.reportId !== null) {
    const imported = event.kind === "report.imported" ? event.body.report : undefined;
    const after = imported ?? nextReport(before, event) ?? before;
    if (after) archive.set(id, after);
  }
  return { ...event, about: about ?? null };
}

function next(
  city: LiveCity,
  archive: ReadonlyMap<number, LiveReport>,
  at: number,
  dice: Dice,
): CityEvent | UnknownEvent {
  const seq = city.cursor + 1;
  const { count } = city.reports;
  if (dice() < 0.04) return { seq, at, reportId: null, version: null, kind: "weather.changed" };
  if (dice() < 0.08) return ofPositions({ seq, at, reportId: null, version: null }, dice);
  if (dice() < 0.15) return ofAlerts(city, { seq, at, reportId: null, version: null }, dice);
  if (count === 0 || dice() < 0.35) {
    // Ids rise with seq, and are not the same, so that a mix-up of the two shows.
    const report = newReport(seq * 7, at, dice);
    return {
      seq,
      at,
      reportId: report.id,
      version: 1,
      kind: "report.received",
      body: { report, channel: "app" },
    };
  }
  if (dice() < 0.08) {
    const brigade = dice() < 0.5 ? null : Math.floor(dice() * 3);
    const report: LiveReport = { ...newReport(seq * 7, at, dice), version: 3, status: "assigned", brigade };
    const body = { report, archived: dice() < 0.3, source: "elsewhere", moves: [] };
    return { seq, at, reportId: report.id, version: 3, kind: "report.imported", body };
  }
  const old =
    archive.size > 0 && dice() < 0.2 ? [...archive.values()][Math.floor(dice() * archive.size)] : undefined;
  const report = old ?? city.reports.at(Math.floor(dice() * count));
  const head = { seq, at, reportId: report.id, version: report.version + 1 };
  if (dice() < 0.05) return { ...head, kind: "report.blessed" };
  if (dice() < 0.1) return written(head, dice);
  if (dice() < 0.25) return putRight(head, report, dice);
  if (report.status === "closed") {
    if (dice() < 0.6) return { ...head, kind: "report.archived", body: {} };
    const reopened: LiveReport = {
      ...report,
      status: "reopened",
      version: head.version,
      reopenings: report.reopenings + 1,
      outcome: null,
      closedAt: null,
      reason: "came-back",
    };
    return { ...head, kind: "report.reopened", body: { report: reopened, reason: "came-back" } };
  }
  const roll = dice();
  if (roll < 0.3) {
    const brigade = Math.floor(dice() * 3);
    const assigned: LiveReport = { ...report, version: head.version, status: "assigned", brigade };
    return { ...head, kind: "report.assigned", body: { brigade, report: assigned } };
  }
  if (roll < 0.45) return { ...head, kind: "report.travelling", body: {} };
  if (roll < 0.6) return { ...head, kind: "report.started", body: {} };
  if (roll < 0.7) return { ...head, kind: "report.due-soon", body: {} };
  if (roll < 0.8) return { ...head, kind: "report.overdue", body: {} };
  // Who leaves is often not whose report it is by then.
  const visitor = { brigade: Math.floor(dice() * 3), since: at - 60_000 };
  if (roll < 0.85) return { ...head, kind: "report.arrived", body: visitor };
  if (roll < 0.9) return { ...head, kind: "report.left", body: { ...visitor, seconds: 240 } };
  return { ...head, kind: "report.closed", body: { outcome: "resolved", reason: "repaired" } };
}

type Head = { seq: number; at: number; reportId: number; version: number };

function written(head: Head, dice: Dice): CityEvent {
  const note = `note-${head.seq}`;
  const roll = dice();
  if (roll < 0.3) return { ...head, kind: "report.asked", body: { note } };
  if (roll < 0.5) return { ...head, kind: "report.answered", body: { note } };
  return {
    ...head,
    kind: "report.noted",
    body: { note, visibility: dice() < 0.5 ? "public" : "internal" },
  };
}

/** Of another service, and so perhaps of another department; whose it was may come back with what was taken back. */
function putRight(head: Head, report: LiveReport, dice: Dice): CityEvent {
  const { service, lon, lat } = newReport(report.id, head.at, dice);
  const brigade = dice() < 0.4 ? null : Math.floor(dice() * 3);
  const other: LiveReport = { ...report, version: head.version, service, lon, lat, brigade };
  const roll = dice();
  if (report.status === "closed") {
    const standing: LiveReport = {
      ...report,
      version: head.version,
      status: "assigned",
      outcome: null,
      closedAt: null,
    };
    if (roll < 0.5) return { ...head, kind: "report.unmerged", body: { report: { ...standing, brigade } } };
    return { ...head, kind: "report.undone", body: { report: standing, undid: "report.closed" } };
  }
  if (roll < 0.4) return { ...head, kind: "report.corrected", body: { report: other } };
  if (roll < 0.6)
    return { ...head, kind: "report.undone", body: { report: other, undid: "report.corrected" } };
  if (roll < 0.8) return { ...head, kind: "report.unassigned", body: {} };
  return { ...head, kind: "report.merged", body: { into: folioOf(1), reason: "same" } };
}

function ofPositions(
  head: { seq: number; at: number; reportId: null; version: null },
  dice: Dice,
): CityEvent {
  const brigade = Math.floor(dice() * 3);
  const since = head.at - 30_000;
  const area = { brigade, area: "sector", code: "centro", since } as const;
  const roll = dice();
  if (roll < 0.3) return { ...head, kind: "brigade.entered", body: area };
  if (roll < 0.6) return { ...head, kind: "brigade.left", body: { ...area, seconds: 900 } };
  if (roll < 0.75) return { ...head, kind: "brigade.silent", body: { brigade, since } };
  if (roll < 0.9) return { ...head, kind: "brigade.heard", body: { brigade, since, seconds: 400 } };
  return { ...head, kind: "brigade.moving-off-shift", body: { brigade, since } };
}

/** What is raised, handled and cleared, with something said of what is not there any more among it. */
function ofAlerts(
  city: LiveCity,
  head: { seq: number; at: number; reportId: null; version: null },
  dice: Dice,
): CityEvent {
  const roll = dice();
  if (roll < 0.1) return { ...head, kind: "weather.alerted", body: { warning: aWarning(head.seq, head.at) } };
  if (roll < 0.2) return { ...head, kind: "weather.ended", body: { warning: anyOf(city.warnings, dice) } };
  if (roll < 0.25) return { ...head, kind: "weather.unread", body: { since: head.at - 300_000 } };
  if (roll < 0.3) return { ...head, kind: "weather.read", body: {} };
  if (roll < 0.6) {
    const department = [null, "works", "parks"][Math.floor(dice() * 3)] ?? null;
    return { ...head, kind: "alert.raised", body: { alert: anAlert(head.seq, head.at, { department }) } };
  }
  const alert = anyOf(city.alerts, dice);
  const body = { alert, department: city.alerts.get(alert)?.department ?? null };
  if (roll < 0.7) return { ...head, kind: "alert.acknowledged", body };
  if (roll < 0.8) return { ...head, kind: "alert.snoozed", body: { ...body, until: head.at + 900_000 } };
  return { ...head, kind: "alert.cleared", body };
}

function anyOf(known: ReadonlyMap<number, unknown>, dice: Dice): number {
  return [...known.keys()][Math.floor(dice() * (known.size + 1))] ?? 1;
}

export function anAlert(id: number, since: number, more: Partial<Alert> = {}): Alert {
  return {
    id,
    kind: "brigade-silent",
    department: null,
    since,
    folio: null,
    reportId: null,
    brigade: 1,
    service: null,
    sector: null,
    lon: null,
    lat: null,
    surge: null,
    warning: null,
    acknowledgedAt: null,
    snoozedUntil: null,
    ...more,
  };
}

export function aWarning(id: number, onset: number, more: Partial<Warning> = {}): Warning {
  return {
    id,
    severity: "severe",
    event: "Tormenta",
    headline: null,
    sender: null,
    onset,
    expires: onset + 3_600_000,
    area: [
      [
        [
          [-100.4, 25.6],
          [-100.3, 25.6],
          [-100.3, 25.7],
          [-100.4, 25.6],
        ],
      ],
    ],
    ...more,
  };
}

/** All of a city as plain values, for comparing. */
export function wholeOf(city: LiveCity) {
  const reports: LiveReport[] = [];
  for (let row = 0; row < city.reports.count; row++) reports.push(city.reports.at(row));
  reports.sort((a, b) => a.id - b.id);
  const { log, cursor, warningsUnreadSince, elsewhere } = city;
  const open = { alerts: [...city.alerts].sort(byKey), warnings: [...city.warnings].sort(byKey) };
  return { log, cursor, warningsUnreadSince, elsewhere, digest: city.reports.digest, reports, ...open };
}

function byKey([a]: [number, unknown], [b]: [number, unknown]): number {
  return a - b;
}
