/** What an administrator sees and changes: people, keys, kiosks, devices, and the parts of the city. */
import { z } from "zod";
import { PersonFields } from "./identity.ts";
import { Code, Instant, plainText } from "./report.ts";

const Name = plainText(80).trim().min(1, "must not be empty");
const Version = z.number().int().min(1);
const DAY_MS = 86_400_000;

/** `GET /api/admin/people`: an array of these, by name. */
export const Person = z.object({
  ...PersonFields.shape,
  id: z.string(),
  version: Version,
  createdAt: Instant,
  /** Whether they have set a password. */
  hasPassword: z.boolean(),
  /** End of the invitation that is open, if one is. */
  invitedUntil: Instant.nullable(),
  /** How many sessions they have, and when one was last used. */
  sessions: z.number().int(),
  lastUsedAt: Instant.nullable(),
});
export type Person = z.infer<typeof Person>;

/** `POST /api/admin/people`. */
export const AddPerson = PersonFields;
/** `PUT /api/admin/people/:id`; `version` is the one that the changer saw. */
export const ChangePerson = PersonFields.extend({ version: Version });

/** A link that sets a password once; its token is shown this once. */
export const Invitation = z.object({ token: z.string(), expiresAt: Instant });
export type Invitation = z.infer<typeof Invitation>;
/** Nobody is invited who may not sign in. */
export const PersonAdded = z.object({
  id: z.string(),
  version: Version,
  invitation: Invitation.nullable(),
});
export const PersonChanged = z.object({ id: z.string(), version: Version });
/** `DELETE /api/admin/people/:id/sessions`: how many ended. */
export const SessionsEnded = z.object({ ended: z.number().int() });

/** For a body in which nothing is said. */
export const Nothing = z.strictObject({});

const credential = {
  id: z.string(),
  name: z.string(),
  createdAt: Instant,
  /** Who issued it, as people call them. */
  createdBy: z.string(),
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  lastAddress: z.string().nullable(),
  /** When it was ended; null while it holds (or has expired by itself). */
  endedAt: Instant.nullable(),
};

/** `GET /api/admin/keys`: an array, the newest first. */
export const ApiKey = z.object({ ...credential, scopes: z.array(z.string()) });
export type ApiKey = z.infer<typeof ApiKey>;
/** `POST /api/admin/keys`. Scopes are actions of `domain/may.ts`, of those that a key may have at all. */
export const IssueKey = z.strictObject({
  name: Name,
  scopes: z.array(Code).min(1, "must name at least one").max(100),
  expiresInDays: z.number().int().min(1).max(730),
});

const viewForm = /^(\/wall\?)?[a-z-]+=[\w.,:%|@-]*(&[a-z-]+=[\w.,:%|@-]*)*$/;

/** The query of a link of the map, `dep=vialidad&late=1`, or a link of the wall's page, `/wall?dep=vialidad&news=8`. */
export const KioskView = z
  .string()
  .max(1000)
  .transform((view) => view.replace(/^\?/, ""))
  .refine(
    (view) => /^(\/wall)?$/.test(view) || viewForm.test(view),
    "must be the query of a link of the page, such as dep=vialidad&late=1",
  );

/** `GET /api/admin/kiosks`: an array, the newest first. */
export const Kiosk = z.object({
  ...credential,
  view: z.string(),
  department: Code.nullable(),
  audience: z.literal("ops"),
});
export type Kiosk = z.infer<typeof Kiosk>;
/** `POST /api/admin/kiosks`. A wall that never ends by itself is the usual one. */
export const IssueKiosk = z.strictObject({
  name: Name,
  view: KioskView,
  department: Code.nullable().default(null),
  audience: z.literal("ops").default("ops"),
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(null),
});

/** `GET /api/admin/devices` (`?brigade=CODE`): an array, the newest first. */
export const Device = z.object({ ...credential, brigade: Code, trackerId: z.string().nullable() });
export type Device = z.infer<typeof Device>;
export const DeviceQuery = z.object({ brigade: Code.optional() });
/** `POST /api/admin/devices`. `trackerId` is what a Traccar server calls it (`uniqueId`), such as an IMEI. */
export const IssueDevice = z.strictObject({
  brigade: Code,
  name: Name,
  trackerId: plainText(64).trim().min(1, "must not be empty").nullable().default(null),
});

/** What is answered when one of them is issued: the token is shown this once and kept nowhere. */
export const Issued = z.object({
  id: z.string(),
  token: z.string(),
  expiresAt: Instant.nullable(),
  /** Of a kiosk: the path to open on the wall. */
  link: z.string().optional(),
});
export type Issued = z.infer<typeof Issued>;

/** `POST /api/kiosk`: a kiosk link's token for a cookie. */
export const OpenKiosk = z.strictObject({ token: z.string().min(1).max(200) });

export function expiryIn(days: number | null, now: number): number | null {
  return days === null ? null : now + days * DAY_MS;
}

/** What of the city an administrator may change; the rest is its files'. */
export const cityPartNames = [
  "services",
  "reasons",
  "calendars",
  "sectors",
  "brigades",
  "alerts",
  "settings",
] as const;
export const CityPartName = z.enum(cityPartNames);
export type CityPartName = z.infer<typeof CityPartName>;

/** `GET /api/admin/city/:part`. `content` has the form of the city's file; of `settings`, what of `city.json` may change. */
export const CityPart = z.object({
  part: CityPartName,
  /** 0 until somebody has changed it; goes up with each change, also with the one back to the file. */
  version: z.number().int().min(0),
  content: z.unknown(),
  fromFile: z.boolean(),
  /** Null while nobody has changed it. */
  changedAt: Instant.nullable(),
});
export type CityPart = z.infer<typeof CityPart>;

/**
 * `PUT /api/admin/city/:part`: all of the part, in place of what it was. Sectors may also be a FeatureCollection of
 * somebody's map, without codes; `nameProperty` then says which property is a sector's name.
 */
export const ChangeCityPart = z.strictObject({
  version: z.number().int().min(0),
  content: z.unknown(),
  nameProperty: z.string().min(1).max(100).optional(),
});
/** `DELETE /api/admin/city/:part?version=3`: back to the file. */
export const ResetCityPart = z.object({
  version: z.coerce.number().int().min(0),
});
export const CityPartChanged = z.object({
  part: CityPartName,
  version: z.number().int(),
  fingerprint: z.string(),
});
export type CityPartChanged = z.infer<typeof CityPartChanged>;
