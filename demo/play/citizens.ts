/** The citizens: they report as the days bring it, and what needs no visit is closed in the office. */
import { type Arrival, type Arrivals, arrivalsOf } from "#demo/arrivals";
import { MONTHS, TARGET } from "#demo/history";
import { type LocalTime, MINUTE, monthsBefore } from "#demo/local-time";
import type { Places } from "#demo/places";
import { middleOf, planeAt } from "#demo/plane";
import type { Api } from "#demo/play/api";
import type { Work } from "#demo/play/books";
import type { Line } from "#demo/play/line";
import type { Scene, Task } from "#demo/play/scene";
import { chance, exponential, type Random, seeded } from "#demo/random";
import type { Truth } from "#demo/truth";

/** Reports that nobody could take in for so much played time are forgotten, as citizens give up. */
const PATIENCE = 10 * MINUTE;
const FIRST_LOOK_AT_REPORT = 25 * MINUTE;
/** Metres within which two reports of a service may be of the same thing. */
const SAME_PLACE = 250;

export interface Citizens {
  /** What is reported now, `speed` times faster than the clock. */
  due(speed: number): Task[];
}

export interface CitizensOptions {
  scene: Scene;
  api: Api;
  line: Line;
  truth: Truth;
  places: Places;
  time: LocalTime;
  clock: { now(): number };
}

export function createCitizens({ scene, api, line, truth, places, time, clock }: CitizensOptions): Citizens {
  const { city, seed, startedAt, books } = scene;
  const today = time.dayOf(startedAt);
  const arrivals = arrivalsOf({ city, seed, truth, places, time, today });
  const nextArrivals = arrivalsFrom(arrivals, time, startedAt);
  const plane = planeAt(middleOf(city.bounds));
  let waiting: Arrival[] = [];

  const sameNearBy = (work: Work): Work | undefined => {
    const [x, y] = plane.toMetres([work.lon, work.lat]);
    for (const other of books.open.values()) {
      if (other === work || other.service !== work.service) continue;
      const [ox, oy] = plane.toMetres([other.lon, other.lat]);
      if (Math.hypot(ox - x, oy - y) < SAME_PLACE) return other;
    }
    return undefined;
  };

  /** What needs no visit, if it still waits for one. */
  const closeInOffice = async (random: Random, folio: string, duplicate: boolean) => {
    const work = books.open.get(folio);
    if (work?.status !== "received") return "lost";
    const first = duplicate ? sameNearBy(work) : undefined;
    const outcome = first ? "duplicate" : chance(random, 0.7) ? "rejected" : "cancelled";
    const use = { duplicate: "duplicate", rejected: "reject", cancelled: "cancel" } as const;
    return books.move(scene.desk(), work, "close-report", {
      outcome,
      reason: scene.reason(random, use[outcome]),
      ...(first && { duplicateOf: first.folio }),
      ...scene.lateness(random, work),
    });
  };

  const report = async (arrival: Arrival) => {
    const { service, lon, lat, description, channel } = arrival;
    const code = city.services[service]?.code ?? "";
    const body = { service: code, lon, lat, ...(description !== undefined && { description }), channel };
    const reply = await line.call(() =>
      api.report(body, `demo-${startedAt.toString(36)}-citizen-${arrival.id}`),
    );
    if (reply.kind === "away") waiting.push(arrival);
    if (reply.kind !== "done") return;
    const { folio, version, status, dueAt } = reply.value;
    const work = { folio, version, service, status, brigade: null, lon, lat };
    books.open.set(folio, { ...work, receivedAt: clock.now(), dueAt: Date.parse(dueAt) });
    const own = seeded(seed, "office", arrival.id);
    if (arrival.duplicate || chance(own, 0.06)) {
      scene.later(scene.simAt + exponential(own, FIRST_LOOK_AT_REPORT), () =>
        closeInOffice(own, folio, arrival.duplicate),
      );
    }
  };

  return {
    due(speed) {
      const { simAt } = scene;
      waiting.push(...nextArrivals(simAt));
      const patient = waiting.filter(({ receivedAt }) => simAt - receivedAt < PATIENCE * Math.max(1, speed));
      waiting = [];
      return patient.map((arrival) => () => report(arrival));
    },
  };
}

/** Goes through the days from the start on; each call gives what was reported since the last. */
function arrivalsFrom(arrivals: Arrivals, time: LocalTime, startedAt: number): (until: number) => Arrival[] {
  const today = time.dayOf(startedAt);
  const scale = arrivals.scaleFor(TARGET, monthsBefore(today, MONTHS), today);
  let day = today;
  let left = arrivals.onDay(day, scale).filter((arrival) => arrival.receivedAt > startedAt);
  return (until) => {
    const due: Arrival[] = [];
    for (;;) {
      const later = left.findIndex((arrival) => arrival.receivedAt > until);
      due.push(...left.splice(0, later < 0 ? left.length : later));
      if (later >= 0 || time.dayOf(until) <= day) return due;
      day++;
      left = arrivals.onDay(day, scale);
    }
  };
}
