/** The page that `bench -- scrub` measures: our map, taken through a day in steps, by what the page's own past is made of. */
import "../../../client/without-eval.ts";
import { fold } from "#domain/fold";
import { ServerClock } from "../../../client/live/server-clock.ts";
import { copyOf, PastCity } from "../../../client/store/past-city.ts";
import { PastTracks } from "../../../client/store/past-tracks.ts";
import { bareMap, liveOf } from "../bare-map.ts";
import { DAY, FROM, makeDay, tracksOf } from "./day.ts";

const PART = 2 * 3_600_000;

export interface ScrubBench {
  readonly isReady: boolean;
  readonly events: number;
  readonly reports: number;
  /** Through so much of the day in so many pictures: ms of our own work in each, and pictures a second. */
  scrub(steps: number): Promise<{ work: number[]; pictures: number }>;
  /** To so many places here and there, after the whole has been gone through: ms of each jump with all that is read for it. */
  jumps(count: number): number[];
  /** The same, each the first in a past that has just been fetched. */
  firstJumps(count: number): number[];
  /** The bare way: the day's events from its beginning. */
  refold(at: number): number;
}

declare global {
  interface Window {
    scrubBench: ScrubBench;
  }
}

const { base: begin, events } = makeDay();
const fresh = () => new PastCity(copyOf(begin), events, FROM, FROM + DAY);
let past = fresh();
const tracks = new PastTracks(PART);
for (let at = tracks.partOf(FROM); at < FROM + DAY; at += PART)
  tracks.add(at, { from: at, tracks: tracksOf(at, PART) });

let now = FROM;
const live = liveOf(past.city, new ServerClock(() => now));
const bare = bareMap(show);

function seek(at: number): void {
  now = at;
  live.city = past.seek(at);
  live.fixes.clear();
  live.fixes.take(tracks.frameAt(at), Date.now());
  show();
}

function show(): void {
  bare.show(live, now);
}

/** Spread evenly over the day, in no order. */
const placeOf = (i: number) => FROM + DAY * ((i * 0.381966 + 0.05) % 1);

const timed = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

seek(FROM + DAY / 2);
window.scrubBench = {
  get isReady() {
    // The base map was not there at the first picture.
    return bare.isReady();
  },
  events: events.length,
  get reports() {
    return live.city.reports.count;
  },
  scrub(steps) {
    const work: number[] = [];
    const began = performance.now();
    return new Promise((resolve) => {
      const next = () => {
        work.push(timed(() => seek(FROM + (DAY * (work.length + 1)) / steps)));
        if (work.length < steps) requestAnimationFrame(next);
        else resolve({ work, pictures: (1000 * steps) / (performance.now() - began) });
      };
      requestAnimationFrame(next);
    });
  },
  jumps: (count) => Array.from({ length: count }, (_, i) => timed(() => seek(placeOf(i)))),
  firstJumps: (count) =>
    Array.from({ length: count }, (_, i) => {
      past = fresh();
      return timed(() => seek(placeOf(i)));
    }),
  refold(at) {
    const straight = copyOf(begin);
    return timed(() => {
      for (const event of events) {
        if (event.at > at) break;
        fold(straight, event);
      }
    });
  },
};
