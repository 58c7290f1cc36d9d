/** A report whose service or place was wrong, put right. */

import type { Correction } from "#contract/card";
import type { City } from "#contract/city";
import type { MoveCommand } from "#contract/commands";
import { Refusal, wrongField } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import { metresBetween } from "#geo/far";
import { queued } from "./report.ts";
import { slaState } from "./sla.ts";

interface Context {
  now: number;
  city: City;
  dueAt(service: string, startAt: number): number;
  inside(lon: number, lat: number): boolean;
  sectorOf(lon: number, lat: number): string | null;
}

/**
 * Due by the SLA of its new service, counted from when the promise began. A report that is another department's from then on goes
 * back to the queue. Refuses `unknown-service`, `outside-city`, and what corrects nothing.
 */
export function corrected(
  report: LiveReport,
  command: Extract<MoveCommand, { name: "correct-report" }>,
  context: Context,
): LiveReport {
  const service = command.service ?? report.service;
  const lon = sixDecimals(command.lon ?? report.lon);
  const lat = sixDecimals(command.lat ?? report.lat);
  const hasMoved = lon !== report.lon || lat !== report.lat;
  if (service === report.service && !hasMoved)
    throw wrongField(command.service === undefined ? "lon" : "service", "is what the report has already");
  if (hasMoved && !context.inside(lon, lat))
    throw new Refusal(
      "outside-city",
      `lon, lat: ${lon}, ${lat} is outside ${context.city.name}, which cannot attend there`,
    );
  const sector = hasMoved ? context.sectorOf(lon, lat) : report.sector;
  const placed: LiveReport = { ...report, version: report.version + 1, lon, lat, sector };
  return service === report.service ? placed : ofService(placed, service, context);
}

/** What a correction changed, as the report stood before and after it. */
export function correctionOf(before: LiveReport, after: LiveReport): Correction {
  const hasMoved = before.lon !== after.lon || before.lat !== after.lat;
  return {
    service: before.service === after.service ? null : { from: before.service, to: after.service },
    metres: hasMoved ? Math.max(1, Math.round(metresBetween(before, after))) : null,
    queued: before.status !== after.status,
  };
}

function ofService(report: LiveReport, code: string, { city, now, dueAt }: Context): LiveReport {
  const service = city.services.find((each) => each.code === code);
  if (!service || service.retired)
    throw new Refusal(
      "unknown-service",
      `service: ${code} is ${service ? "no longer" : "not"} a service of ${city.name}`,
    );
  const due = dueAt(code, report.promisedAt);
  const next = {
    ...report,
    service: code,
    dueAt: due,
    alert: announced({ ...report, dueAt: due }, now, city),
  };
  const before = city.services.find((each) => each.code === report.service)?.department;
  return before === service.department ? next : queued(next);
}

/** No more than what is true of the new due date; what is more than was said is for the sweep to say. */
function announced(report: LiveReport, now: number, city: City): LiveReport["alert"] {
  const state = slaState(report, now, city.lateSoonShare);
  if (state === "comfortable") return "none";
  return state === "soon" && report.alert === "late" ? "soon" : report.alert;
}

const sixDecimals = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
