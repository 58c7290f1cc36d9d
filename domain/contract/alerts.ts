/** What wants somebody's attention: alerts of operators, and the warnings that an authority has given for an area. */
import { z } from "zod";
import { Code, Folio, Instant } from "./report.ts";

export const alertKinds = [
  "weather",
  "late",
  "surge",
  "reopened",
  "brigade-silent",
  "brigade-off-sector",
  "late-soon",
] as const;
/** The gravest first: lists are sorted so. */
export const AlertKind = z.enum(alertKinds);
export type AlertKind = z.infer<typeof AlertKind>;

export const AlertId = z.number().int().min(1);

/**
 * An alert that is open. It stays until what it tells of is over (`alert.cleared`); whoever acknowledges or snoozes it only says
 * so. Of a subject there is one at a time. What does not apply is null.
 */
export const Alert = z.object({
  id: AlertId,
  kind: AlertKind,
  /** Whose it is; null is everybody's in operations. Stays as it was when the alert was raised. */
  department: Code.nullable(),
  /** When it was raised, or what it tells of began. */
  since: Instant,
  /** Of a report. */
  folio: Folio.nullable(),
  reportId: z.number().int().nullable(),
  /** Registered number. */
  brigade: z.number().int().nullable(),
  service: Code.nullable(),
  sector: Code.nullable(),
  /** Where it is, if it is anywhere. */
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  /** Of a surge: the H3 cell (as h3-js writes it), how many came, how many its history explains, and within how many hours. */
  surge: z
    .object({ cell: z.string(), count: z.number().int(), expected: z.number(), hours: z.number() })
    .nullable(),
  /** Of a warning: its number in `weather`. */
  warning: z.number().int().nullable(),
  /** When somebody acknowledged it. Who, `GET /api/alerts` says: names are not in the log. */
  acknowledgedAt: Instant.nullable(),
  /** Quiet until then; afterwards it is as loud as before. */
  snoozedUntil: Instant.nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** As CAP says it, the gravest first; `unknown` is what it does not say. */
export const severities = ["extreme", "severe", "moderate", "minor", "unknown"] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

const Corner = z.tuple([z.number(), z.number()]);

/**
 * A warning of an authority that is in force, from a CAP feed. It is public where it comes from, so everybody is told: operators,
 * brigades on the road, and the public. Its words are the authority's and name no citizen; its contact is not kept.
 */
export const Warning = z.object({
  id: z.number().int().min(1),
  severity: Severity,
  /** "Tormenta eléctrica": what it is about. */
  event: z.string(),
  headline: z.string().nullable(),
  sender: z.string().nullable(),
  onset: Instant.nullable(),
  /** It ends then by itself. */
  expires: Instant,
  /** GeoJSON MultiPolygon coordinates, simplified to the city's scale. */
  area: z.array(z.array(z.array(Corner))),
});
export type Warning = z.infer<typeof Warning>;

/** What operators are told of alerts. `department` again, so that an audience is decided by the event alone. */
export const alertBodies = {
  "alert.raised": z.object({ alert: Alert }),
  "alert.acknowledged": z.object({ alert: AlertId, department: Code.nullable() }),
  "alert.snoozed": z.object({ alert: AlertId, department: Code.nullable(), until: Instant }),
  /** What it told of is over. */
  "alert.cleared": z.object({ alert: AlertId, department: Code.nullable() }),
} as const;

/** What everybody is told of warnings. */
export const warningBodies = {
  "weather.alerted": z.object({ warning: Warning }),
  /** Expired, cancelled, or replaced by another one. */
  "weather.ended": z.object({ warning: z.number().int() }),
  /** The authority's feed could not be read since then: that no warning is shown says nothing. */
  "weather.unread": z.object({ since: Instant }),
  /** It is read again, or there is none any more. */
  "weather.read": z.object({}),
} as const;

/** `POST /api/alerts/:id/snooze`. */
export const Snooze = z.strictObject({
  minutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
});
export const AlertPath = z.object({ id: z.coerce.number().int().min(1) });

/** As many as are told in one answer. */
export const MOST_ALERTS = 200;

/** `GET /api/alerts?open=1&before=ID&limit=50`: the newest first; `ids=1,2,3`: of these. */
export const AlertQuery = z.object({
  ids: z
    .string()
    .transform((list) => list.split(",").map(Number))
    .pipe(z.array(AlertId).max(MOST_ALERTS))
    .optional(),
  open: z.enum(["0", "1"]).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ALERTS).default(50),
});

/** What somebody did about an alert. */
export const AlertDeed = z.object({
  kind: z.enum(["acknowledged", "snoozed", "cleared"]),
  at: Instant,
  /** As people call them; null for the city's own jobs. */
  name: z.string().nullable(),
  until: Instant.nullable(),
});
export type AlertDeed = z.infer<typeof AlertDeed>;

export const PastAlert = Alert.extend({ clearedAt: Instant.nullable(), deeds: z.array(AlertDeed) });
export type PastAlert = z.infer<typeof PastAlert>;
export const AlertHistory = z.array(PastAlert);

export const ACKNOWLEDGE_LIMIT = 200;
/** `POST /api/alerts/acknowledge`. */
export const AcknowledgeAlerts = z.strictObject({ ids: z.array(AlertId).min(1).max(ACKNOWLEDGE_LIMIT) });
/** Those that were open and theirs, as they are now; the others are over, or none of theirs. Null: it was none of them. */
export const AlertsHandled = z.object({ alerts: z.array(Alert), cursor: z.number().int().nullable() });

/** Answer of acknowledge and snooze: the alert as it is now, and the place in the log from which on everybody sees it so. */
export const AlertHandled = z.object({ alert: Alert, cursor: z.number().int() });
