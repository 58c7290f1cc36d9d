/**
 * The wall as a link: everything that it shows stands in its address, for nobody has hands there. docs/wall.md has the table, and a
 * test holds the two together.
 */
import { z } from "zod";
import { statuses } from "#contract/report";
import { themes } from "../../store/page-url.ts";

/** Counters that a wall may have, in the order of their weight; at most seven of them are shown. */
export const wallFigures = [
  "late",
  "next-hour",
  "free",
  "open",
  "soon",
  "reopened",
  "received-today",
  "closed-today",
  "on-shift",
] as const;
export type WallFigure = (typeof wallFigures)[number];
export const MOST_FIGURES = 7;

export const wallLayers = ["reports", "brigades", "names", "trails", "changes"] as const;
export type WallLayer = (typeof wallLayers)[number];

/** A part of the city: all of it, a sector, a place with a zoom, or west, south, east, north. */
export type Region =
  | { kind: "city" }
  | { kind: "sector"; code: string }
  | { kind: "view"; lon: number; lat: number; zoom: number }
  | { kind: "box"; box: [number, number, number, number] };

export interface Turn {
  region: Region;
  /** Null: as long as `seconds` says. */
  seconds: number | null;
}

/** What of a link was left out: the parameter, and what of it. */
export interface Ignored {
  name: string;
  value: string;
}

const whole = z.stringFormat("whole", /^\d{1,6}$/).transform(Number);
const numbers = (count: number) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part))))
    .pipe(z.array(z.number()).length(count));

const View = numbers(3)
  .transform(([lon = 0, lat = 0, zoom = 0]) => ({ kind: "view" as const, lon, lat, zoom }))
  .refine(({ lon, lat, zoom }) => Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 24);
const Box = numbers(4)
  .transform((box) => ({ kind: "box" as const, box: box as [number, number, number, number] }))
  .refine(({ box: [w, s, e, n] }) => w >= -180 && w < e && e <= 180 && s >= -85 && s < n && n <= 85);
const Sector = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/)
  .transform((code): Region => (code === "city" ? { kind: "city" } : { kind: "sector", code }));
const Seconds = whole.pipe(z.number().min(5).max(86_400));
const TurnText = z.string().transform((text, context): Turn => {
  const [place = "", time, ...rest] = text.split("@");
  const region = z.union([View, Box, Sector]).safeParse(place);
  const seconds = time === undefined ? undefined : Seconds.safeParse(time);
  if (rest.length === 0 && region.success && seconds?.success !== false)
    return { region: region.data as Region, seconds: seconds?.data ?? null };
  context.addIssue("no place with its seconds");
  return z.NEVER;
});
const Code = z.string().regex(/^[a-z0-9-]{1,64}$/);
/** With its zone, or the city's clock cannot be told from the reader's. */
const PastInstant = z.iso.datetime({ offset: true, precision: null }).transform((text) => Date.parse(text));
const Minute = z
  .string()
  .transform((text) => text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)Z$/, "$1:00Z"))
  .pipe(PastInstant);

type Ignore = (value: string) => void;
interface Parameter<T> {
  /** As the table of docs/wall.md has it. */
  form: string;
  unset: T;
  read(text: string, ignore: Ignore): T | undefined;
}

function one<T, U = T>(form: string, schema: z.ZodType<T, string>, unset: T | U): Parameter<T | U> {
  return {
    form,
    unset,
    read(text, ignore) {
      const found = schema.safeParse(text);
      if (found.success) return found.data;
      ignore(text);
      return undefined;
    },
  };
}

/** Several, each judged by itself; what is beyond `most` is ignored as well. */
function many<T>(
  form: string,
  schema: z.ZodType<T, string>,
  { between = ".", most, unset }: { between?: string; most: number; unset: readonly T[] },
): Parameter<readonly T[]> {
  return {
    form,
    unset,
    read(text, ignore) {
      const kept: T[] = [];
      for (const part of new Set(text.split(between).filter((each) => each !== ""))) {
        const found = schema.safeParse(part);
        if (found.success && kept.length < most) kept.push(found.data);
        else ignore(part);
      }
      return kept.length > 0 ? kept : undefined;
    },
  };
}

const yes = () =>
  one(
    "1",
    z.literal("1").transform(() => true),
    false,
  );

export const wallParameters = {
  view: one<Region, null>("lon,lat,zoom", View, null),
  bbox: one<Region, null>("west,south,east,north", Box, null),
  sector: one<Region, null>("CODE", Sector, null),
  views: many("PLACE@SECONDS|…", TurnText, { between: "|", most: 24, unset: [] }),
  seconds: one("5…86400", Seconds, 30),
  dep: many("CODE.CODE", Code, { most: 100, unset: [] }),
  svc: many("CODE.CODE", Code, { most: 100, unset: [] }),
  st: many("STATUS.STATUS", z.enum(statuses), { most: 10, unset: [] }),
  late: yes(),
  soon: yes(),
  reopened: yes(),
  "received-today": yes(),
  "closed-today": yes(),
  count: one("city, view", z.enum(["city", "view"]), "city"),
  figures: many("NAME.NAME", z.enum(wallFigures), {
    most: MOST_FIGURES,
    unset: ["late", "next-hour", "free", "open", "closed-today"],
  }),
  rows: one("0…6", whole.pipe(z.number().max(6)), 3),
  news: one("0…8", whole.pipe(z.number().max(8)), 4),
  alerts: one("0…4", whole.pipe(z.number().max(4)), 2),
  panel: one("left, right, none", z.enum(["left", "right", "none"]), "left"),
  layers: many("NAME.NAME", z.enum(wallLayers), { most: wallLayers.length, unset: wallLayers }),
  lang: one<string, null>("es, en", z.enum(["es", "en"]), null),
  theme: one<(typeof themes)[number], null>("dark, light, auto", z.enum(themes), null),
  scale: one(
    "0.5…3",
    z
      .stringFormat("scale", /^\d(\.\d{1,3})?$/)
      .transform(Number)
      .pipe(z.number().min(0.5).max(3)),
    1,
  ),
  at: one<number, null>("YYYY-MM-DDTHH:MMZ", Minute, null),
} as const;

type Parameters = typeof wallParameters;
export type WallLink = { [K in keyof Parameters]: Parameters[K] extends Parameter<infer T> ? T : never };

/** What a link says, and what of it makes no sense: for any text at all. */
export function readWall(search: string): { wall: WallLink; ignored: Ignored[] } {
  const ignored: Ignored[] = [];
  const wall: Record<string, unknown> = {};
  for (const [name, { unset }] of Object.entries(wallParameters)) wall[name] = unset;
  const seen = new Set<string>();
  for (const [name, text] of new URLSearchParams(search)) {
    const known = Object.hasOwn(wallParameters, name) && !seen.has(name);
    seen.add(name);
    if (!known) ignored.push({ name, value: text });
    else {
      const parameter = wallParameters[name as keyof Parameters] as Parameter<unknown>;
      wall[name] = parameter.read(text, (value) => ignored.push({ name, value })) ?? parameter.unset;
    }
  }
  for (const name of outdone(wall as WallLink)) {
    ignored.push({ name, value: new URLSearchParams(search).get(name) ?? "" });
    wall[name] = wallParameters[name].unset;
  }
  return { wall: wall as WallLink, ignored };
}

/** Each of them says where the wall is: the first that does is taken. */
const places = ["views", "view", "bbox", "sector"] as const;

function outdone(wall: WallLink) {
  return places.filter((name) => (name === "views" ? wall.views.length > 0 : wall[name] !== null)).slice(1);
}

/** The views in their turn; one that never turns when the link names no more. */
export function turnsOf(wall: WallLink): Turn[] {
  if (wall.views.length > 0) return [...wall.views];
  return [{ region: wall.view ?? wall.bbox ?? wall.sector ?? { kind: "city" }, seconds: null }];
}
