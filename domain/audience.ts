/** Which audience somebody belongs to, and what it is told: a projection of the log for each (AU1…AU8, AU11). */
import type { Audience } from "#contract/actor";
import type { AlertKind } from "#contract/alerts";
import { eventKinds, everybodysBodies, type Logged, positionBodies } from "#contract/events";
import { opsBodies } from "#contract/ops";
import type { LiveReport } from "#contract/report";
import { type Departments, elsewhereChanged } from "./elsewhere.ts";
import { fieldEvent } from "./field.ts";
import { may, type Principal, type Reach } from "./may.ts";
import { type PublicRules, publicEvent, publicReport } from "./public.ts";
import { closedByMerge, envelope, type Told, tell, wholeIn } from "./told.ts";

/** What a projection has to know of the city. */
export interface ViewRules extends Departments {
  /** Registered number of a brigade. */
  brigadeId(code: string): number | undefined;
  public: PublicRules;
}

/** AU1: whose view somebody gets who may do something to these rows. Nobody chooses; who they are decides. */
export function audienceOf(who: Principal, found: Reach): Audience {
  const { role } = who.actor;
  if (role === "anonymous" || role === "citizen") return { kind: "public" };
  const blind = may(who, "position.see") ? {} : ({ blind: true } as const);
  if (found.rows === "brigade") return { kind: "field", brigade: found.brigade, ...blind };
  return { kind: "ops", department: found.rows === "department" ? found.department : null, ...blind };
}

export function keyOf(audience: Audience): string {
  if (audience.kind === "public") return "public";
  const suffix = audience.blind ? "/blind" : "";
  if (audience.kind === "field") return `field:${audience.brigade}${suffix}`;
  return (audience.department === null ? "ops" : `ops:${audience.department}`) + suffix;
}

/**
 * The event as an audience gets it, or undefined when it is none of theirs. Folding what is told into a snapshot of the
 * audience gives its later snapshot (FD1), so an event by which a report comes into view or leaves it says so.
 */
export function project(audience: Audience, event: Logged, rules: ViewRules): Told | undefined {
  if (Object.hasOwn(everybodysBodies, event.kind)) return tell(event, everybodysBodies);
  const told = tellAudience(audience, event, rules);
  return told && isBlind(audience) ? withoutWhereabouts(told) : told;
}

/** AU11: whether they may not know where brigades are. */
export function isBlind(audience: Audience): boolean {
  return audience.kind !== "public" && audience.blind === true;
}

function tellAudience(audience: Audience, event: Logged, rules: ViewRules): Told | undefined {
  switch (audience.kind) {
    case "ops":
      return opsEvent(event, audience, rules);
    case "field":
      return fieldEvent(event, { code: audience.brigade, id: rules.brigadeId(audience.brigade) });
    case "public":
      return publicEvent(event, rules.public);
  }
}

/** What positions gave rise to says where a brigade is: of a report the version is left, of a brigade nothing (AU11). */
function withoutWhereabouts(told: Told): Told | undefined {
  if (Object.hasOwn(positionBodies, told.kind)) return undefined;
  if (told.kind !== "report.arrived" && told.kind !== "report.left") return told;
  return { ...told, kind: "report.touched", body: {} };
}

/** A report that is not archived as an audience sees it, or undefined when it does not. */
export function seen(audience: Audience, report: LiveReport, rules: ViewRules): LiveReport | undefined {
  switch (audience.kind) {
    case "ops":
      return isOfDepartment(report.service, audience.department, rules) ? report : undefined;
    case "field":
      return report.brigade !== null && report.brigade === rules.brigadeId(audience.brigade)
        ? report
        : undefined;
    case "public": {
      const found = publicReport(report, rules.public);
      return found && { ...found, brigade: null };
    }
  }
}

/** AL2: whose an alert is. What is nobody's is every operator's; one of a brigade says where it is (AU11). */
export function seesAlert(
  audience: Audience,
  alert: { department: string | null; kind?: AlertKind },
): boolean {
  if (audience.kind !== "ops") return false;
  if (audience.blind && alert.kind?.startsWith("brigade-")) return false;
  return (
    audience.department === null || alert.department === null || alert.department === audience.department
  );
}

type Ops = Extract<Audience, { kind: "ops" }>;

const known = new Set<string>(eventKinds);

/**
 * Reports that were closed long before they were imported never enter the live city, so their arrival is not told. An
 * unknown kind passes by its envelope: a page may be newer than this server, and counts it otherwise (FD4).
 */
function opsEvent(event: Logged, audience: Ops, rules: ViewRules): Told | undefined {
  const { department } = audience;
  if (event.reportId !== null) {
    const { service, serviceBefore } = event.about ?? {};
    const isOurs = isOfDepartment(service, department, rules);
    const wasOurs = serviceBefore == null ? isOurs : isOfDepartment(serviceBefore, department, rules);
    if (!isOurs || !wasOurs) {
      const changes = elsewhereChanged(event, audience, rules);
      const elsewhere = changes.length > 0 ? changes : undefined;
      if (!isOurs && wasOurs) return tell(event, opsBodies, { kind: "report.gone", body: { elsewhere } });
      // Of a report that is not theirs not even which.
      const unnamed = { ...event, reportId: null, version: null };
      if (!isOurs)
        return elsewhere && tell(unnamed, opsBodies, { kind: "brigade.elsewhere", body: { elsewhere } });
      const report = wholeIn(event);
      if (report) return tell(event, opsBodies, { kind: "report.entered", body: { report, elsewhere } });
    }
  }
  if (!known.has(event.kind)) return envelope(event);
  const alert = alertIn(event);
  if (alert && !seesAlert(audience, alert)) return undefined;
  if (event.kind === "report.imported" && "body" in event && event.body.archived) return undefined;
  return tell(event, opsBodies, closedByMerge(event));
}

/** Of one that is handled or over the kind is not said: of an alert that somebody was not told of, it tells them nothing. */
function alertIn(event: Logged): { department: string | null; kind?: AlertKind } | undefined {
  if (!("body" in event)) return undefined;
  switch (event.kind) {
    case "alert.raised":
      return event.body.alert;
    case "alert.acknowledged":
    case "alert.snoozed":
    case "alert.cleared":
      return event.body;
    default:
      return undefined;
  }
}

/** What is not known to be the department's is not. */
export function isOfDepartment(
  service: string | undefined,
  department: string | null,
  rules: ViewRules,
): boolean {
  return department === null || (service !== undefined && rules.departmentOf(service) === department);
}
