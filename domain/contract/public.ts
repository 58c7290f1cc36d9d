/**
 * What everybody may know, field by field (AU4). A field that is not named here does not exist in public, whatever is
 * added to a report elsewhere; so nothing here is picked from another schema, and nothing is spread.
 */
import { z } from "zod";
import { Alert, Code, Folio, Instant, Outcome, Status } from "./report.ts";

export const PublicReport = z.object({
  id: z.number().int(),
  folio: Folio,
  service: Code,
  /** As exact as the service's `publicPlace` says. */
  lon: z.number(),
  lat: z.number(),
  sector: Code.nullable(),
  status: Status,
  version: z.number().int(),
  receivedAt: Instant,
  promisedAt: Instant,
  dueAt: Instant,
  alert: Alert,
  reopenings: z.number().int(),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  closedAt: Instant.nullable(),
});
export type PublicReport = z.infer<typeof PublicReport>;

export const PublicBrigade = z.object({
  id: z.number().int(),
  code: Code,
  name: z.string(),
  department: Code.nullable(),
});

/** Bodies of the events of the live city, by kind. */
export const publicBodies = {
  "report.entered": z.object({ report: PublicReport }),
  "report.assigned": z.object({}),
  "report.travelling": z.object({}),
  "report.started": z.object({}),
  "report.closed": z.object({ outcome: Outcome, reason: Code, lateReason: Code.optional() }),
  "report.due-soon": z.object({}),
  "report.overdue": z.object({}),
  "report.unassigned": z.object({}),
  "report.archived": z.object({}),
  "report.gone": z.object({}),
  "brigade.registered": z.object({ brigade: PublicBrigade }),
} as const;

export const publicTimelineKinds = [
  "received",
  "assigned",
  "travelling",
  "started",
  "closed",
  "reopened",
  "due-soon",
  "overdue",
  "corrected",
  "put-back",
  "merged",
  "unmerged",
  "undone",
  "noted",
  "asked",
  "answered",
  "archived",
] as const;

export const PublicTimelineEntry = z.object({
  at: Instant,
  kind: z.enum(publicTimelineKinds),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  lateReason: Code.nullable(),
  note: z.string().nullable(),
});

/**
 * What the city tells everybody about a report. Questions and answers are among them for whoever handed it in, who shows its
 * ticket, and for nobody else.
 */
export const PublicNote = z.object({
  id: z.string(),
  at: Instant,
  kind: z.enum(["note", "question", "answer"]),
  visibility: z.enum(["internal", "public"]),
  text: z.string(),
});

/** `GET /api/reports/FOLIO`, to everybody. */
export const PublicCard = z.object({
  report: PublicReport,
  archived: z.boolean(),
  timeline: z.array(PublicTimelineEntry),
  notes: z.array(PublicNote),
  /** The report that goes on for this one, when everybody may see it, and how that one fares. */
  mergedInto: Folio.nullable(),
  follows: PublicReport.nullable(),
  /** Reports that this one goes on for, of those that everybody may see. */
  mergedFrom: z.array(z.object({ folio: Folio, service: Code, receivedAt: Instant })),
});
export type PublicCard = z.infer<typeof PublicCard>;
