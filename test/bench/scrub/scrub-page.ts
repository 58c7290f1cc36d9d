/** The page that `bench -- scrub` measures: our map, taken through a day in steps, as the page's own past does it. */
import "../../../client/ui/tokens.css";
import "../../../client/without-eval.ts";
import type { Base, City } from "#contract/city";
import { fold } from "#domain/fold";
import { Fixes } from "../../../client/live/fixes.ts";
import { ServerClock } from "../../../client/live/server-clock.ts";
import { CityMap } from "../../../client/map/city-map.ts";
import { readColours } from "../../../client/map/colours.ts";
import { noFilters } from "../../../client/store/filters.ts";
import { CityClock } from "../../../client/store/local-clock.ts";
import { noInsets } from "../../../client/store/map-handle.ts";
import { copyOf, PastCity } from "../../../client/store/past-city.ts";
import { PastTracks } from "../../../client/store/past-tracks.ts";
import { readCity } from "../../../client/store/reading.ts";
import { smallCity } from "../../client/small-city.ts";
import { DAY, FROM, makeDay, tracksOf } from "./day.ts";

const PART = 2 * 3_600_000;

export interface ScrubBench {
  readonly isReady: boolean;
  readonly events: number;
  readonly reports: number;
  /** Through so much of the day in so many pictures: ms of our own work in each, and pictures a second. */
  scrub(steps: number): Promise<{ work: number[]; pictures: number }>;
  /** To so many places here and there: ms of each jump with all that is read for it. */
  jumps(count: number): number[];
  /** The bare way: the day's events from its beginning. */
  refold(at: number): number;
}

declare global {
  interface Window {
    scrubBench: ScrubBench;
  }
}

const city: City = { ...smallCity, bounds: [-100.45, 25.58, -100.29, 25.72] };
const base: Base = { type: "FeatureCollection", approximate: true, features: [] };
const { base: begin, events } = makeDay();
const past = new PastCity(copyOf(begin), events, FROM, FROM + DAY);
const tracks = new PastTracks(PART);
for (let at = tracks.partOf(FROM); at < FROM + DAY; at += PART)
  tracks.add(at, { from: at, tracks: tracksOf(at, PART) });

let now = FROM;
const live = {
  city: past.city,
  fixes: new Fixes(),
  clock: new ServerClock(() => now),
  heardAt: FROM,
  changed: new Map<number, number>(),
  told: new Map<number, number>(),
  happened: [],
  moved: new Set<() => void>(),
};
const clock = new CityClock(city.timeZone);
let drawn = false;
const map = new CityMap(
  document.querySelector<HTMLElement>("#map") ?? document.body,
  {
    answer: { city, fingerprint: "", version: "", demo: false, basemapStyleUrl: null },
    base,
    view: null,
    look: { colours: readColours(), scale: 1, stillness: false, hidden: new Set(), formatCount: String },
    title: "",
    insets: noInsets,
  },
  {
    onView() {},
    onReport() {},
    onBrigade() {},
    onHover() {},
    onFirstDrawn() {
      drawn = true;
    },
    onForeignStyleFailed() {},
    onStaleScene: () => show(),
  },
);

function seek(at: number): void {
  now = at;
  live.city = past.seek(at);
  live.fixes.clear();
  live.fixes.take(tracks.frameAt(at), Date.now());
  show();
}

function show(): void {
  const reading = readCity(live.city, city, { filters: noFilters, now, clock: clock.at(now), bounds: null });
  map.show({
    live,
    city,
    reading,
    withClosed: false,
    selectedReport: null,
    selectedBrigade: undefined,
    hovered: null,
    marked: new Set(),
    fetchedTrail: [],
  });
}

const timed = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

seek(FROM + DAY / 2);
window.scrubBench = {
  get isReady() {
    // A picture may be due that nobody has asked for: the base map was not there at the first.
    map.wake();
    return drawn;
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
  jumps: (count) =>
    Array.from({ length: count }, (_, i) => timed(() => seek(FROM + DAY * ((i * 0.381966 + 0.05) % 1)))),
  refold(at) {
    const bare = copyOf(begin);
    return timed(() => {
      for (const event of events) {
        if (event.at > at) break;
        fold(bare, event);
      }
    });
  },
};
