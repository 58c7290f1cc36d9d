/** What the HTTP doors answer with, for the client's own eyes: each is checked again on arrival. */
import { z } from "zod";
import { Actor } from "./actor.ts";
import { City } from "./city.ts";
import { Visibility } from "./commands.ts";
import { Photo } from "./photo.ts";
import { Code, Folio, Instant, LiveReport, Outcome, Status } from "./report.ts";

export const doingKinds = [
  "sector-entered",
  "sector-left",
  "depot-entered",
  "depot-left",
  "silent",
  "heard",
  "moving-off-shift",
  "visit-began",
  "visit-ended",
] as const;

/** What a correction changed; null for what it left as it was. */
export const Correction = z.object({
  /** Null at one end: it is another department's, and whoever asks is not told. */
  service: z.object({ from: Code.nullable(), to: Code.nullable() }).nullable(),
  /** How far the place was moved. */
  metres: z.number().int().nullable(),
  /** The report went back to the queue by it. */
  queued: z.boolean(),
});
export type Correction = z.infer<typeof Correction>;

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
  ]),
  /** Null also for whoever is not told, as all that follows with a default (AU4). */
  actor: Actor.nullable().default(null),
  /** What people call them: a person's name, a key's. */
  actorName: z.string().nullable().default(null),
  brigade: z.string().nullable().default(null),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  lateReason: Code.nullable(),
  /** How long a visit took. */
  seconds: z.number().int().nullable().default(null),
  /** Number of what was written, among the card's `notes`; what has been erased is not there any more. */
  note: z.string().nullable().default(null),
  /** Folio of the report that it was merged into. */
  into: Folio.nullable().default(null),
  /** Kind of the move that was taken back. */
  undid: z
    .enum([
      "assigned",
      "travelling",
      "started",
      "closed",
      "reopened",
      "corrected",
      "put-back",
      "merged",
      "unmerged",
    ])
    .nullable()
    .default(null),
  correction: Correction.nullable().default(null),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** What was written about a report: a note, a question to whoever handed it in, or their answer. */
export const Note = z.object({
  id: z.string(),
  at: Instant,
  kind: z.enum(["note", "question", "answer"]),
  /** `public`: everybody may read it. Questions and answers are internal, but whoever handed the report in reads them. */
  visibility: Visibility,
  text: z.string(),
  actor: Actor.nullable().default(null),
  actorName: z.string().nullable().default(null),
});
export type Note = z.infer<typeof Note>;

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
  /** The oldest first. */
  notes: z.array(Note).default([]),
  /** The report that goes on for this one; null also where whoever asks is not told. */
  mergedInto: Folio.nullable().default(null),
  /** That report as it stands, or the one that it was merged into itself, and so on. */
  follows: LiveReport.nullable().default(null),
  /** Reports that this one goes on for, the oldest first. */
  mergedFrom: z.array(z.object({ folio: Folio, service: Code, receivedAt: Instant })).default([]),
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

/** `GET /api/brigades/CODE/trail`: oldest first. */
export const Trail = z.object({
  brigade: Code,
  points: z.array(z.object({ at: Instant, lon: z.number(), lat: z.number() })),
});

const DayFigures = z.object({
  day: z.iso.date(),
  metres: z.number(),
  movingSeconds: z.number().int(),
  /** At reports of its own. */
  stopSeconds: z.number().int(),
  stops: z.number().int(),
  fixes: z.number().int(),
});

/** `GET /api/brigades/CODE/days?from&to`: what it did, by the city's days; a day on which nothing was heard of it is left out. */
export const BrigadeDays = z.object({
  brigade: Code,
  days: z.array(DayFigures),
});

/** `GET /api/brigades/CODE/doings`: where it is by its positions, its day so far, and what they have given rise to today, the oldest first. */
export const BrigadeDoings = z.object({
  brigade: Code,
  sector: Code.nullable(),
  atDepot: z.boolean(),
  silent: z.boolean(),
  /** Null: it was not heard of today. */
  today: DayFigures.nullable(),
  doings: z.array(
    z.object({
      at: Instant,
      kind: z.enum(doingKinds),
      /** Of a sector. */
      code: Code.nullable(),
      folio: Folio.nullable(),
      seconds: z.number().int().nullable(),
    }),
  ),
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
