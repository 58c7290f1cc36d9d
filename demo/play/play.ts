/**
 * The city, played: citizens report, operators assign, brigades drive, work and close, and some of it does not hold. Knows
 * the city only by its files and its public interface. No timers here: whoever calls `step` makes time pass.
 */
import type { Base, City, ReasonUse } from "#contract/city";
import type { Ping } from "#contract/positions";
import { type Arrival, type Arrivals, arrivalsOf } from "#demo/arrivals";
import { MONTHS, TARGET } from "#demo/history";
import { HOUR, type LocalTime, localTime, MINUTE, monthsBefore, shiftsOf } from "#demo/local-time";
import { placesOf } from "#demo/places";
import { middleOf } from "#demo/plane";
import { type ActingAs, type Api, createApi, type Log } from "#demo/play/api";
import { createBooks, type Work } from "#demo/play/books";
import { type Crew, createCrew, type Wish } from "#demo/play/crew";
import { type Counts, createLine } from "#demo/play/line";
import { createOffice } from "#demo/play/office";
import { chance, exponential, lognormal, pick, type Random, seeded, uniform } from "#demo/random";
import { roadsOf } from "#demo/roads";
import { plantTruth } from "#demo/truth";

export interface PlayOptions {
  /** Where the server is, such as http://127.0.0.1:8080. */
  baseUrl: string;
  city: City;
  base: Base;
  seed: string;
  /** How many times faster than the clock. */
  speed: number;
  clock: { now(): number };
  log: Log;
  /** Ends what is under way. */
  signal: AbortSignal;
}

export interface Play {
  /** Lets pass what passed on the clock since the last step, and tells the server. Rejects only when there is a bug. */
  step(): Promise<void>;
  setSpeed(speed: number): void;
  status(): PlayStatus;
}

export interface PlayStatus {
  /** The time that is played, ms since the epoch. */
  simAt: number;
  reachable: boolean;
  /** Open reports that the office knows of. */
  open: number;
  onDuty: number;
  moving: number;
  calls: Counts;
}

/** A longer gap than this on the clock (a pause, a sleeping laptop) passes at its own length, and nobody moved in it. */
const LONGEST_STEP = 10_000;
const READ_AGAIN = 5 * MINUTE;
/** Played time between two looks of the operators at the queue, and what they assign at one. */
const LOOK = 45_000;
const ASSIGNED_AT_ONCE = 2;
/** A parked brigade sends with every so many steps; phones do the same to save power. */
const PARKED_EVERY = 5;
/** Reports that nobody could take in for so much played time are forgotten, as citizens give up. */
const PATIENCE = 10 * MINUTE;
/** Things sent at the same time. */
const PARALLEL = 6;
const DESKS = 5;
const FIRST_LOOK_AT_REPORT = 25 * MINUTE;
const REOPENED_AFTER = 2 * HOUR;

/** Throws RangeError when the city cannot be played (see `generateHistory`). */
export function createPlay(options: PlayOptions): Play {
  const { city, base, seed, clock, log } = options;
  const startedAt = clock.now();
  const places = placesOf(city, base, seed);
  const truth = plantTruth(city, base, seed, places);
  const time = localTime(city.timeZone);
  const shifts = shiftsOf(city, time);
  const roads = roadsOf(base, middleOf(city.bounds));
  const desks = seeded(seed, "desks", startedAt);
  const api: Api = createApi(options.baseUrl, options.signal);
  const line = createLine(() => clock.now(), log, options.signal);
  let keys = 0;
  const key = () => `demo-${startedAt.toString(36)}-${++keys}`;
  const books = createBooks(city, api, line, key);
  const office = createOffice(city, truth);
  const paces = new Map(truth.imbalance.map(({ brigade, pace }) => [brigade, pace]));
  const falseRates = new Map(truth.falseClosures.map(({ brigade, rate }) => [brigade, rate]));
  const crews = city.brigades.map(({ code }, index) =>
    createCrew({ city, index, seed: `${seed} ${startedAt}`, roads, shifts, pace: paces.get(code) ?? 1 }),
  );
  const today = time.dayOf(startedAt);
  const arrivals = arrivalsOf({ city, seed, truth, places, time, today });
  const nextArrivals = arrivalsFrom(arrivals, time, startedAt);
  /** The operator who happens to do it; also for the citizen who calls because it was not fixed. */
  const desk = (): ActingAs => `operator:desk-${1 + Math.floor(desks() * DESKS)}`;
  const reason = (random: Random, use: ReasonUse) =>
    pick(
      random,
      city.reasons.filter((known) => known.use === use),
    ).code;

  let speed = options.speed;
  let lastAt = startedAt;
  let simAt = startedAt;
  let steps = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let lookAt = startedAt;
  let waiting: Arrival[] = [];
  let agenda: { at: number; act: () => Promise<unknown> }[] = [];

  const step = async () => {
    const now = clock.now();
    const passed = Math.max(0, now - lastAt);
    lastAt = now;
    const gap = passed > LONGEST_STEP;
    simAt += gap ? passed : passed * speed;
    const seconds = gap ? 0 : (passed * speed) / 1000;
    if (now - readAt >= READ_AGAIN && (await books.read())) {
      const first = readAt === Number.NEGATIVE_INFINITY;
      readAt = now;
      if (first) for (const crew of crews) takeUp(crew);
    }
    const wishes = crews.flatMap((crew) => {
      const wish = crew.advance(simAt, seconds);
      return wish ? [() => grant(crew, wish)] : [];
    });
    const tasks = [() => sendPositions(now), ...wishes, ...citizensDue(), ...agendaDue(), ...officeDue(now)];
    steps++;
    // Before the first reading of the books nobody knows what there is to do, but phones send all the same.
    await inParallel(readAt === Number.NEGATIVE_INFINITY ? tasks.slice(0, 1) : tasks, PARALLEL);
  };

  /** At the beginning: goes on where the books say that the brigade was. */
  const takeUp = (crew: Crew) => {
    if (!shifts.during(crew.index, simAt)) return;
    const { lon, lat } = places.draw(crew.random);
    crew.place([lon, lat]);
    crew.rest(simAt, 2);
    const own = [...books.open.values()].filter((work) => work.brigade === crew.code);
    const begun = own.find((w) => w.status === "in-progress") ?? own.find((w) => w.status === "en-route");
    if (!begun) return;
    if (begun.status === "in-progress") {
      crew.place([begun.lon, begun.lat]);
      crew.work(begun.folio, simAt, minutesOf(begun) * uniform(crew.random, 0.1, 0.8));
    } else {
      const near = places.near(crew.random, { lon: begun.lon, lat: begun.lat, name: undefined }, 1500);
      crew.place([near.lon, near.lat]);
      crew.driveTo(begun.folio, [begun.lon, begun.lat]);
    }
  };

  const minutesOf = (work: Work) => city.services[work.service]?.workMinutes ?? 30;

  const grant = async (crew: Crew, wish: Wish) => {
    if (wish.kind === "begin") return begin(crew);
    const work = books.open.get(wish.folio);
    if (!work || work.brigade !== crew.code) return crew.rest(simAt, 3);
    return wish.kind === "arrive" ? arrive(crew, work) : finish(crew, work);
  };

  const begin = async (crew: Crew) => {
    const own = [...books.open.values()].filter((work) => work.brigade === crew.code);
    const begun = own.find(({ status }) => status === "in-progress" || status === "en-route");
    const work = begun ?? nextStop(crew, own);
    if (!work) return crew.rest(simAt, 2);
    const outcome = begun ? "done" : await books.move(`brigade:${crew.code}`, work, "start-travel");
    if (outcome === "done") crew.driveTo(work.folio, [work.lon, work.lat]);
    if (outcome === "lost") crew.rest(simAt, 1);
  };

  const arrive = async (crew: Crew, work: Work) => {
    const outcome =
      work.status === "in-progress" ? "done" : await books.move(`brigade:${crew.code}`, work, "start-work");
    if (outcome === "done") crew.work(work.folio, simAt, minutesOf(work));
    if (outcome === "lost") crew.rest(simAt, 3);
  };

  const finish = async (crew: Crew, work: Work) => {
    const { code, random } = crew;
    const outcome = await books.move(`brigade:${code}`, work, "close-report", {
      outcome: "resolved",
      reason: reason(random, "resolve"),
      ...lateness(random, work),
    });
    if (outcome === "away") return;
    crew.pauseAfterVisit(simAt);
    if (outcome !== "done" || !chance(random, falseRates.get(code) ?? truth.honestReopenRate)) return;
    const again = { reason: reason(random, "reopen") };
    agenda.push({
      at: simAt + lognormal(random, REOPENED_AFTER, 0.8),
      act: () => books.move(desk(), work, "reopen-report", again),
    });
  };

  /** Said a minute early too: the server's clock has the last word. */
  const lateness = (random: Random, work: Work) =>
    clock.now() > work.dueAt - MINUTE ? { lateReason: reason(random, "late") } : {};

  const citizensDue = () => {
    waiting.push(...nextArrivals(simAt));
    waiting = waiting.filter((arrival) => simAt - arrival.receivedAt < PATIENCE * Math.max(1, speed));
    const due = waiting;
    waiting = [];
    return due.map((arrival) => () => report(arrival));
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
    const receivedAt = clock.now();
    const work = { folio, version, service, status, brigade: null, lon, lat, receivedAt };
    books.open.set(folio, { ...work, dueAt: Date.parse(dueAt) });
    const own = seeded(seed, "office", arrival.id);
    if (arrival.duplicate || chance(own, 0.06)) {
      const at = simAt + exponential(own, FIRST_LOOK_AT_REPORT);
      agenda.push({ at, act: () => closeInOffice(own, folio, arrival.duplicate) });
    }
  };

  /** What needs no visit, if it still waits for one. */
  const closeInOffice = async (random: Random, folio: string, duplicate: boolean) => {
    const work = books.open.get(folio);
    if (work?.status !== "received") return "lost";
    const first = duplicate ? sameNearBy(work, books.open.values(), roads.plane) : undefined;
    const outcome = first ? "duplicate" : chance(random, 0.7) ? "rejected" : "cancelled";
    const use = { duplicate: "duplicate", rejected: "reject", cancelled: "cancel" } as const;
    return books.move(desk(), work, "close-report", {
      outcome,
      reason: reason(random, use[outcome]),
      ...(first && { duplicateOf: first.folio }),
      ...lateness(random, work),
    });
  };

  const agendaDue = () => {
    const due = agenda.filter((entry) => entry.at <= simAt);
    agenda = agenda.filter((entry) => entry.at > simAt);
    return due.map((entry) => async () => {
      if ((await entry.act()) === "away") agenda.push({ ...entry, at: simAt + MINUTE });
    });
  };

  const officeDue = (now: number) => {
    if (simAt < lookAt) return [];
    const looks = Math.min(10, 1 + Math.floor((simAt - lookAt) / LOOK));
    lookAt = simAt + LOOK;
    return office
      .choose(books.open.values(), crews, now, ASSIGNED_AT_ONCE * looks)
      .map(({ work, crew }) => async () => {
        const outcome = await books.move(desk(), work, "assign-report", { brigade: crew.code });
        if (outcome === "done") work.brigade = crew.code;
      });
  };

  const sendPositions = async (now: number) => {
    const at = new Date(now).toISOString();
    const positions: Ping[] = crews.flatMap((crew) => {
      const fix = crew.moving() || (steps + crew.index) % PARKED_EVERY === 0 ? crew.fix() : undefined;
      return fix ? [{ brigade: crew.code, at, ...fix }] : [];
    });
    if (positions.length > 0) await line.call(() => api.positions(positions));
  };

  return {
    step,
    setSpeed(next) {
      speed = next;
    },
    status: () => ({
      simAt,
      reachable: line.open(),
      open: books.open.size,
      onDuty: crews.filter((crew) => crew.phase !== "off").length,
      moving: crews.filter((crew) => crew.moving()).length,
      calls: line.counts(),
    }),
  };
}

/** What is late goes first, then what is near. */
function nextStop(crew: Crew, own: Work[]): Work | undefined {
  const stops = own.filter((work) => work.status === "assigned").sort((a, b) => a.dueAt - b.dueAt);
  return stops
    .slice(0, 3)
    .sort((a, b) => crew.distanceTo([a.lon, a.lat]) - crew.distanceTo([b.lon, b.lat]))[0];
}

function sameNearBy(
  work: Work,
  open: Iterable<Work>,
  plane: { toMetres(p: readonly [number, number]): readonly [number, number] },
): Work | undefined {
  const [x, y] = plane.toMetres([work.lon, work.lat]);
  for (const other of open) {
    if (other === work || other.service !== work.service) continue;
    const [ox, oy] = plane.toMetres([other.lon, other.lat]);
    if (Math.hypot(ox - x, oy - y) < 250) return other;
  }
  return undefined;
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

async function inParallel(tasks: (() => Promise<unknown> | unknown)[], most: number): Promise<void> {
  const queue = [...tasks];
  const run = async () => {
    for (let task = queue.shift(); task; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, run));
}
