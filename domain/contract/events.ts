/**
 * What the log says. An event is written once, in the transaction of the change that it tells of, and never rewritten;
 * so it carries nothing of a person. A kind is never given another meaning: a new meaning is a new kind.
 */
import { z } from "zod";
import { type Actor, PersonRole } from "./actor.ts";
import { alertBodies, warningBodies } from "./alerts.ts";
import { Brigade } from "./brigade.ts";
import { Channel, Code, Folio, Instant, LiveReport, Outcome, Status } from "./report.ts";

/** A move that happened before its report came into this log, as its source tells it. */
export const PastMove = z.object({
  to: Status,
  at: Instant,
  brigade: Code.optional(),
  outcome: Outcome.optional(),
  reason: Code.optional(),
  lateReason: Code.optional(),
});

const CityChanged = z.object({
  part: Code,
  version: z.number().int(),
  /** Of the city as it is now. */
  fingerprint: z.string(),
});
/** What every audience is told, whoever it is. */
export const everybodysBodies = { "city.changed": CityChanged, ...warningBodies } as const;

const BrigadeNumber = z.number().int().min(0).max(65_534);
const Seconds = z.number().int().min(0);
/** A sector, or the brigade's own depot, which has the brigade's code. */
const inArea = { brigade: BrigadeNumber, area: z.enum(["sector", "depot"]), code: Code };

/**
 * What is told of events that positions gave rise to: `since` is when it happened by the fixes, which may be long before the
 * event when a phone had no signal.
 */
export const positionBodies = {
  "brigade.entered": z.object({ ...inArea, since: Instant }),
  "brigade.left": z.object({ ...inArea, since: Instant, seconds: Seconds }),
  /** On duty, and not heard of since. */
  "brigade.silent": z.object({ brigade: BrigadeNumber, since: Instant }),
  /** Heard again; for how long it was not. */
  "brigade.heard": z.object({ brigade: BrigadeNumber, since: Instant, seconds: Seconds }),
  "brigade.moving-off-shift": z.object({ brigade: BrigadeNumber, since: Instant }),
} as const;
export type PositionKind = keyof typeof positionBodies;

/** The events that a move can be taken back of (domain/undo.ts). */
export const undoneKinds = [
  "report.assigned",
  "report.travelling",
  "report.started",
  "report.closed",
  "report.reopened",
  "report.corrected",
  "report.unassigned",
  "report.merged",
  "report.unmerged",
] as const;

/** What a closing says beyond the live part, where an earlier standing comes back. */
export const Beside = z.object({
  lateReason: Code.nullable(),
  duplicateOf: Folio.nullable(),
  mergedInto: Folio.nullable(),
});
export type Beside = z.infer<typeof Beside>;

/** Number of a note; its text is in the table of notes alone. */
const NoteNumber = z.string().min(1).max(64);

const bodies = {
  "report.received": z.object({ report: LiveReport, channel: Channel }),
  "report.imported": z.object({
    report: LiveReport,
    /** Closed for longer than the live city keeps closed reports: it never shows there. */
    archived: z.boolean(),
    source: Code,
    moves: z.array(PastMove),
  }),
  "report.assigned": z.object({
    /** Null for an audience that is not told which (AU4). */
    brigade: z.number().int().nullable().default(null),
    /** As it is from then on, for those into whose view it comes; only the log and `report.entered` have it (AU6). */
    report: LiveReport.optional(),
  }),
  "report.travelling": z.object({}),
  "report.started": z.object({}),
  "report.closed": z.object({
    outcome: Outcome,
    reason: Code,
    lateReason: Code.optional(),
    duplicateOf: Folio.optional(),
  }),
  /** Carries the whole report, because it may come back from the archive. */
  "report.reopened": z.object({ report: LiveReport, reason: Code }),
  "report.due-soon": z.object({}),
  "report.overdue": z.object({}),
  /** A photo was added. Its number says nothing; the picture is for whoever may see it. */
  "report.photographed": z.object({ photo: z.string() }),
  /** Its brigade is there, by its positions: the stop is marked, and nothing else is. */
  "report.arrived": z.object({ brigade: BrigadeNumber, since: Instant }),
  /** A brigade that was there is not any more; whose the report is by then is another matter. */
  "report.left": z.object({ brigade: BrigadeNumber, since: Instant, seconds: Seconds }),
  /** Its service or its place was put right, and what follows from them: sector, due date, and whose it is. */
  "report.corrected": z.object({ report: LiveReport }),
  /** Back in the queue, nobody's. */
  "report.unassigned": z.object({}),
  /** Closed as a duplicate of another one, which goes on for both. */
  "report.merged": z.object({ into: Folio, reason: Code }),
  /** Stands as it did before it was merged. Whole, because it may come back from the archive. */
  "report.unmerged": z.object({ report: LiveReport, beside: Beside.optional() }),
  /** Stands as it did before its latest move, which whoever made it took back. */
  "report.undone": z.object({ report: LiveReport, undid: z.enum(undoneKinds), beside: Beside.optional() }),
  "report.noted": z.object({ note: NoteNumber, visibility: z.enum(["internal", "public"]) }),
  "report.asked": z.object({ note: NoteNumber }),
  "report.answered": z.object({ note: NoteNumber }),
  /** Leaves the live city. */
  "report.archived": z.object({}),
  "brigade.registered": z.object({ brigade: Brigade }),
  ...positionBodies,
  /** A person was added or changed; their name and address are in the table of people alone. */
  "person.saved": z.object({
    person: z.string(),
    role: PersonRole,
    department: Code.nullable(),
    brigade: Code.nullable(),
    active: z.boolean(),
  }),
  "credential.issued": z.object({
    credential: z.string(),
    kind: z.string(),
    expiresAt: Instant.nullable(),
  }),
  "credential.revoked": z.object({ credential: z.string() }),
  /** An administrator changed a part of the city: lists and rules are others from here on (SN5). */
  "city.changed": CityChanged,
  ...alertBodies,
  ...warningBodies,
};

/** Of open reports of others that a department's brigades have: how many more, or fewer, each has (AU12). */
export const Elsewhere = z.array(z.object({ brigade: BrigadeNumber, by: z.number().int() }));
export type Elsewhere = z.infer<typeof Elsewhere>;

/** What is no event of the log but made of one, for an audience whose view of it is another (AU6). */
const toldBodies = {
  /** Comes into view, whole. */
  "report.entered": z.object({ report: LiveReport, elsewhere: Elsewhere.optional() }),
  /** Leaves the view. */
  "report.gone": z.object({ elsewhere: Elsewhere.optional() }),
  /** Has a newer version; what made it is not told. */
  "report.touched": z.object({}),
  "brigade.elsewhere": z.object({ elsewhere: Elsewhere }),
};

export type EventKind = keyof typeof bodies | keyof typeof toldBodies;
export const eventKinds = [...Object.keys(bodies), ...Object.keys(toldBodies)] as EventKind[];

const envelope = {
  seq: z.number().int().min(1),
  at: Instant,
  /** Of the report that it changes, with the version that the change made. */
  reportId: z.number().int().nullable(),
  version: z.number().int().nullable(),
};

function kind<K extends keyof typeof bodies>(name: K) {
  return z.object({ ...envelope, kind: z.literal(name), body: bodies[name] });
}

function told<K extends keyof typeof toldBodies>(name: K) {
  return z.object({ ...envelope, kind: z.literal(name), body: toldBodies[name] });
}

export const CityEvent = z.discriminatedUnion("kind", [
  kind("report.received"),
  kind("report.imported"),
  kind("report.assigned"),
  kind("report.travelling"),
  kind("report.started"),
  kind("report.closed"),
  kind("report.reopened"),
  kind("report.due-soon"),
  kind("report.overdue"),
  kind("report.photographed"),
  kind("report.arrived"),
  kind("report.left"),
  kind("report.corrected"),
  kind("report.unassigned"),
  kind("report.merged"),
  kind("report.unmerged"),
  kind("report.undone"),
  kind("report.noted"),
  kind("report.asked"),
  kind("report.answered"),
  kind("report.archived"),
  kind("brigade.registered"),
  kind("brigade.entered"),
  kind("brigade.left"),
  kind("brigade.silent"),
  kind("brigade.heard"),
  kind("brigade.moving-off-shift"),
  kind("person.saved"),
  kind("credential.issued"),
  kind("credential.revoked"),
  told("report.entered"),
  told("report.gone"),
  told("report.touched"),
  told("brigade.elsewhere"),
  kind("city.changed"),
  kind("alert.raised"),
  kind("alert.acknowledged"),
  kind("alert.snoozed"),
  kind("alert.cleared"),
  kind("weather.alerted"),
  kind("weather.ended"),
  kind("weather.unread"),
  kind("weather.read"),
]);
export type CityEvent = z.infer<typeof CityEvent>;
export type EventOf<K extends EventKind> = Extract<CityEvent, { kind: K }>;

/** An event before the log has given it its place. */
export type Draft =
  Exclude<CityEvent, { kind: keyof typeof toldBodies }> extends infer E
    ? E extends CityEvent
      ? Omit<E, "seq">
      : never
    : never;
/**
 * A draft with the one who did it; the actor stays in the log and is shown where a report is opened. Whoever does not say
 * what it is `about` leaves the report with the brigade that its row says.
 */
export type DraftBy = Draft & { actor: z.infer<typeof Actor>; about?: About | undefined };

/** Brigade to which an event belongs without being about a report: of those that positions gave rise to. */
export function brigadeOf(event: Draft): number | undefined {
  return isOfPositions(event) ? event.body.brigade : undefined;
}

export function isOfPositions<E extends Draft | CityEvent | UnknownEvent>(
  event: E,
): event is Extract<E, { kind: PositionKind; body: unknown }> {
  return Object.hasOwn(positionBodies, event.kind) && "body" in event;
}

/** By what audiences tell events of reports apart, without asking for the report (AU5). Not on the wire. */
export interface About {
  service: string;
  /** Where it was another one before the event. */
  serviceBefore?: string | null | undefined;
  /** Registered number of the report's brigade after the event, and before it. */
  brigade: number | null;
  brigadeBefore: number | null;
}

/** An event as the log keeps it; null where it is about no report. */
export type Logged = (CityEvent | UnknownEvent) & { about: About | null };

/** What is known of an event of a kind that this side has never heard of (FD4). */
export const UnknownEvent = z.object({ ...envelope, kind: z.string() });
export type UnknownEvent = z.infer<typeof UnknownEvent>;
