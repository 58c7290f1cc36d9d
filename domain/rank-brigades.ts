/**
 * Which brigade should go: what each would cost, in minutes, so that every reason can be said and weighed against the others by
 * whoever reads it. Nothing is ruled out here: a brigade without a skill, or off its shift, ranks behind those that have it.
 */
import type { RankCosts, RankedBrigades } from "#contract/match";
import type { Status } from "#contract/report";

export interface Place {
  lon: number;
  lat: number;
}

export interface Stop extends Place {
  folio: string;
  status: Status;
  dueAt: number;
  /** What a visit usually takes on site. */
  workMinutes: number;
}

export interface Job extends Stop {
  department: string;
  skills: readonly string[];
  sector: string | null;
}

export interface Crew {
  code: string;
  department: string;
  skills: readonly string[];
  capacity: number;
  /** Where it is, and since when that is known; at its depot where nothing newer is. */
  place: Place;
  placedAt: number | null;
  /** In which its depot lies. */
  sector: string | null;
  onShift: boolean;
  /** What it has to do besides, in any order. */
  stops: readonly Stop[];
  /** Seconds to each of the jobs. */
  ways: readonly number[];
}

type Ranked = RankedBrigades["brigades"][number];
/** Seconds from one place to another. */
export type Way = (from: Place, to: Place) => number;

const MINUTE = 60_000;
/** What is told of a fix in use: a position that is minutes old may be streets away. */
const FRESH_MINUTES = 3;
const MOST_FOR_POSITION = 20;
const MISSING_SKILL = 180;
const PER_STOP = 5;
const BEYOND_CAPACITY = 60;
const OTHER_DEPARTMENT = 60;
const OTHER_SECTOR = 5;
const OFF_SHIFT = 240;
const MADE_LATE = 30;

/** The cheapest first. `isShown` says which of the stops that would become late may be named. */
export function rankBrigades(
  now: number,
  jobs: readonly Job[],
  crews: readonly Crew[],
  way: Way,
  isShown: (folio: string) => boolean = () => true,
): Ranked[] {
  const ranked = crews.map((crew) => rankOf(now, jobs, crew, way, isShown));
  return ranked.sort((a, b) => sum(a.reasons.costs) - sum(b.reasons.costs) || (a.code < b.code ? -1 : 1));
}

function rankOf(
  now: number,
  jobs: readonly Job[],
  crew: Crew,
  way: Way,
  isShown: (folio: string) => boolean,
): Ranked {
  const etaSeconds = Math.round(Math.min(...crew.ways));
  const needed = new Set(jobs.flatMap(({ skills }) => skills));
  const missingSkills = [...needed].filter((skill) => !crew.skills.includes(skill)).sort();
  const sameDepartment = jobs.every(({ department }) => department === crew.department);
  const sameSector = crew.sector !== null && jobs[0]?.sector === crew.sector;
  const ageMinutes = crew.placedAt === null ? null : Math.max(0, now - crew.placedAt) / MINUTE;

  const before = doneAt(now, crew.place, inTurn(crew.stops), way);
  const turn = inTurn(crew.stops, inOrderOfWays(jobs, crew.ways, way));
  const after = doneAt(now, crew.place, turn, way);
  const madeLate = crew.stops.filter(
    ({ folio, dueAt }) => (before.get(folio)?.done ?? 0) <= dueAt && (after.get(folio)?.done ?? 0) > dueAt,
  );
  // What is late already is late with every brigade.
  const lateThemselves = jobs.filter(
    ({ folio, dueAt }) => dueAt >= now && (after.get(folio)?.done ?? 0) > dueAt,
  );
  const there = Math.min(...jobs.map(({ folio }) => after.get(folio)?.there ?? now));

  const openStops = crew.stops.length;
  const costs: RankCosts = {
    eta: etaSeconds / 60,
    position:
      ageMinutes === null
        ? MOST_FOR_POSITION
        : Math.min(Math.max(ageMinutes - FRESH_MINUTES, 0), MOST_FOR_POSITION),
    skills: missingSkills.length * MISSING_SKILL,
    load: openStops * PER_STOP + (openStops + jobs.length > crew.capacity ? BEYOND_CAPACITY : 0),
    department: sameDepartment ? 0 : OTHER_DEPARTMENT,
    sector: sameSector ? 0 : OTHER_SECTOR,
    shift: crew.onShift ? 0 : OFF_SHIFT,
    late: (madeLate.length + lateThemselves.length) * MADE_LATE,
  };
  return {
    code: crew.code,
    etaSeconds,
    score: 1 / (1 + sum(costs) / 60),
    reasons: {
      from: crew.placedAt === null ? "depot" : "position",
      positionSeconds: ageMinutes === null ? null : Math.round(ageMinutes * 60),
      missingSkills,
      openStops,
      capacity: crew.capacity,
      sameDepartment,
      sameSector,
      onShift: crew.onShift,
      inTurnSeconds: Math.round((there - now) / 1000),
      madeLate: {
        count: madeLate.length,
        folios: madeLate.map(({ folio }) => folio).filter(isShown),
      },
      lateThemselves: lateThemselves.map(({ folio }) => folio),
      costs,
    },
  };
}

function sum(costs: RankCosts): number {
  return Object.values(costs).reduce((all, cost) => all + cost, 0);
}

/**
 * Costs in whole minutes, as people are shown them: they add up to the total, and no total is less than that of a brigade that
 * ranks before. Of all costs only the way and the position's age have fractions; the way takes what rounding leaves.
 */
export function wholeMinutes(costs: RankCosts): { total: number; each: RankCosts } {
  const total = Math.round(sum(costs));
  const each = { ...costs, position: Math.round(costs.position), eta: 0 };
  return { total, each: { ...each, eta: total - sum(each) } };
}

const stages: readonly Status[] = ["in-progress", "en-route"];
const stageOf = ({ status }: Stop) => (stages.includes(status) ? stages.indexOf(status) : stages.length);

/** What is begun first, then by the day on which it is due; the jobs together, where the most urgent of them would come. */
function inTurn(stops: readonly Stop[], jobs: readonly Stop[] = []): Stop[] {
  const turn = [...stops].sort(
    (a, b) => stageOf(a) - stageOf(b) || a.dueAt - b.dueAt || (a.folio < b.folio ? -1 : 1),
  );
  const dueAt = Math.min(...jobs.map((job) => job.dueAt));
  const at = turn.findIndex((stop) => stageOf(stop) === stages.length && stop.dueAt > dueAt);
  turn.splice(at < 0 ? turn.length : at, 0, ...jobs);
  return turn;
}

/** From the nearest always to the nearest of what is left. */
function inOrderOfWays(jobs: readonly Job[], ways: readonly number[], way: Way): Job[] {
  const left = jobs.map((job, i) => ({ job, far: ways[i] ?? 0 }));
  const order: Job[] = [];
  while (left.length > 0) {
    left.sort((a, b) => a.far - b.far);
    const next = left.shift();
    if (!next) break;
    order.push(next.job);
    for (const other of left) other.far = way(next.job, other.job);
  }
  return order;
}

/** When it would be at each stop, and done there, one after the other. Of what it is at, half is done. */
function doneAt(
  now: number,
  from: Place,
  stops: readonly Stop[],
  way: Way,
): Map<string, { there: number; done: number }> {
  const times = new Map<string, { there: number; done: number }>();
  let [at, place] = [now, from];
  for (const stop of stops) {
    const isBegun = stop.status === "in-progress";
    const there = isBegun ? at : at + way(place, stop) * 1000;
    const done = there + stop.workMinutes * MINUTE * (isBegun ? 0.5 : 1);
    times.set(stop.folio, { there, done });
    [at, place] = [done, stop];
  }
  return times;
}
