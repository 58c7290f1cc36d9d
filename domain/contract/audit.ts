/** What the audit holds, and how it is searched. */
import { z } from "zod";
import { Role } from "./actor.ts";
import { Folio, Instant } from "./report.ts";

/** What is noted beside the actions of `domain/may.ts`. */
export const auditedActs = ["sign-in", "sign-out", "password"] as const;
/** What was done by an action that stands for several, as `did` in the detail or, of a citizen's rights, as the target. */
export const deeds = [
  "add",
  "change",
  "back to file",
  "end sessions",
  "invite",
  "issue",
  "revoke",
  "find",
  "export",
  "erase",
] as const;

export const AuditLine = z.object({
  id: z.number().int(),
  at: Instant,
  actor: z.object({ role: Role, id: z.string() }),
  /** What people call them: a person's name, a key's. Null for who has none, or none any more. */
  actorName: z.string().nullable(),
  /** Of the session or key that they showed. */
  credential: z.string().nullable(),
  address: z.string().nullable(),
  action: z.string(),
  outcome: z.enum(["done", "refused"]),
  folio: Folio.nullable(),
  target: z.string().nullable(),
  /** Name of the person, key or device that it was done to. */
  targetName: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditLine = z.infer<typeof AuditLine>;

export const AuditPage = z.object({
  /** The newest first. */
  lines: z.array(AuditLine),
  /** Ask with this as `before` for the next; null at the end. */
  next: z.number().int().nullable(),
});

export type AuditPage = z.infer<typeof AuditPage>;

/** An instant in ISO 8601, or a day. */
const When = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a day or an instant in ISO 8601")
  .transform((text) => Date.parse(text));

const filters = {
  from: When.optional(),
  /** Up to and without. */
  to: When.optional(),
  /** Number of a person or key, or a role. */
  actor: z.string().min(1).max(80).optional(),
  folio: Folio.optional(),
  action: z.string().min(1).max(80).optional(),
};
export const AuditFilter = z.strictObject(filters);
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditQuery = z.strictObject({
  ...filters,
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
