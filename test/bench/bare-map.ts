/** Our map on a page of a benchmark, with nothing of the page around it: of the small city, over a ground without anything. */
import "../../client/ui/tokens.css";
import type { Base, City } from "#contract/city";
import type { LiveCity } from "#domain/fold";
import type { ServerClock } from "../../client/live/server-clock.ts";
import { CityMap } from "../../client/map/city-map.ts";
import { readColours } from "../../client/map/colours.ts";
import { noFilters } from "../../client/store/filters.ts";
import { cityClock } from "../../client/store/local-clock.ts";
import { noInsets } from "../../client/store/map-handle.ts";
import { type Live, newLive } from "../../client/store/page-store.ts";
import { readCity } from "../../client/store/reading.ts";
import { smallCity } from "../client/small-city.ts";

export const city: City = { ...smallCity, bounds: [-100.45, 25.58, -100.29, 25.72] };
const base: Base = { type: "FeatureCollection", approximate: true, features: [] };
export const container = document.querySelector<HTMLElement>("#map") ?? document.body;

export function liveOf(reports: LiveCity, clock: ServerClock): Live & { city: LiveCity } {
  return { ...newLive(clock, new Set()), city: reports, heardAt: clock.now() };
}

export interface BareMap {
  readonly map: CityMap;
  /** Whether it has been drawn; asks for a picture, for one may be due that nobody has asked for. */
  isReady(): boolean;
  /** Reads the city and shows it, as at an instant. */
  show(live: Live & { city: LiveCity }, now: number): void;
}

export function bareMap(onStaleScene: () => void): BareMap {
  let drawn = false;
  const map = new CityMap(
    container,
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
      onReportsDrawn() {},
      onFirstDrawn() {
        drawn = true;
      },
      onForeignStyleFailed() {},
      onStaleScene,
    },
  );
  const clock = cityClock(city.timeZone);
  return {
    map,
    isReady() {
      map.wake();
      return drawn;
    },
    show(live, now) {
      const question = { filters: noFilters, now, clock: clock.at(now), bounds: null };
      map.show({
        live,
        city,
        reading: readCity(live.city, city, question),
        withClosed: false,
        selectedReport: null,
        selectedBrigade: undefined,
        hovered: null,
        marked: new Set(),
        fetchedTrail: [],
      });
    },
  };
}
