/** What may be asked of the city. Every command names the version of the report that its sender has seen. */
import { z } from "zod";
import { Code, Folio, Outcome, plainText, Status } from "./report.ts";

const text = (max: number) => plainText(max).trim();

export const Contact = z
  .strictObject({
    name: text(120).optional(),
    email: z.email().max(254).optional(),
    phone: z
      .string()
      .trim()
      .regex(/^\+?[\d\s().-]{7,24}$/, "must be a telephone number")
      .optional(),
  })
  .refine((c) => c.name || c.email || c.phone, "must have a name, an email or a phone");

export const CreateReport = z.strictObject({
  service: Code,
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  description: text(4000).optional(),
  contact: Contact.optional(),
  channel: z.enum(["app", "web", "phone", "chat"]).optional(),
});

const target = { folio: Folio, version: z.number().int().min(1) };

export const AssignReport = z.strictObject({ ...target, brigade: Code });
export const StartTravel = z.strictObject(target);
export const StartWork = z.strictObject(target);
export const CloseReport = z.strictObject({
  ...target,
  outcome: Outcome,
  reason: Code,
  /** Needed when the report is closed after it was due. */
  lateReason: Code.optional(),
  /** Needed when the outcome is `duplicate`. */
  duplicateOf: Folio.optional(),
});
export const ReopenReport = z.strictObject({ ...target, reason: Code });

/** The commands that change a report which exists, under the names that `POST /api/commands/NAME` knows. */
export const moveCommands = {
  "assign-report": AssignReport,
  "start-travel": StartTravel,
  "start-work": StartWork,
  "close-report": CloseReport,
  "reopen-report": ReopenReport,
} as const;
export type MoveName = keyof typeof moveCommands;
export const moveNames = Object.keys(moveCommands) as MoveName[];
export type MoveCommand = { [N in MoveName]: { name: N } & z.infer<(typeof moveCommands)[N]> }[MoveName];

/** A repeated command with the same key has one effect. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{8,128}$/, "must be 8 to 128 printable ASCII characters without blanks");

/** What a command answers, again and again for the same key. */
export const CommandAnswer = z.object({
  folio: Folio,
  version: z.number().int(),
  status: Status,
  dueAt: z.iso.datetime(),
  /** Place in the log that holds the change. */
  cursor: z.number().int(),
});
/** `ticket` lets whoever handed it in add photos for an hour. */
export const CreateAnswer = CommandAnswer.extend({ ticket: z.string() });
export type CreateReport = z.infer<typeof CreateReport>;
export type Contact = z.infer<typeof Contact>;
export type CommandAnswer = z.infer<typeof CommandAnswer>;
