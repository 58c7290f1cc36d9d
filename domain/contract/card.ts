/** What the HTTP doors answer with, for the client's own eyes: each is checked again on arrival. */
import { z } from "zod";
import { Actor } from "./actor.ts";
import { City } from "./city.ts";
import { Photo } from "./photo.ts";
import { Code, Folio, Instant, LiveReport, Outcome, Status } from "./report.ts";

/** One line of a report's timeline. `to` is the status that it led to; alerts lead nowhere. */
export const TimelineEntry = z.object({
  at: Instant,
  kind: z.enum([
    "received",
    "imported",
    "assigned",
    "travelling",
    "started",
    "closed",
    "reopened",
    "due-soon",
    "overdue",
    "photographed",
    "archived",
  ]),
  /** Null also for whoever is not told, as all that follows with a default (AU4). */
  actor: Actor.nullable().default(null),
  /** What people call them: a person's name, a key's. */
  actorName: z.string().nullable().default(null),
  brigade: z.string().nullable().default(null),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  lateReason: Code.nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** `GET /api/reports/FOLIO`, as whoever opens it reads it: `PublicCard` and `FieldCard` say less. */
export const ReportCard = z.object({
  report: LiveReport,
  archived: z.boolean(),
  channel: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  duplicateOf: Folio.nullable().default(null),
  timeline: z.array(TimelineEntry),
  /** The oldest first. */
  photos: z.array(Photo).default([]),
});
export type ReportCard = z.infer<typeof ReportCard>;

/** `GET /api/city`. */
export const CityAnswer = z.object({
  /** The same as in the head of a snapshot; when they differ the city is fetched anew. */
  fingerprint: z.string(),
  version: z.string(),
  demo: z.boolean(),
  /** Style of the base map, or null for the bundled one. */
  basemapStyleUrl: z.string().nullable(),
  city: City,
});
export type CityAnswer = z.infer<typeof CityAnswer>;

/** `GET /api/brigades/CODE/trail?minutes=30`: oldest first. */
export const Trail = z.object({
  brigade: Code,
  points: z.array(z.object({ at: Instant, lon: z.number(), lat: z.number() })),
});

/** `GET /api/reports?open=1`: the open reports for programs that work on them. */
export const OpenReports = z.object({
  cursor: z.number().int(),
  reports: z.array(
    z.object({
      folio: Folio,
      version: z.number().int(),
      service: Code,
      status: Status,
      brigade: Code.nullable(),
      lon: z.number(),
      lat: z.number(),
      receivedAt: Instant,
      dueAt: Instant,
    }),
  ),
});

/** `GET /api/demo`, and what `PUT /api/demo` may change. */
export const DemoState = z.object({
  running: z.boolean(),
  speed: z.number().min(1).max(60),
  history: z.object({ loaded: z.number(), of: z.number() }),
});
export const DemoChange = z.strictObject({
  running: z.boolean().optional(),
  speed: z.number().min(1).max(60).optional(),
});
