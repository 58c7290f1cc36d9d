/** What a brigade is told of its own stops, field by field. Who did what in the office is not among it. */
import { z } from "zod";
import { Brigade } from "./brigade.ts";
import { positionBodies } from "./events.ts";
import { Photo } from "./photo.ts";
import { Alert, Code, Folio, Instant, Outcome, Status } from "./report.ts";

export const FieldReport = z.object({
  id: z.number().int(),
  folio: Folio,
  service: Code,
  lon: z.number(),
  lat: z.number(),
  sector: Code.nullable(),
  status: Status,
  version: z.number().int(),
  receivedAt: Instant,
  promisedAt: Instant,
  dueAt: Instant,
  brigade: z.number().int().nullable(),
  alert: Alert,
  reopenings: z.number().int(),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  closedAt: Instant.nullable(),
});

/** Bodies of the events of the live city, by kind. */
export const fieldBodies = {
  "report.entered": z.object({ report: FieldReport }),
  "report.travelling": z.object({}),
  "report.started": z.object({}),
  "report.closed": z.object({ outcome: Outcome, reason: Code, lateReason: Code.optional() }),
  "report.due-soon": z.object({}),
  "report.overdue": z.object({}),
  "report.photographed": z.object({ photo: z.string() }),
  "report.arrived": z.object({ brigade: z.number().int(), since: Instant }),
  "report.left": z.object({ brigade: z.number().int(), since: Instant, seconds: z.number().int() }),
  "report.noted": z.object({ note: z.string(), visibility: z.enum(["internal", "public"]) }),
  "report.asked": z.object({ note: z.string() }),
  "report.answered": z.object({ note: z.string() }),
  "report.archived": z.object({}),
  "report.gone": z.object({}),
  "brigade.registered": z.object({ brigade: Brigade }),
  ...positionBodies,
} as const;

export const fieldTimelineKinds = [
  "received",
  "assigned",
  "travelling",
  "started",
  "closed",
  "reopened",
  "due-soon",
  "overdue",
  "photographed",
  "visit-began",
  "visit-ended",
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

export const FieldTimelineEntry = z.object({
  at: Instant,
  kind: z.enum(fieldTimelineKinds),
  brigade: z.string().nullable(),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  lateReason: Code.nullable(),
  seconds: z.number().int().nullable().default(null),
  note: z.string().nullable().default(null),
});

/** What was written about a stop, by whomever. */
export const FieldNote = z.object({
  id: z.string(),
  at: Instant,
  kind: z.enum(["note", "question", "answer"]),
  visibility: z.enum(["internal", "public"]),
  text: z.string(),
});

/** `GET /api/reports/FOLIO`, to the brigade whose stop it is. */
export const FieldCard = z.object({
  report: FieldReport,
  archived: z.boolean(),
  description: z.string().nullable(),
  timeline: z.array(FieldTimelineEntry),
  photos: z.array(Photo),
  notes: z.array(FieldNote),
});
export type FieldCard = z.infer<typeof FieldCard>;
