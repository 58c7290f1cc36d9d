/**
 * What is planted in the demo city, to be found again by whoever looks for it. Only the generator, the simulator, tests and
 * benchmarks may read this: everything else has to find it in the reports.
 */
import type { Base, BrigadeFile, City } from "#contract/city";
import { type Crew, crewsOf } from "#demo/crew-choice";
import { demandOf } from "#demo/demand";
import { type Places, placesOf } from "#demo/places";
import { type LonLat, metresBetween, middleOf, planeAt } from "#demo/plane";
import { pick, type Random, seeded, shuffled, uniform } from "#demo/random";

/** A place where one service is needed again and again. */
export interface ChronicSpot {
  service: string;
  lon: number;
  lat: number;
  /** Metres. */
  radius: number;
  /** How many times the reports that the place would have without it, while it is active. */
  multiplier: number;
  /** Active from so many months before now … to so many; { 24, 0 } is the whole history. */
  monthsAgo: { from: number; to: number };
  /** Months of the year in which it is active (1–12); all when missing. */
  season?: number[];
}

/** A service of which `lateRate` (0…1) of what is attended ends late. */
export interface FailingService {
  service: string;
  lateRate: number;
}

/**
 * A brigade that gets `share` times its due part of the work (1 is fair), needs `pace` times the others' time for a visit
 * and is late `lateness` times as often.
 */
export interface Imbalance {
  brigade: string;
  load: "overloaded" | "idle";
  share: number;
  pace: number;
  lateness: number;
}

/** A brigade that closes without having fixed: `rate` (0…1) of what it resolves is reopened days later. */
export interface FalseClosure {
  brigade: string;
  rate: number;
}

export interface Truth {
  chronicSpots: ChronicSpot[];
  failingServices: FailingService[];
  imbalance: Imbalance[];
  falseClosures: FalseClosure[];
  /** What is reopened of what the other brigades resolve, 0…1. */
  honestReopenRate: number;
  /** What ends late of the other services' reports, 0…1, before hours of duty make it worse. */
  usualLateRate: number;
}

const SPOTS = 12;
const MONTHS = 24;
/** Mean reports a day at which spots are planted so that they can be told from chance; the demo's own is near it. */
const PLANTED_FOR_A_DAY = 80;
/** Reports a month that a spot adds at least, at that rate. */
const LEAST_EXTRA = 5;

/** Of all attended reports, so that with what hours of duty add 27 % end late, as San Pedro says of itself. */
const LATE_RATE = 0.222;

/** The same facts for the same city, base and seed; `places` may be given by whoever has them already. */
export function plantTruth(city: City, base: Base, seed: string, places = placesOf(city, base, seed)): Truth {
  const random = seeded(seed, "truth", city.code);
  const demand = demandOf(city, seed);
  const services = city.services
    .map((service, index) => ({ code: service.code, index, share: demand.share(index) }))
    .sort((a, b) => b.share - a.share);
  const common = services.slice(0, Math.max(4, Math.ceil(services.length / 2)));
  const crews = crewsOf(city);
  const imbalance = plantImbalance(random, city, crews);
  const chronicSpots = plantSpots(random, city, places, common);
  // Not the most common one of all, or half the city's lateness were one service's; nor a service of few hours, which the
  // nights make late anyway.
  const hours = city.services.map((service) => service.sla.hours).sort((a, b) => a - b);
  const median = hours[hours.length >> 1] ?? 0;
  const slow = common.slice(1).filter(({ index }) => (city.services[index]?.sla.hours ?? 0) >= median);
  const failing = shuffled(random, slow).slice(0, Math.max(1, Math.floor(services.length / 8)));
  const failingServices = failing.map(({ code }) => ({
    service: code,
    lateRate: uniform(random, 0.55, 0.7),
  }));
  const failingShare = failing.reduce((sum, { share }) => sum + share, 0);
  return {
    chronicSpots,
    failingServices,
    imbalance,
    falseClosures: plantFalseClosures(random, city, crews, imbalance, demand.share),
    honestReopenRate: 0.02,
    usualLateRate: Math.max(0.05, (LATE_RATE - 0.62 * failingShare) / (1 - failingShare)),
  };
}

function plantSpots(
  random: Random,
  city: City,
  places: Places,
  common: { code: string; share: number }[],
): ChronicSpot[] {
  const plane = planeAt(middleOf(city.bounds));
  const spots: ChronicSpot[] = [];
  for (let tries = 0; spots.length < SPOTS && tries < 2_000; tries++) {
    const { lon, lat } = places.draw(random);
    const at: LonLat = [lon, lat];
    const radius = Math.round(uniform(random, 120, 220));
    // Far apart, so that each can be found by itself; less so in a city too small for that.
    const apart = tries < 1_000 ? 700 : 0;
    const far = spots.every(
      (spot) => metresBetween(plane.toMetres([spot.lon, spot.lat]), plane.toMetres(at)) > apart,
    );
    if (!far) continue;
    const { code, share } = pick(random, common);
    const usual = places.share(at, radius) * share * PLANTED_FOR_A_DAY * 30;
    const multiplier = Math.max(uniform(random, 8, 16), 1 + LEAST_EXTRA / usual);
    if (multiplier > 60) continue;
    spots.push({
      service: code,
      lon,
      lat,
      radius,
      multiplier: Math.round(multiplier * 10) / 10,
      ...activity(spots.length, lat),
    });
  }
  return spots;
}

/** Most are there all the time; some are new, some are over, some come with the rain. */
function activity(n: number, lat: number): Pick<ChronicSpot, "monthsAgo" | "season"> {
  switch (n % 6) {
    case 3:
      return { monthsAgo: { from: 5, to: 0 } };
    case 4:
      return { monthsAgo: { from: MONTHS, to: 9 } };
    case 5:
      return {
        monthsAgo: { from: MONTHS, to: 0 },
        season: lat < 0 ? [11, 12, 1, 2, 3, 4] : [5, 6, 7, 8, 9, 10],
      };
    default:
      return { monthsAgo: { from: MONTHS, to: 0 } };
  }
}

/** In departments with two brigades of the same trade and hours one has too much and one too little, up to four of each. */
function plantImbalance(random: Random, city: City, crews: Crew[][]): Imbalance[] {
  const planted: Imbalance[] = [];
  for (const department of shuffled(random, city.departments)) {
    // By day, at the same hours and alike in what they can do, or the difference would have a reason.
    const byDay = city.brigades.filter(
      (brigade) => brigade.department === department.code && brigade.shift.from < brigade.shift.to,
    );
    const pairs = shuffled(random, byDay).flatMap((busy, i, list) =>
      list
        .slice(i + 1)
        .filter((idle) => together(busy, idle) >= 0.75)
        .map((idle) => ({ busy: busy.code, idle: idle.code, alike: alike(crews, busy.code, idle.code) })),
    );
    const [best] = pairs.sort((a, b) => b.alike - a.alike);
    if (!best || best.alike < 0.5 || planted.length >= 8) continue;
    planted.push(
      { brigade: best.busy, load: "overloaded", share: 2, pace: 1.35, lateness: 1.5 },
      { brigade: best.idle, load: "idle", share: 0.6, pace: 0.9, lateness: 0.6 },
    );
  }
  return planted;
}

/** Hours of the week in which both are on duty, as part of those in which one of the two is; neither past midnight. */
function together({ shift: a }: BrigadeFile, { shift: b }: BrigadeFile): number {
  const hours = (from: string, to: string) => Math.max(0, minuteOf(to) - minuteOf(from));
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  const both = a.days.filter((day) => b.days.includes(day)).length * hours(from, to);
  const all = a.days.length * hours(a.from, a.to) + b.days.length * hours(b.from, b.to);
  return both / (all - both);
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** Services that both attend, as part of those that one of the two does. */
function alike(crews: Crew[][], a: string, b: string): number {
  const counts = crews.map((crew) => crew.filter(({ code }) => code === a || code === b).length);
  return counts.filter((n) => n === 2).length / Math.max(1, counts.filter((n) => n > 0).length);
}

/** One brigade of ten, two of them in the department that has the most work. */
function plantFalseClosures(
  random: Random,
  city: City,
  crews: Crew[][],
  imbalance: Imbalance[],
  share: (service: number) => number,
): FalseClosure[] {
  const work = new Map<string, number>();
  const able = new Set<string>();
  // What an idle brigade does is too little to tell by.
  const idle = new Set(imbalance.filter(({ load }) => load === "idle").map(({ brigade }) => brigade));
  city.services.forEach((service, i) => {
    work.set(service.department, (work.get(service.department) ?? 0) + share(i));
    for (const crew of crews[i] ?? []) able.add(crew.code);
  });
  const [busiest] = [...work].sort((a, b) => b[1] - a[1])[0] ?? [];
  const candidates = shuffled(
    random,
    city.brigades.filter(({ code }) => able.has(code) && !idle.has(code)),
  );
  const inside = candidates.filter((brigade) => brigade.department === busiest);
  const outside = candidates.filter((brigade) => brigade.department !== busiest);
  return [...inside.slice(0, 2), ...outside, ...inside.slice(2)]
    .slice(0, Math.max(1, Math.round(city.brigades.length / 10)))
    .map(({ code }) => ({ brigade: code, rate: Math.round(uniform(random, 0.24, 0.36) * 100) / 100 }));
}
