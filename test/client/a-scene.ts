/** What the map is told to show of a city in which so much has happened. */
import { Fixes } from "../../client/live/fixes.ts";
import { ServerClock } from "../../client/live/server-clock.ts";
import type { Colours } from "../../client/map/colours.ts";
import type { Scene } from "../../client/map/scene.ts";
import { noFilters } from "../../client/store/filters.ts";
import { CityClock } from "../../client/store/local-clock.ts";
import { readCity } from "../../client/store/reading.ts";
import { diceOf, emptyCity, happen } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

export const START = Date.UTC(2026, 10, 23, 15);
const clock = new CityClock(smallCity.timeZone);
export const colours = new Proxy({} as Colours, { get: () => "#102030" });

export function sceneOf(seed: number, events: number): { scene: Scene; now: number } {
  const dice = diceOf(seed);
  const city = emptyCity();
  city.brigades.set(0, { id: 0, code: "works-1", name: "Uno", department: "works" });
  for (let i = 0; i < events; i++) happen(city, START + i * 600_000, dice);
  const now = START + events * 600_000;
  const reading = readCity(city, smallCity, { filters: noFilters, now, clock: clock.at(now), bounds: null });
  const live = {
    city,
    fixes: new Fixes(),
    clock: new ServerClock(() => now),
    heardAt: now,
    changed: new Map<number, number>(),
    told: new Map<number, number>(),
    merged: 0,
    happened: [],
    moved: new Set<() => void>(),
  };
  const rest = {
    selectedReport: null,
    selectedBrigade: undefined,
    hovered: null,
    marked: new Set<number>(),
    fetchedTrail: [],
    withClosed: false,
  };
  return { scene: { live, city: smallCity, reading, ...rest }, now };
}
