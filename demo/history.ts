/**
 * The demo city's past: about 60,000 reports over 24 months, from a seed. Every day hangs on (city, seed, date) and on
 * what today is, not on the days around it, so the latest month can be made at once and the older ones behind it.
 */
import type { Base, City } from "#contract/city";
import type { HistoricMove, HistoricReport } from "#contract/history";
import { type Arrival, arrivalsOf } from "#demo/arrivals";
import { crewsOf } from "#demo/crew-choice";
import { type Course, lifeCoursesOf } from "#demo/life-course";
import { dateOf, localTime, MINUTE, monthsBefore, type Shifts, shiftsOf } from "#demo/local-time";
import { placesOf } from "#demo/places";
import { chance, seeded, uniform } from "#demo/random";
import { plantTruth } from "#demo/truth";

/** `source` of every report that is made here. */
export const SOURCE = "demo";
export const MONTHS = 24;
export const TARGET = 60_000;

/** Nobody is on a visit who came on duty, or was given it, less than this ago. */
const SET_OUT_AFTER = 50 * MINUTE;
/** Nor is a brigade on a visit to what was received less than this ago. */
const GIVEN_AFTER = 90 * MINUTE;

export interface HistoryOptions {
  city: City;
  base: Base;
  seed: string;
  /** ms since the epoch; nothing later than this happens. */
  now: number;
  months?: number;
  /** Reports in all the months together, about. */
  target?: number;
}

export interface HistoryMonth {
  /** 0 is the latest; each ends where the one before it in this count begins. */
  index: number;
  /** First and last of the city's days that it covers, "YYYY-MM-DD"; the latest month ends today. */
  from: string;
  to: string;
  /** In order of receipt. */
  reports: HistoricReport[];
}

export interface History {
  /** How many months there are. */
  length: number;
  /** One month by itself, the same as in the full run. Throws RangeError when there is no such month. */
  month(index: number): HistoryMonth;
  /** All, latest first. */
  months(): Generator<HistoryMonth>;
}

/** Throws RangeError when the city cannot be played: without inhabited places, or without reasons of some use. */
export function generateHistory(options: HistoryOptions): History {
  const { city, base, seed, now, months: length = MONTHS, target = TARGET } = options;
  const time = localTime(city.timeZone);
  const today = time.dayOf(now);
  // A month goes back to the same date of the month before, so that the latest one is never nearly empty.
  const edges = Array.from({ length: length + 1 }, (_, i) => monthsBefore(today, i));
  const places = placesOf(city, base, seed);
  const truth = plantTruth(city, base, seed, places);
  const arrivals = arrivalsOf({ city, seed, truth, places, time, today });
  const shifts = shiftsOf(city, time);
  const courses = lifeCoursesOf(city, truth, shifts);
  const scale = arrivals.scaleFor(target, edges[length] ?? today, today);

  const month = (index: number): HistoryMonth => {
    const [last, beforeFirst] = [edges[index], edges[index + 1]];
    if (last === undefined || beforeFirst === undefined)
      throw new RangeError(`index must be from 0 to ${length - 1}, is ${index}`);
    const lives: Life[] = [];
    for (let day = beforeFirst + 1; day <= last; day++) {
      const random = seeded(seed, "courses", city.code, day);
      for (const arrival of arrivals.onDay(day, scale)) {
        const kind = arrival.duplicate ? "duplicate" : "usual";
        lives.push({ arrival, course: courses[kind](random, arrival.service, arrival.receivedAt) });
      }
    }
    const reports = asKnownAt(now, lives, city, index === 0);
    if (index === 0) setOut(now, reports, options, shifts);
    return { index, from: dateOf(beforeFirst + 1), to: dateOf(last), reports };
  };
  return {
    length,
    month,
    *months() {
      for (let index = 0; index < length; index++) yield month(index);
    },
  };
}

interface Life {
  arrival: Arrival;
  course: Course;
}

/**
 * Cuts off what lies after now. A brigade can be on one visit only, and its visit must be found without the other months,
 * so only reports of the latest month may be under way: any other that would be has not been begun yet.
 */
function asKnownAt(now: number, lives: Life[], city: City, latest: boolean): HistoricReport[] {
  const out = new Set<string>();
  const known: HistoricReport[] = [];
  for (const { arrival, course } of lives) {
    const { id, service, lon, lat, receivedAt, channel, description } = arrival;
    if (receivedAt > now) continue;
    const moves = course.moves.filter((move) => move.at <= now);
    const brigade = brigadeUnderWay(moves);
    if (brigade !== undefined && (!latest || out.has(brigade))) {
      while (brigadeUnderWay(moves) !== undefined) moves.pop();
    } else if (brigade !== undefined) out.add(brigade);
    const reopenings = moves.filter((move) => move.to === "reopened").length;
    const dueAt = course.promises[reopenings];
    if (dueAt === undefined) throw new Error(`${id}: must have a promise for each reopening`);
    known.push({
      source: SOURCE,
      sourceId: id,
      service: city.services[service]?.code ?? "",
      lon,
      lat,
      receivedAt,
      dueAt,
      channel,
      ...(description !== undefined && { description }),
      moves,
    });
  }
  return known;
}

/**
 * Courses are drawn one by one, so at a given moment most brigades on duty would have nothing in hand. Most of them are
 * sent to a report that they have been given, or else to one that waits and that they can do, as if the course had come to
 * that a little earlier.
 */
function setOut(
  now: number,
  reports: HistoricReport[],
  { city, seed }: HistoryOptions,
  shifts: Shifts,
): void {
  const given = new Map<string, HistoricReport[]>();
  const waiting: HistoricReport[] = [];
  const busy = new Set<string>();
  for (const report of reports) {
    const last = report.moves.at(-1);
    if (!last && report.receivedAt < now - GIVEN_AFTER) waiting.push(report);
    if (last?.brigade === undefined) continue;
    if (brigadeUnderWay(report.moves) !== undefined) busy.add(last.brigade);
    if (last.to !== "assigned" || last.at > now - SET_OUT_AFTER) continue;
    given.set(last.brigade, [...(given.get(last.brigade) ?? []), report]);
  }
  const soonest = (list: HistoricReport[]) => [...list].sort((a, b) => a.dueAt - b.dueAt)[0];
  const able = crewsOf(city).map((crew) => new Set(crew.map(({ code }) => code)));
  const services = new Map(city.services.map(({ code }, index) => [code, index]));
  const canDo = (brigade: string, report: HistoricReport) =>
    able[services.get(report.service) ?? -1]?.has(brigade) ?? false;
  city.brigades.forEach(({ code: brigade }, index) => {
    const random = seeded(seed, "set out", brigade, now);
    const shift = shifts.during(index, now);
    if (!shift || now - shift.from < SET_OUT_AFTER || busy.has(brigade) || !chance(random, 0.85)) return;
    let report = soonest(given.get(brigade) ?? []);
    if (!report) {
      report = soonest(waiting.filter((r) => r.moves.length === 0 && canDo(brigade, r)));
      const at = Math.round(now - uniform(random, 1, 1.6) * SET_OUT_AFTER);
      report?.moves.push({ to: "assigned", at, brigade });
    }
    if (!report) return;
    const arrived = chance(random, 0.4);
    const startedAt = Math.round(now - uniform(random, 0, 0.5) * SET_OUT_AFTER);
    const leftAt = Math.round((arrived ? startedAt : now) - uniform(random, 0.05, 0.4) * SET_OUT_AFTER);
    report.moves.push({ to: "en-route", at: leftAt, brigade });
    if (arrived) report.moves.push({ to: "in-progress", at: startedAt, brigade });
  });
}

function brigadeUnderWay(moves: HistoricMove[]): string | undefined {
  const last = moves.at(-1);
  return last?.to === "en-route" || last?.to === "in-progress" ? last.brigade : undefined;
}
