/**
 * A city as data: what the folder `cities/CODE/` says, checked once when the server starts and sent as it is to every
 * client. Nothing in here is a person's.
 */
import { z } from "zod";
import { AlertKind } from "./alerts.ts";
import { plainText } from "./report.ts";

const code = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
  .max(48);

const text = (max: number) => plainText(max).min(1);
const tag = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, "must be a language tag such as es-MX");

/** A name in each of the languages that the city speaks; the key is a BCP 47 tag from `city.languages`. */
export const Names = z.record(tag, text(120));

export const Lon = z.number().min(-180).max(180);
export const Lat = z.number().min(-90).max(90);
export const Position = z.tuple([Lon, Lat]);
const Ring = z.array(Position).min(4);

export const Polygonal = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Polygon"), coordinates: z.array(Ring).min(1) }),
  z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(z.array(Ring).min(1)).min(1) }),
]);

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time HH:MM from 00:00 to 24:00");
const localDate = z.iso.date();
const OpenHours = z.array(z.tuple([clock, clock])).max(4);

/** When SLA time runs. `continuous` never stops; `working` runs in the open hours of days that are no holidays. */
export const Calendar = z.discriminatedUnion("kind", [
  z.object({ code, kind: z.literal("continuous") }),
  z.object({
    code,
    kind: z.literal("working"),
    week: z.object({
      mon: OpenHours,
      tue: OpenHours,
      wed: OpenHours,
      thu: OpenHours,
      fri: OpenHours,
      sat: OpenHours,
      sun: OpenHours,
    }),
    holidays: z.array(localDate),
  }),
]);

export const Department = z.object({ code, name: Names });

/** What people call a skill; one that is not named here is called by its code. */
export const Skill = z.object({ code, name: Names });

/**
 * How exactly the public is told where a report is: at its place; somewhere in its hexagon of some 350 m across; or not at
 * all, and then the report does not exist in public.
 */
export const PublicPlace = z.enum(["exact", "area", "none"]);

/** When open reports of a service are one job: so many at the least, each within so many metres of others. */
export const Cluster = z.object({
  metres: z.number().min(1).max(5000),
  least: z.number().int().min(2).max(100),
});

export const usualCluster = { metres: 80, least: 3 };

export const Service = z.object({
  code,
  name: Names,
  /** Open311 `group`: the heading under which intake forms list the service. */
  group: Names,
  department: code,
  keywords: z.array(text(80)).default([]),
  sla: z.object({ hours: z.number().positive().max(8760), calendar: code }),
  /** What a visit usually takes on site, minutes. */
  workMinutes: z.number().positive().max(1440),
  /** What a brigade must have for it; all of them. */
  skills: z.array(code).default([]),
  /** Name of an icon that the client ships. */
  icon: code,
  publicPlace: PublicPlace.default("exact"),
  cluster: Cluster.default(usualCluster),
  /** Takes no new reports; those that exist keep its name. */
  retired: z.boolean().optional(),
});

export const Sector = z.object({ code, name: text(120), geometry: Polygonal });

export const BrigadeFile = z.object({
  code,
  name: text(60),
  department: code,
  depot: Position,
  /** Local hours on duty; an end before the start runs past midnight. */
  shift: z.object({
    days: z.array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
    from: clock,
    to: clock,
  }),
  skills: z.array(code),
  /** Visits that a shift holds, at the most. */
  capacity: z.number().int().positive().max(200),
  /** Is given no more work; what it did stays its own. */
  retired: z.boolean().optional(),
});

export const ReasonUse = z.enum(["resolve", "reject", "duplicate", "cancel", "late", "reopen"]);
export const Reason = z.object({ code, use: ReasonUse, name: Names });

/**
 * When operators are alerted. Of the rules for a kind the first that fits decides, and where none fits nothing is said. `threshold`
 * is in the kind's own measure: minutes before it is due (late-soon), minutes after (late), how often it came back (reopened),
 * minutes without a sign of life (brigade-silent) or outside its sectors (brigade-off-sector), once by chance in so many (surge),
 * and the least severity, 1 minor to 4 extreme (weather).
 */
export const AlertRule = z.object({
  code,
  kind: AlertKind,
  on: z.boolean(),
  /** Of which departments and services; empty is all. A brigade is its department's; a warning is everybody's. */
  departments: z.array(code).default([]),
  services: z.array(code).default([]),
  threshold: z.number().min(0).max(10_000_000),
  /** What was over is not raised anew for so long. */
  quietMinutes: z.number().int().min(0).max(10_080),
  /** Of brigade-off-sector: the sectors of a brigade, by its code. Whoever is not named may be in any. */
  sectors: z.record(code, z.array(code)).optional(),
});

export const BaseFeature = z.object({
  type: z.literal("Feature"),
  properties: z.object({
    kind: z.enum(["avenue", "street", "river", "hill", "park", "place"]),
    name: z.string().optional(),
    /** 1 = seen from far away … 3 = only near by. */
    rank: z.number().int().min(1).max(3),
  }),
  geometry: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Point"), coordinates: Position }),
    z.object({ type: z.literal("LineString"), coordinates: z.array(Position).min(2) }),
    ...Polygonal.options,
  ]),
});
/** The schematic base map that needs no network. `approximate` is shown on the map. */
export const Base = z.object({
  type: z.literal("FeatureCollection"),
  approximate: z.boolean(),
  features: z.array(BaseFeature),
});

export const CityFile = z.object({
  code,
  name: z.string().min(1),
  country: z.string().length(2),
  timeZone: z.string(),
  /** First is the city's own. */
  languages: z.array(z.string()).min(1),
  /** West, south, east, north. */
  bounds: z.tuple([Lon, Lat, Lon, Lat]),
  /** A report counts as "late soon" when less than this part of its SLA time is left. */
  lateSoonShare: z.number().gt(0).lt(1).default(0.2),
  /** Closed reports stay on the live map for so many hours. */
  keepClosedHours: z.number().positive().max(168).default(24),
  /** Who reported something is forgotten so many days after the report was closed; after twice as many if it never is. */
  contactKeepDays: z.number().int().min(1).max(3650).default(180),
  /** Whether everybody may see where brigades on duty are: some minutes late, in the middle of a hexagon of so many metres. */
  publicPositions: z
    .discriminatedUnion("mode", [
      z.object({ mode: z.literal("off") }),
      z.object({
        mode: z.literal("delayed"),
        minutes: z.number().min(1).max(1440),
        snapMetres: z.number().min(50).max(5000),
      }),
    ])
    .default({ mode: "off" }),
  /**
   * Positions are kept for so many days; from so many on one a so many seconds, where a brigade came and went included. Of what
   * is imported the days are counted from the import.
   */
  positions: z
    .object({
      keepDays: z.number().int().min(1).max(3650).default(90),
      thinAfterDays: z.number().int().min(1).max(3650).default(7),
      thinSeconds: z.number().int().min(1).max(3600).default(30),
    })
    .default({ keepDays: 90, thinAfterDays: 7, thinSeconds: 30 }),
  /** What a way takes where nobody knows the roads: so many times the straight line, at this speed, stops at lights included. */
  travel: z
    .object({ detour: z.number().min(1).max(5), kmPerHour: z.number().min(1).max(120) })
    .default({ detour: 1.35, kmPerHour: 25 }),
  /**
   * The live city of any minute of so many days can be shown again: it is kept whole every so many minutes, or so many events, in which
   * something changed.
   */
  past: z
    .object({
      keepDays: z.number().int().min(1).max(3650).default(7),
      everyMinutes: z.number().int().min(1).max(1440).default(30),
      everyEvents: z.number().int().min(100).max(20_000).default(5_000),
    })
    .default({ keepDays: 7, everyMinutes: 30, everyEvents: 5_000 }),
});

/** All of a city. Order within each list is the file's order; the wire names services, reasons … by index in it. */
export const City = CityFile.extend({
  departments: z.array(Department).min(1).max(255),
  calendars: z.array(Calendar).min(1),
  services: z.array(Service).min(1).max(65_535),
  sectors: z.array(Sector).max(65_534),
  brigades: z.array(BrigadeFile),
  reasons: z.array(Reason).max(254),
  alerts: z.array(AlertRule).max(200).default([]),
  skills: z.array(Skill).max(1000).default([]),
  boundary: Polygonal,
});

export type City = z.infer<typeof City>;
export type CityFile = z.infer<typeof CityFile>;
export type Base = z.infer<typeof Base>;
export type Calendar = z.infer<typeof Calendar>;
export type Service = z.infer<typeof Service>;
export type PublicPlace = z.infer<typeof PublicPlace>;
export type Skill = z.infer<typeof Skill>;
export type Reason = z.infer<typeof Reason>;
export type ReasonUse = z.infer<typeof ReasonUse>;
export type BrigadeFile = z.infer<typeof BrigadeFile>;
export type AlertRule = z.infer<typeof AlertRule>;
export type Polygonal = z.infer<typeof Polygonal>;
