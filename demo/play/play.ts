/**
 * The city, played: citizens report, operators assign, brigades drive, work and close, and some of it does not hold. Knows
 * the city only by its files and its public interface. No timers here: whoever calls `step` makes time pass.
 */
import type { Base, City } from "#contract/city";
import type { Ping } from "#contract/positions";
import { localTime, MINUTE, shiftsOf } from "#demo/local-time";
import { placesOf } from "#demo/places";
import { middleOf } from "#demo/plane";
import { createApi, type Log, type TokenFor } from "#demo/play/api";
import { createBooks } from "#demo/play/books";
import { createCitizens } from "#demo/play/citizens";
import { createCrew } from "#demo/play/crew";
import { type Counts, createLine } from "#demo/play/line";
import { createOffice } from "#demo/play/office";
import { createScene, type Task } from "#demo/play/scene";
import { createVisits } from "#demo/play/visits";
import { roadsOf } from "#demo/roads";
import { plantTruth } from "#demo/truth";

export interface PlayOptions {
  /** Where the server is, such as http://127.0.0.1:8080. */
  baseUrl: string;
  /** Tokens of those whom it plays. */
  tokenFor: TokenFor;
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
/** Things sent at the same time. */
const PARALLEL = 6;

/** Throws RangeError when the city cannot be played (see `generateHistory`). */
export function createPlay(options: PlayOptions): Play {
  const { city, base, seed, clock, log } = options;
  const startedAt = clock.now();
  const places = placesOf(city, base, seed);
  const truth = plantTruth(city, base, seed, places);
  const time = localTime(city.timeZone);
  const shifts = shiftsOf(city, time);
  const roads = roadsOf(base, middleOf(city.bounds));
  const api = createApi(options.baseUrl, options.tokenFor, options.signal);
  const line = createLine(() => clock.now(), log, options.signal);
  let keys = 0;
  const key = () => `demo-${startedAt.toString(36)}-${++keys}`;
  const books = createBooks(city, api, line, key);
  const scene = createScene(city, seed, startedAt, clock, books);
  const citizens = createCitizens({ scene, api, line, truth, places, time, clock });
  const visits = createVisits(scene, places, truth);
  const office = createOffice(city, truth);
  const paces = new Map(truth.imbalance.map(({ brigade, pace }) => [brigade, pace]));
  const crews = city.brigades.map(({ code }, index) =>
    createCrew({ city, index, seed: `${seed} ${startedAt}`, roads, shifts, pace: paces.get(code) ?? 1 }),
  );

  let speed = options.speed;
  let lastAt = startedAt;
  let steps = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let lookAt = startedAt;

  const step = async () => {
    const now = clock.now();
    const passed = Math.max(0, now - lastAt);
    lastAt = now;
    const gap = passed > LONGEST_STEP;
    scene.simAt += gap ? passed : passed * speed;
    const seconds = gap ? 0 : (passed * speed) / 1000;
    if (now - readAt >= READ_AGAIN && (await books.read())) {
      const first = readAt === Number.NEGATIVE_INFINITY;
      readAt = now;
      const onDuty = crews.filter((crew) => shifts.during(crew.index, scene.simAt));
      if (first) for (const crew of onDuty) visits.takeUp(crew);
    }
    const wishes = crews.flatMap((crew) => {
      const wish = crew.advance(scene.simAt, seconds);
      return wish ? [() => visits.grant(crew, wish)] : [];
    });
    const tasks = [
      () => sendPositions(now),
      ...wishes,
      ...citizens.due(speed),
      ...scene.due(),
      ...officeDue(now),
    ];
    steps++;
    // Before the first reading of the books nobody knows what there is to do, but phones send all the same.
    await inParallel(readAt === Number.NEGATIVE_INFINITY ? tasks.slice(0, 1) : tasks, PARALLEL);
  };

  const officeDue = (now: number): Task[] => {
    if (scene.simAt < lookAt) return [];
    const looks = Math.min(10, 1 + Math.floor((scene.simAt - lookAt) / LOOK));
    lookAt = scene.simAt + LOOK;
    return office
      .choose(books.open.values(), crews, now, ASSIGNED_AT_ONCE * looks)
      .map(({ work, crew }) => async () => {
        const outcome = await books.move(scene.desk(), work, "assign-report", { brigade: crew.code });
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
      simAt: scene.simAt,
      reachable: line.open(),
      open: books.open.size,
      onDuty: crews.filter((crew) => crew.phase !== "off").length,
      moving: crews.filter((crew) => crew.moving()).length,
      calls: line.counts(),
    }),
  };
}

async function inParallel(tasks: Task[], most: number): Promise<void> {
  const queue = [...tasks];
  const run = async () => {
    for (let task = queue.shift(); task; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, run));
}
