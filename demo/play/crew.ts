/** One brigade at work: where it is, what it does, and what it wants to do next. Moves by itself, asks nobody. */
import type { City } from "#contract/city";
import { type Drive, drive } from "#demo/drive";
import { MINUTE, type Shifts } from "#demo/local-time";
import type { LonLat, Metres } from "#demo/plane";
import { chance, lognormal, normal, type Random, seeded, uniform } from "#demo/random";
import type { Roads } from "#demo/roads";

/** No visit is begun when less of the shift than this is left. */
const LAST_START = 25 * MINUTE;
/** After a visit. */
const DEPOT_CHANCE = 0.5;
/** Metres by which a phone is off, and how much of that it keeps from one fix to the next. */
const NOISE = 3;
const NOISE_KEPT = 0.97;

type Phase =
  | { name: "off" }
  | { name: "free"; untilAt: number }
  | { name: "driving"; folio: string; drive: Drive }
  | { name: "working"; folio: string; untilAt: number }
  | { name: "homing"; drive: Drive };

/** Take the next stop; say that one is there; say that it is done. */
export type Wish = { kind: "begin" } | { kind: "arrive" | "finish"; folio: string };

export interface CrewFix {
  lon: number;
  lat: number;
  /** m/s */
  speed: number;
  heading: number;
  /** Metres. */
  accuracy: number;
  /** 0…1 */
  battery: number;
}

export interface Crew {
  readonly index: number;
  readonly code: string;
  readonly random: Random;
  phase: Phase["name"];
  /** The report it is on its way to or at work on. */
  folio: string | undefined;
  /** Goes on by `seconds` up to `at`; says what it now wants, again and again until it is told. */
  advance(at: number, seconds: number): Wish | undefined;
  /** Puts it somewhere, as at the beginning. */
  place(position: LonLat): void;
  driveTo(folio: string, position: LonLat): void;
  /** `minutes` is what such a visit usually takes. */
  work(folio: string, at: number, minutes: number): void;
  /** Has nothing in hand; looks for the next stop after about so many minutes. */
  rest(at: number, minutes: number): void;
  /** Has nothing in hand; fetches material or empties the lorry at the depot, or just takes a breath. */
  pauseAfterVisit(at: number): void;
  /** Metres to a position, as the crow flies. */
  distanceTo(position: LonLat): number;
  /** What its phone would send; undefined while off duty. */
  fix(): CrewFix | undefined;
  moving(): boolean;
}

export interface CrewOptions {
  city: City;
  index: number;
  seed: string;
  roads: Roads;
  shifts: Shifts;
  /** How long it needs, against the others. */
  pace: number;
}

export function createCrew({ city, index, seed, roads, shifts, pace }: CrewOptions): Crew {
  const file = city.brigades[index];
  if (!file) throw new RangeError(`index must be a brigade of ${city.code}, is ${index}`);
  const random = seeded(seed, "crew", file.code);
  let phase: Phase = { name: "off" };
  let point: Metres = roads.plane.toMetres(file.depot);
  // As it came to where it is placed; of dice of its own, so that nothing else is another than without it.
  let heading = uniform(seeded(seed, "heading", file.code), 0, 360);
  let noise: Metres = [NOISE * normal(random), NOISE * normal(random)];
  let battery = uniform(random, 0.7, 1);

  const enter = (next: Phase) => {
    phase = next;
    crew.phase = next.name;
    crew.folio = "folio" in next ? next.folio : undefined;
  };
  const wayTo = (position: LonLat) =>
    drive(roads.way(roads.plane.toLonLat(point), position), random, heading);
  /** True when there. */
  const goOn = (going: Drive, seconds: number) => {
    const there = going.advance(seconds);
    point = going.vehicle.point;
    heading = going.vehicle.heading;
    return there;
  };

  const crew: Crew = {
    index,
    code: file.code,
    random,
    phase: "off",
    folio: undefined,
    advance(at, seconds) {
      const shift = shifts.during(index, at);
      if (phase.name !== "off") battery = Math.max(0.15, battery - seconds / (14 * 3600));
      switch (phase.name) {
        case "off":
          if (!shift) return undefined;
          battery = uniform(random, 0.85, 1);
          crew.rest(at, 9);
          return undefined;
        case "homing":
          if (!goOn(phase.drive, seconds)) return undefined;
          if (shift) crew.rest(at, 6);
          else enter({ name: "off" });
          return undefined;
        case "free":
          if (!shift) enter({ name: "homing", drive: wayTo(file.depot) });
          else if (at >= phase.untilAt && shift.to - at > LAST_START) return { kind: "begin" };
          return undefined;
        case "driving":
          return goOn(phase.drive, seconds) ? { kind: "arrive", folio: phase.folio } : undefined;
        case "working":
          return at >= phase.untilAt ? { kind: "finish", folio: phase.folio } : undefined;
      }
    },
    place(position) {
      point = roads.plane.toMetres(position);
    },
    driveTo(folio, position) {
      enter({ name: "driving", folio, drive: wayTo(position) });
    },
    work(folio, at, minutes) {
      enter({ name: "working", folio, untilAt: at + lognormal(random, minutes * pace, 0.3) * MINUTE });
    },
    rest(at, minutes) {
      enter({ name: "free", untilAt: at + lognormal(random, minutes, 0.6) * MINUTE });
    },
    pauseAfterVisit(at) {
      if (chance(random, DEPOT_CHANCE)) enter({ name: "homing", drive: wayTo(file.depot) });
      else crew.rest(at, 6);
    },
    distanceTo(position) {
      const [x, y] = roads.plane.toMetres(position);
      return Math.hypot(x - point[0], y - point[1]);
    },
    fix() {
      if (phase.name === "off") return undefined;
      const rest = Math.sqrt(1 - NOISE_KEPT ** 2) * NOISE;
      noise = [NOISE_KEPT * noise[0] + rest * normal(random), NOISE_KEPT * noise[1] + rest * normal(random)];
      const [lon, lat] = roads.plane.toLonLat([point[0] + noise[0], point[1] + noise[1]]);
      return {
        lon: Math.round(lon * 1e6) / 1e6,
        lat: Math.round(lat * 1e6) / 1e6,
        speed: Math.round((crew.moving() && "drive" in phase ? phase.drive.vehicle.speed : 0) * 10) / 10,
        heading: Math.round(heading) % 360,
        accuracy: Math.round(uniform(random, 4, 9)),
        battery: Math.round(battery * 100) / 100,
      };
    },
    moving: () => phase.name === "driving" || phase.name === "homing",
  };
  return crew;
}
