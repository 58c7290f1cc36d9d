/** What everybody may know: an allow-list, field by field. Snapshot, events and cards are made here and nowhere else. */
import type { ReportCard } from "#contract/card";
import type { City, PublicPlace } from "#contract/city";
import type { Logged } from "#contract/events";
import { PublicCard, type PublicReport, publicBodies, publicTimelineKinds } from "#contract/public";
import type { LiveReport } from "#contract/report";
import { cellCentre } from "#geo/hexagon";
import { type Told, tell } from "./told.ts";

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
  if (!event.about || rules.placeOf(event.about.service) === "none") return undefined;
  if (!("body" in event)) return tell(event, publicBodies);
  switch (event.kind) {
    case "report.received":
    case "report.reopened":
      return entered(event, event.body.report, rules);
    case "report.imported":
      return event.body.archived ? undefined : entered(event, event.body.report, rules);
    default:
      return tell(event, publicBodies);
  }
}

function entered(event: Logged, whole: LiveReport, rules: PublicRules): Told | undefined {
  const report = publicReport(whole, rules);
  return report && tell(event, publicBodies, { kind: "report.entered", body: { report } });
}

/** A card as everybody may see it; undefined when the report does not exist in public. */
export function publicCard(card: ReportCard, rules: PublicRules): PublicCard | undefined {
  const report = publicReport(card.report, rules);
  if (!report) return undefined;
  const timeline = card.timeline.filter(({ kind }) => isOneOf(publicTimelineKinds, kind));
  return PublicCard.parse({ report, archived: card.archived, timeline });
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
    contactKeepDays: city.contactKeepDays,
    publicPositions: city.publicPositions,
    positions: city.positions,
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
      ...(service.retired && { retired: true }),
    })),
    sectors: city.sectors.map(({ code, name, geometry }) => ({ code, name, geometry })),
    brigades: [],
    reasons: city.reasons.map(({ code, use, name }) => ({ code, use, name })),
    alerts: [],
    boundary: city.boundary,
  };
}

const isOneOf = (list: readonly string[], value: string) => list.includes(value);
