/** What may be asked of the city. A command that moves a report names the version of it that its sender has seen. */
import { z } from "zod";
import { Problem } from "./problem.ts";
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

/** Another service, another place, or both. */
export const CorrectReport = z
  .strictObject({
    ...target,
    service: Code.optional(),
    lon: z.number().min(-180).max(180).optional(),
    lat: z.number().min(-90).max(90).optional(),
  })
  .refine((c) => (c.lon === undefined) === (c.lat === undefined), {
    error: "must be there together with lat, or not at all",
    path: ["lon"],
  })
  .refine((c) => c.service !== undefined || c.lon !== undefined, {
    error: "must be there, or lon and lat: else nothing is corrected",
    path: ["service"],
  });
export const PutBackReport = z.strictObject(target);
export const MergeReport = z.strictObject({
  ...target,
  /** The report that goes on for both. */
  into: Folio,
  /** One of the city's reasons for duplicates: its first, unless said. */
  reason: Code.optional(),
});
export const UnmergeReport = z.strictObject(target);
export const UndoMove = z.strictObject(target);

/** The commands that move a report which exists, under the names that `POST /api/commands/NAME` knows. */
export const moveCommands = {
  "assign-report": AssignReport,
  "start-travel": StartTravel,
  "start-work": StartWork,
  "close-report": CloseReport,
  "reopen-report": ReopenReport,
  "correct-report": CorrectReport,
  "put-back-report": PutBackReport,
  "merge-report": MergeReport,
  "unmerge-report": UnmergeReport,
  "undo-move": UndoMove,
} as const;
export type MoveName = keyof typeof moveCommands;
export const moveNames = Object.keys(moveCommands) as MoveName[];
export type MoveCommand = { [N in MoveName]: { name: N } & z.infer<(typeof moveCommands)[N]> }[MoveName];

const words = text(2000).min(1, "must say something");
export const visibilities = ["internal", "public"] as const;
export const Visibility = z.enum(visibilities);

/** `internal` is for the office and the brigade whose stop it is, `public` for everybody. */
export const NoteReport = z.strictObject({ folio: Folio, text: words, visibility: Visibility });
/** A question that whoever handed the report in reads and answers, and nobody else in public. */
export const AskCitizen = z.strictObject({ folio: Folio, text: words });

/** Commands that write beside a report. They name no version: what somebody has to say is true of every one. */
export const noteCommands = { "note-report": NoteReport, "ask-citizen": AskCitizen } as const;
export type NoteName = keyof typeof noteCommands;
export const noteNames = Object.keys(noteCommands) as NoteName[];
export type NoteCommand = { [N in NoteName]: { name: N } & z.infer<(typeof noteCommands)[N]> }[NoteName];

/** `POST /api/reports/FOLIO/answers`: by whoever handed it in, with its ticket, or written down by an operator. */
export const Answer = z.strictObject({ text: words });

export const BULK_LIMIT = 200;
export const AnyCommand = z.discriminatedUnion("name", [
  AssignReport.safeExtend({ name: z.literal("assign-report") }),
  StartTravel.safeExtend({ name: z.literal("start-travel") }),
  StartWork.safeExtend({ name: z.literal("start-work") }),
  CloseReport.safeExtend({ name: z.literal("close-report") }),
  ReopenReport.safeExtend({ name: z.literal("reopen-report") }),
  CorrectReport.safeExtend({ name: z.literal("correct-report") }),
  PutBackReport.safeExtend({ name: z.literal("put-back-report") }),
  MergeReport.safeExtend({ name: z.literal("merge-report") }),
  UnmergeReport.safeExtend({ name: z.literal("unmerge-report") }),
  UndoMove.safeExtend({ name: z.literal("undo-move") }),
  NoteReport.safeExtend({ name: z.literal("note-report") }),
  AskCitizen.safeExtend({ name: z.literal("ask-citizen") }),
]);
export type AnyCommand = z.infer<typeof AnyCommand>;
/** `POST /api/commands/bulk`: each on its own, as if it had come alone. */
export const BulkCommands = z.strictObject({ commands: z.array(AnyCommand).min(1).max(BULK_LIMIT) });

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
/** What became of each of many commands, in their order. */
export const BulkAnswer = z.object({
  results: z.array(
    z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), answer: CommandAnswer }),
      z.object({ ok: z.literal(false), problem: Problem }),
    ]),
  ),
});
export type BulkAnswer = z.infer<typeof BulkAnswer>;

/** `ticket` lets whoever handed it in add photos for an hour, and answer what the city asks about it. */
export const CreateAnswer = CommandAnswer.extend({ ticket: z.string() });
export type CreateReport = z.infer<typeof CreateReport>;
export type Contact = z.infer<typeof Contact>;
export type CommandAnswer = z.infer<typeof CommandAnswer>;
