/** A city of three by three kilometres with a grid of streets, just big enough to be played; english, southern, with DST. */
import { Base, City } from "#contract/city";

const WEST = 147.3;
const SOUTH = -42.9;
/** Degrees of a block of about 300 m. */
const BLOCK_LON = 0.0037;
const BLOCK_LAT = 0.0027;
const BLOCKS = 10;

const at = (i: number, j: number): [number, number] => [WEST + i * BLOCK_LON, SOUTH + j * BLOCK_LAT];
const steps = Array.from({ length: BLOCKS + 1 }, (_, i) => i);
const square = (from: number, to: number) => ({
  type: "Polygon" as const,
  coordinates: [[at(from, from), at(to, from), at(to, to), at(from, to), at(from, from)]],
});
const named = (en: string) => ({ en });
const week = [["08:00", "17:00"]];

function service(
  code: string,
  department: string,
  hours: number,
  calendar = "always",
  skills: string[] = [],
) {
  return {
    code,
    name: named(code),
    group: named("All"),
    department,
    sla: { hours, calendar },
    workMinutes: 40,
    skills,
    icon: "wrench",
  };
}

function brigade(code: string, department: string, from: string, to: string, skills: string[] = []) {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  return {
    code,
    name: code,
    department,
    depot: at(2, 3),
    shift: { days: days.slice(0, from > to ? 7 : 6), from, to },
    skills,
    capacity: 10,
  };
}

export const toyCity: City = City.parse({
  code: "toy",
  name: "Toy",
  country: "AU",
  timeZone: "Australia/Hobart",
  languages: ["en"],
  bounds: [...at(0, 0), ...at(BLOCKS, BLOCKS)],
  departments: ["roads", "green"].map((code) => ({ code, name: named(code) })),
  calendars: [
    { code: "always", kind: "continuous" },
    {
      code: "office",
      kind: "working",
      week: { mon: week, tue: week, wed: week, thu: week, fri: week, sat: [], sun: [] },
      holidays: ["2026-01-26"],
    },
  ],
  services: [
    service("pothole", "roads", 60, "office", ["asphalt"]),
    service("street-light", "roads", 72),
    service("traffic-light", "roads", 8),
    service("fallen-tree", "green", 24, "always", ["saw"]),
    service("garbage", "green", 48),
    service("park", "green", 80, "office"),
  ],
  sectors: [{ code: "all", name: "All", geometry: square(-1, BLOCKS + 1) }],
  brigades: [
    brigade("r1", "roads", "07:00", "15:00", ["asphalt"]),
    brigade("r2", "roads", "07:00", "15:00", ["asphalt"]),
    brigade("r3", "roads", "13:00", "21:00", ["asphalt"]),
    brigade("r4", "roads", "21:00", "05:00"),
    brigade("g1", "green", "07:00", "15:00", ["saw"]),
    brigade("g2", "green", "08:00", "16:00", ["saw"]),
    brigade("g3", "green", "13:00", "21:00"),
  ],
  reasons: [
    { code: "done", use: "resolve", name: named("Done") },
    { code: "not-ours", use: "reject", name: named("Not ours") },
    { code: "same", use: "duplicate", name: named("Same as another") },
    { code: "by-citizen", use: "cancel", name: named("Cancelled") },
    { code: "load", use: "late", name: named("Too much work") },
    { code: "again", use: "reopen", name: named("Came back") },
  ],
  boundary: square(-1, BLOCKS + 1),
});

/** Streets cross at shared vertices; every fifth is an avenue. One hill in a corner, where nobody lives. */
export const toyBase: Base = Base.parse({
  type: "FeatureCollection",
  approximate: true,
  features: [
    ...steps.flatMap((i) => [
      line(
        steps.map((j) => at(i, j)),
        i,
        `Street ${i}`,
      ),
      line(
        steps.map((j) => at(j, i)),
        i,
        `Road ${i}`,
      ),
    ]),
    { type: "Feature", properties: { kind: "hill", rank: 1 }, geometry: square(8.5, 11) },
    {
      type: "Feature",
      properties: { kind: "place", name: "Centre", rank: 1 },
      geometry: { type: "Point", coordinates: at(5, 5) },
    },
  ],
});

function line(coordinates: [number, number][], i: number, name: string) {
  const avenue = i % 5 === 0;
  return {
    type: "Feature",
    properties: { kind: avenue ? "avenue" : "street", name, rank: avenue ? 1 : 3 },
    geometry: { type: "LineString", coordinates },
  };
}
