/** A report as the wire and the log speak of it. */
import { z } from "zod";

/** Where a report stands. `reopened` is back in the queue like `received`, but known to have been closed before. */
export const statuses = ["received", "assigned", "en-route", "in-progress", "closed", "reopened"] as const;
export const Status = z.enum(statuses);
export type Status = z.infer<typeof Status>;

export const outcomes = ["resolved", "rejected", "duplicate", "cancelled"] as const;
export const Outcome = z.enum(outcomes);
export type Outcome = z.infer<typeof Outcome>;

/** What the SLA sweep has announced of a report so far. */
export const alerts = ["none", "soon", "late"] as const;
export const Alert = z.enum(alerts);
export type Alert = z.infer<typeof Alert>;

export const channels = ["app", "web", "phone", "chat", "open311", "import", "replay"] as const;
export const Channel = z.enum(channels);

/** Two groups of five; see `domain/folio.ts` for the alphabet and the check character. */
export const Folio = z
  .string()
  .regex(/^[2-9CDFHJKMNPQRTWXY]{5}-[2-9CDFHJKMNPQRTWXY]{5}$/, "must be a folio such as 4H7KQ-2XN9P");
export type Folio = z.infer<typeof Folio>;

/** Control characters other than line breaks and tabs, and halves of a character: PostgreSQL's JSON takes neither. */
const unfit = /[^\P{Cc}\n\r\t]|\p{Cs}/u;

/** Text as people write it. `max` in UTF-16 units. */
export const plainText = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !unfit.test(text), "must not contain control characters or broken ones");

export const Code = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters");
/** Milliseconds since 1970, UTC. */
export const Instant = z.number().int().min(0).max(4_294_967_295_000);

/**
 * The live part of a report: what every reader of the log holds of it, and nothing that names a person.
 * Codes are those of the city's files; `brigade` is the number under which the brigade is registered.
 */
export const LiveReport = z.object({
  id: z.number().int().min(1).max(4_294_967_295),
  folio: Folio,
  service: Code,
  /** Degrees, six decimals (0.1 m): what the wire can carry. */
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  sector: Code.nullable(),
  status: Status,
  version: z.number().int().min(1),
  receivedAt: Instant,
  /** When the promise that holds now began: received, or reopened last. `dueAt` is counted from it. */
  promisedAt: Instant,
  dueAt: Instant,
  /** Null also for whoever is not told (AU4). */
  brigade: z.number().int().min(0).max(65_534).nullable().default(null),
  alert: Alert,
  reopenings: z.number().int().min(0).max(255),
  outcome: Outcome.nullable(),
  reason: Code.nullable(),
  closedAt: Instant.nullable(),
});
export type LiveReport = z.infer<typeof LiveReport>;
