/** People, their sessions, and who one is: what the doors of identity take and answer. */
import { z } from "zod";
import { Actor, PersonRole } from "./actor.ts";
import { Code, Instant, plainText } from "./report.ts";

/** What is known of a person, besides how they sign in. */
export const PersonFields = z.strictObject({
  name: plainText(120).trim().min(1, "must not be empty"),
  email: z.email("must be an e-mail address").max(254),
  role: PersonRole,
  /** To whose rows an office role is held; null: to none. */
  department: Code.nullable(),
  /** For the role brigade alone. */
  brigade: Code.nullable(),
  active: z.boolean(),
});
export type PersonFields = z.infer<typeof PersonFields>;

export const Session = z.object({
  id: z.string(),
  /** What it was begun with: a browser, a phone. */
  name: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  expiresAt: Instant,
  address: z.string().nullable(),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** `GET /api/me`: who one is to the server, and what one may do. */
export const Me = z.object({
  actor: Actor,
  /** Null for what is no person. */
  name: z.string().nullable(),
  department: Code.nullable(),
  brigade: Code.nullable(),
  /** Actions of `domain/may.ts`. */
  may: z.array(z.string()),
  /** The one view of a kiosk. */
  view: z.string().nullable(),
});
export type Me = z.infer<typeof Me>;
