/** What everybody may know: an allow-list, field by field. Snapshot, events and cards are made here and nowhere else. */
import type { ReportCard } from "#contract/card";
import type { City, PublicPlace } from "#contract/city";
import type { Logged } from "#contract/events";
import { PublicCard, type PublicReport, publicBodies, publicTimelineKinds } from "#contract/public";
import type { LiveReport } from "#contract/report";
import { cellCentre } from "#geo/hexagon";
import { closedByMerge, type Told, tell, wholeIn } from "./told.ts";

export interface PublicRules {
  /** "none" for a service that the city does not have (any more): it may have had its reasons. */
  placeOf(service: string): PublicPlace;
  sectorOf(lon: number, lat: number): string | null;
  /** Positions are shown, so that there are brigades to be named. */
  brigades: boolean;
}

/** Resolution of the hexagons that stand for a place: 0.1 km². */
const AREA = 9;

/** A report as everybody may see it; undefined when it does not exist in public. */
export function publicReport(report: LiveReport, rules: PublicRules): PublicReport | undefined {
  const place = publicPlace(report, rules);
  return (
    place && {
      id: report.id,
      folio: report.folio,
      service: report.service,
      lon: place.lon,
      lat: place.lat,
      sector: place.sector,
      status: report.status,
      version: report.version,
      receivedAt: report.receivedAt,
      promisedAt: report.promisedAt,
      dueAt: report.dueAt,
      alert: report.alert,
      reopenings: report.reopenings,
      outcome: report.outcome,
      reason: report.reason,
      closedAt: report.closedAt,
    }
  );
}

type Place = Pick<LiveReport, "lon" | "lat" | "sector">;

/** The sector is that of the hexagon's middle: the true one would say on which side of a border the place lies. */
export function publicPlace(report: Place & { service: string }, rules: PublicRules): Place | undefined {
  switch (rules.placeOf(report.service)) {
    case "none":
      return undefined;
    case "exact":
      return report;
    case "area": {
      const { lon, lat } = cellCentre(report.lon, report.lat, AREA);
      return { lon, lat, sector: rules.sectorOf(lon, lat) };
    }
  }
}

export function publicEvent(event: Logged, rules: PublicRules): Told | undefined {
  if (event.reportId === null)
    return event.kind === "brigade.registered" && rules.brigades ? tell(event, publicBodies) : undefined;
  const { about } = event;
  if (!about) return undefined;
  if (rules.placeOf(about.service) === "none") {
    const wasShown = about.serviceBefore != null && rules.placeOf(about.serviceBefore) !== "none";
    return wasShown ? tell(event, publicBodies, { kind: "report.gone", body: {} }) : undefined;
  }
  // Who was given it is not told, so neither is the whole.
  const whole = event.kind === "report.assigned" ? undefined : wholeIn(event);
  if (whole) return entered(event, whole, rules);
  if (event.kind === "report.imported") return undefined;
  return tell(event, publicBodies, closedByMerge(event));
}

function entered(event: Logged, whole: LiveReport, rules: PublicRules): Told | undefined {
  const report = publicReport(whole, rules);
  return report && tell(event, publicBodies, { kind: "report.entered", body: { report } });
}

/**
 * A card as everybody may see it; undefined when the report does not exist in public.
 * @param own it is for whoever handed the report in: they know where it is, and read what they were asked and answered
 */
export function publicCard(card: ReportCard, rules: PublicRules, own = false): PublicCard | undefined {
  const report = publicReport(card.report, own ? { ...rules, placeOf: () => "exact" } : rules);
  if (!report) return undefined;
  const notes = card.notes.filter(({ kind, visibility }) =>
    kind === "note" ? visibility === "public" : own,
  );
  const toldOf = new Set(notes.map(({ id }) => id));
  const timeline = card.timeline.filter(
    ({ kind, note }) =>
      isOneOf(publicTimelineKinds, kind) && (kind !== "noted" || (note !== null && toldOf.has(note))),
  );
  const follows = card.follows && (publicReport(card.follows, rules) ?? null);
  return PublicCard.parse({
    report,
    archived: card.archived,
    timeline,
    notes,
    mergedInto: follows?.folio ?? null,
    follows,
    mergedFrom: card.mergedFrom.filter(({ service }) => rules.placeOf(service) !== "none"),
  });
}

/**
 * The city's files without its brigades: where they set out from, when, and how many visits they make is nobody's business. Nor is
 * what alarms its operators.
 */
export function publicCity(city: City): City {
  return {
    code: city.code,
    name: city.name,
    country: city.country,
    timeZone: city.timeZone,
    languages: city.languages,
    bounds: city.bounds,
    lateSoonShare: city.lateSoonShare,
    keepClosedHours: city.keepClosedHours,
    past: city.past,
    contactKeepDays: city.contactKeepDays,
    publicPositions: city.publicPositions,
    positions: city.positions,
    travel: city.travel,
    departments: city.departments.map(({ code, name }) => ({ code, name })),
    calendars: city.calendars,
    services: city.services.map((service) => ({
      code: service.code,
      name: service.name,
      group: service.group,
      department: service.department,
      keywords: [],
      sla: service.sla,
      workMinutes: service.workMinutes,
      skills: [],
      icon: service.icon,
      publicPlace: service.publicPlace,
      cluster: service.cluster,
      ...(service.retired && { retired: true }),
    })),
    sectors: city.sectors.map(({ code, name, geometry }) => ({ code, name, geometry })),
    brigades: [],
    reasons: city.reasons.map(({ code, use, name }) => ({ code, use, name })),
    alerts: [],
    skills: [],
    boundary: city.boundary,
  };
}

const isOneOf = (list: readonly string[], value: string) => list.includes(value);
