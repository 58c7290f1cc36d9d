/** What phones and trackers send by protocols of others, and what becomes of what cannot be used. */
import { z } from "zod";
import { Instant } from "./report.ts";

export const protocols = ["osmand", "owntracks", "traccar"] as const;
export type Protocol = (typeof protocols)[number];

/** Why something that was sent can never be read. */
export const faults = [
  /** Not the JSON that it must be. */
  "not-json",
  /** JSON, but not what the protocol says. */
  "wrong-form",
  "bad-place",
  "bad-time",
  /** Closed with a key that this server does not have. */
  "encrypted",
  /** More than is read at once. */
  "too-large",
] as const;
export type Fault = (typeof faults)[number];

/** The same, and what a server that sends for others may name. */
export const letterReasons = [...faults, "unknown-device", "retired-brigade"] as const;
export type LetterReason = (typeof letterReasons)[number];

export const DeadLetter = z.object({
  id: z.number().int(),
  at: Instant,
  protocol: z.enum(protocols),
  address: z.string(),
  /** Of the device, or of the key that sent for it; and what people call it. */
  credential: z.string(),
  credentialName: z.string().nullable(),
  reason: z.enum(letterReasons),
  /** Its beginning, without what would open a door. */
  body: z.string(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** `GET /api/admin/dead-letters`. */
export const DeadLetterPage = z.object({
  /** The newest first. */
  letters: z.array(DeadLetter),
  /** Ask with this as `before` for the next; null at the end. */
  next: z.number().int().nullable(),
});
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;

export const DeadLetterQuery = z.strictObject({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
