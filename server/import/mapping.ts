/**
 * Mappings: how the columns of somebody's file become reports or positions. JSON, checked by these schemas; every field
 * is explained in docs/importing.md.
 */
import { z } from "zod";
import { isTimeZone } from "#domain/calendar";

const column = z.string().min(1).max(120);
/** One column, or several of which the first that is not empty counts; at least one must be in the file. */
const columns = z.preprocess(
  (given) => (typeof given === "string" ? [given] : given),
  z.array(column).min(1).max(20),
);
const cityCode = z.string().min(1).max(64);

/** What the values of some columns mean: the first column whose value is listed decides. */
const Lookup = z.strictObject({
  columns,
  /** Exact values, but for case and surrounding blanks. */
  values: z.record(z.string(), z.string().min(1)),
  /** For every other value, and for none. Without it such a row is refused. */
  otherwise: z.string().min(1).optional(),
});

const Csv = z.strictObject({
  delimiter: z.string().length(1).default(","),
  /** "" when no character quotes. */
  quote: z.string().max(1).default('"'),
  encoding: z.enum(["utf-8", "windows-1252", "utf-16le"]).default("utf-8"),
  /** Names of the columns when the file has no header row. */
  columns: z.array(column).min(1).max(500).optional(),
  /** Words that stand for an empty cell. */
  empty: z.array(z.string().min(1)).default([]),
});

const Place = z
  .strictObject({
    lon: columns.optional(),
    lat: columns.optional(),
    x: columns.optional(),
    y: columns.optional(),
    srid: z.number().int().positive().optional(),
    proj: z.string().min(1).optional(),
    decimalComma: z.boolean().default(false),
  })
  .refine((place) => (place.lon && place.lat) || (place.x && place.y), "must have lon and lat, or x and y")
  .refine((place) => !(place.lon && place.x), "must not have both lon, lat and x, y")
  .refine((place) => !(place.srid && place.proj), "must not have both srid and proj");

const timeZone = z.string().refine(isTimeZone, "must be a time zone such as America/Monterrey");

const shared = {
  /** Of whose numbering the ids are. */
  source: z
    .string()
    .max(64)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens"),
  csv: Csv.prefault({}),
  /** Of instants that do not tell their own; the city's when left out. */
  timeZone: timeZone.optional(),
  /** Tried in this order; see instants.ts. */
  dates: z.array(z.string().min(1).max(60)).min(1).max(10).default(["iso"]),
  place: Place,
};

export const ReportMapping = z.strictObject({
  kind: z.literal("reports"),
  ...shared,
  id: columns,
  receivedAt: columns,
  dueAt: z.strictObject({ columns, wholeDay: z.boolean().default(false) }).optional(),
  closedAt: columns.optional(),
  /** `closedAt` is when the source last saw the report closed, not when it was closed. */
  closedAtIsLastSeen: z.boolean().default(false),
  service: Lookup,
  /** To "open", "closed" or a reason of the city with which it was closed; `otherwise` may be "by-closing-date". */
  status: Lookup.optional(),
  /** With which of the city's reasons it was closed. */
  closing: Lookup.optional(),
  description: columns.optional(),
  /** An open report that was received longer ago is history: it never enters the live city. Days. */
  liveForDays: z.number().min(0).max(36_500).optional(),
});

export const PositionMapping = z.strictObject({
  kind: z.literal("positions"),
  ...shared,
  vehicle: columns,
  at: columns,
  speed: z.strictObject({ columns, unit: z.enum(["m/s", "km/h", "mph", "knots"]) }).optional(),
  /** Degrees clockwise from north. */
  heading: columns.optional(),
  /** What becomes of a vehicle that is no brigade yet. */
  brigades: z.enum(["register", "known"]),
  /** `{vehicle}` stands for what the file calls it. */
  brigadeCode: z.string().max(64).includes("{vehicle}").default("{vehicle}"),
  brigadeName: z.string().max(60).includes("{vehicle}").default("{vehicle}"),
  department: cityCode.optional(),
  /** A fix further from the city's boundary is refused. km */
  farAwayKm: z.number().positive().max(1_000).default(25),
  /** A fix is stale when its vehicle is not heard of for so long before and after it. Hours; needs a first reading of the file. */
  staleHours: z.number().positive().max(24).optional(),
});

export type Lookup = z.infer<typeof Lookup>;
export type Csv = z.infer<typeof Csv>;
export type Place = z.infer<typeof Place>;
export type ReportMapping = z.infer<typeof ReportMapping>;
export type PositionMapping = z.infer<typeof PositionMapping>;
export type Mapping = ReportMapping | PositionMapping;

export const openStates = ["open", "closed"] as const;
export const BY_CLOSING_DATE = "by-closing-date";
