/** What happens to a made-up report after it is received: who comes, when, how it ends, and whether that holds. */
import type { City, ReasonUse } from "#contract/city";
import type { HistoricMove } from "#contract/history";
import type { Outcome } from "#contract/report";
import { crewsOf } from "#demo/crew-choice";
import { HOUR, MINUTE, type Shift, type Shifts } from "#demo/local-time";
import { chance, lognormal, pick, type Random, uniform, weighted } from "#demo/random";
import type { Truth } from "#demo/truth";
import { type CompiledCalendar, compileCalendar, deadline } from "#domain/calendar";

/** Exponent that draws what is in time towards the deadline: people work by it. At 4.2 a fifth of the time is left on average. */
const TOWARDS_DUE = 4.2;
/** How far beyond its end a late one goes, in parts of the SLA time: median, and deviation of the logarithm. */
const OVERRUN_MEDIAN = 0.29;
const OVERRUN_SIGMA = 0.88;
const TRAVEL_MEDIAN = 13 * MINUTE;
/** How long before the visit an operator hands the report to the brigade. */
const ASSIGNED_AHEAD = 18 * HOUR;
const REOPENED_AFTER = 3 * 24 * HOUR;

export interface Course {
  /** The end of the first promise and of one more for each reopening, ms. */
  promises: number[];
  moves: HistoricMove[];
}

export interface LifeCourses {
  /** The whole course, as if nobody asked what time it is. `service` is an index of the city's list. */
  usual(random: Random, service: number, receivedAt: number): Course;
  /** The course of a report that repeats another. */
  duplicate(random: Random, service: number, receivedAt: number): Course;
  /** The end of the promise that begins at the instant. */
  dueAt(service: number, startAt: number): number;
}

interface Worker {
  index: number;
  code: string;
  pace: number;
  lateness: number;
  reopenRate: number;
}

/** Throws RangeError when the city lacks a reason of a use that closings and reopenings need. */
export function lifeCoursesOf(city: City, truth: Truth, shifts: Shifts): LifeCourses {
  const calendars = new Map<string, CompiledCalendar>(
    city.calendars.map((calendar) => [calendar.code, compileCalendar(calendar, city.timeZone)]),
  );
  const reasons = reasonsOf(city);
  const failing = new Map(truth.failingServices.map((fail) => [fail.service, fail.lateRate]));
  const lateRates = city.services.map(({ code }) => failing.get(code) ?? truth.usualLateRate);
  const workers = crewsOf(city).map((crews) => workersOf(crews, truth));

  /** Where `part` of the SLA's time, which runs on its calendar, is over. */
  const atPart = (service: number, from: number, part: number) => {
    const sla = city.services[service]?.sla;
    const calendar = sla && calendars.get(sla.calendar);
    if (!calendar) throw new RangeError(`service ${service}: must have an SLA on a calendar of the city`);
    return deadline(from, sla.hours * part, calendar);
  };
  const dueAt = (service: number, startAt: number) => atPart(service, startAt, 1);
  const wantedEnd = (random: Random, service: number, from: number, lateness: number) => {
    const late = chance(random, Math.min(0.9, (lateRates[service] ?? 0) * lateness));
    const part = late
      ? 1 + lognormal(random, OVERRUN_MEDIAN, OVERRUN_SIGMA)
      : 1 - 0.96 * random() ** TOWARDS_DUE;
    return atPart(service, from, Math.min(part, 8));
  };

  /** One round from the queue to a closing; returns the worker who closed it. */
  const attend = (random: Random, service: number, from: number, due: number, moves: HistoricMove[]) => {
    const crew = workers[service];
    const span = due - from;
    const ending = drawEnding(random);
    if (ending !== "resolved") {
      // The office sees it at once or when somebody has been there; either way it takes less time than the work.
      const at = Math.round(from + Math.max(12 * MINUTE, 0.4 * (wantedEnd(random, service, from, 1) - from)));
      moves.push(closing(random, at, due, ending));
      return undefined;
    }
    if (!crew) {
      moves.push(
        closing(
          random,
          Math.round(Math.max(wantedEnd(random, service, from, 1), from + 10 * MINUTE)),
          due,
          "resolved",
        ),
      );
      return undefined;
    }
    let worker = crew.draw(random);
    let target = wantedEnd(random, service, from, worker.lateness);
    // Where hours count, somebody on duty is sent.
    for (let tries = 0; tries < 6 && span < 30 * HOUR && !shifts.during(worker.index, target); tries++) {
      worker = crew.draw(random);
      target = from + (target - from) * uniform(random, 0.85, 1.1);
    }
    const travel = Math.min(50 * MINUTE, lognormal(random, TRAVEL_MEDIAN, 0.45));
    const minutes = city.services[service]?.workMinutes ?? 30;
    const work = lognormal(random, minutes * MINUTE * Math.sqrt(worker.pace), 0.35);
    const earliest = from + uniform(random, 4, 15) * MINUTE;
    const closedAt = visitEnd(random, worker.index, earliest, target, due, travel + work);
    const startedAt = Math.round(closedAt - work);
    const leftAt = Math.round(startedAt - travel);
    const ahead = lognormal(random, ASSIGNED_AHEAD, 0.9);
    const assignedAt = Math.round(
      Math.max(leftAt - ahead, from + (leftAt - from) * uniform(random, 0.1, 0.9)),
    );
    moves.push({ to: "assigned", at: assignedAt, brigade: worker.code });
    // Not every brigade remembers its telephone.
    const told = random();
    if (told > 0.05) moves.push({ to: "en-route", at: leftAt, brigade: worker.code });
    if (told > 0.1) moves.push({ to: "in-progress", at: startedAt, brigade: worker.code });
    moves.push({ ...closing(random, Math.round(closedAt), due, "resolved"), brigade: worker.code });
    return worker;
  };

  const closing = (random: Random, at: number, due: number, outcome: Outcome): HistoricMove => ({
    to: "closed",
    at,
    outcome,
    reason: reasons.draw(random, useOfOutcome[outcome]),
    ...(at > due && { lateReason: reasons.draw(random, "late") }),
  });

  /**
   * When a visit of `length` ends: near `target`, begun not before `earliest`, while the brigade is on duty. What was to be
   * in time is rather done the shift before than after it is due.
   */
  const visitEnd = (
    random: Random,
    brigade: number,
    earliest: number,
    target: number,
    due: number,
    length: number,
  ) => {
    const within = (shift: Shift, wanted: number) => {
      const first = Math.max(shift.from, earliest);
      const last = shift.to - length;
      const begin = Math.max(first, Math.min(wanted - length, last));
      return begin < shift.to && begin >= earliest ? begin + length : undefined;
    };
    const current = shifts.during(brigade, target);
    const inCurrent = current && within(current, target);
    if (inCurrent !== undefined) return inCurrent;
    const before = shifts.before(brigade, target);
    const after = shifts.after(brigade, Math.max(target, earliest));
    const tooLate = target <= due && after !== undefined && after.from + length > due;
    const rather = before && (!after || tooLate || target - before.to < after.from - target);
    const earlier = rather ? within(before, before.to - uniform(random, 0, 90) * MINUTE) : undefined;
    if (earlier !== undefined) return earlier;
    // Off duty for three weeks: somebody comes all the same, or the report would never end.
    if (!after) return Math.max(earliest + length, target);
    return within(after, after.from + length + uniform(random, 0, 150) * MINUTE) ?? after.from + length;
  };

  return {
    dueAt,
    duplicate(random, service, receivedAt) {
      const due = dueAt(service, receivedAt);
      const at = Math.round(receivedAt + lognormal(random, 2.5 * HOUR, 0.9));
      return { promises: [due], moves: [closing(random, at, due, "duplicate")] };
    },
    usual(random, service, receivedAt) {
      const moves: HistoricMove[] = [];
      const promises = [dueAt(service, receivedAt)];
      let worker = attend(random, service, receivedAt, promises[0] ?? 0, moves);
      for (let round = 0; round < 2; round++) {
        const closedAt = moves.at(-1)?.at ?? receivedAt;
        if (!worker || !chance(random, round === 0 ? worker.reopenRate : worker.reopenRate / 2)) break;
        const at = Math.round(closedAt + Math.max(HOUR, lognormal(random, REOPENED_AFTER, 0.7)));
        moves.push({ to: "reopened", at, reason: reasons.draw(random, "reopen") });
        const due = dueAt(service, at);
        promises.push(due);
        worker = attend(random, service, at, due, moves);
      }
      return { promises, moves };
    },
  };
}

const useOfOutcome: Record<Outcome, ReasonUse> = {
  resolved: "resolve",
  rejected: "reject",
  duplicate: "duplicate",
  cancelled: "cancel",
};

function drawEnding(random: Random): Outcome {
  const drawn = random();
  return drawn < 0.045 ? "rejected" : drawn < 0.065 ? "cancelled" : "resolved";
}

function workersOf(crews: { index: number; code: string }[], truth: Truth) {
  if (crews.length === 0) return undefined;
  const imbalance = new Map(truth.imbalance.map((planted) => [planted.brigade, planted]));
  const falseRates = new Map(truth.falseClosures.map((planted) => [planted.brigade, planted.rate]));
  const workers = crews.map(
    ({ index, code }): Worker => ({
      index,
      code,
      pace: imbalance.get(code)?.pace ?? 1,
      lateness: imbalance.get(code)?.lateness ?? 1,
      reopenRate: falseRates.get(code) ?? truth.honestReopenRate,
    }),
  );
  const drawIndex = weighted(crews.map(({ code }) => imbalance.get(code)?.share ?? 1));
  return {
    draw: (random: Random): Worker => workers[drawIndex(random)] ?? pick(random, workers),
  };
}

function reasonsOf(city: City) {
  const codes = (use: ReasonUse) => city.reasons.filter((r) => r.use === use).map((r) => r.code);
  const uses: Record<ReasonUse, string[]> = {
    resolve: codes("resolve"),
    reject: codes("reject"),
    duplicate: codes("duplicate"),
    cancel: codes("cancel"),
    late: codes("late"),
    reopen: codes("reopen"),
  };
  for (const [use, list] of Object.entries(uses)) {
    if (list.length === 0) throw new RangeError(`reasons: must have one of use ${use}`);
  }
  return { draw: (random: Random, use: ReasonUse) => pick(random, uses[use]) };
}
