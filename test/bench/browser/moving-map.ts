/**
 * The page that `bench -- browser` measures: as the address asks, our map with its brigades or MapLibre with a GeoJSON source,
 * both fed with the same frames at the same pace.
 */
import "../../../client/ui/tokens.css";
import "../../../client/without-eval.ts";
import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Base, City } from "#contract/city";
import { decodeFrame, encodeFrame, type Fix, type Frame } from "#contract/frame";
import { Fixes } from "../../../client/live/fixes.ts";
import { ServerClock } from "../../../client/live/server-clock.ts";
import { CityMap } from "../../../client/map/city-map.ts";
import { readColours } from "../../../client/map/colours.ts";
import type { Scene } from "../../../client/map/scene.ts";
import { noFilters } from "../../../client/store/filters.ts";
import { CityClock } from "../../../client/store/local-clock.ts";
import { noInsets } from "../../../client/store/map-handle.ts";
import { readCity } from "../../../client/store/reading.ts";
import { emptyCity } from "../../client/random-log.ts";
import { smallCity } from "../../client/small-city.ts";

const BRIGADES = 5_000;
/** Half of them move in each frame: 10,000 updates a second. */
const HZ = 4;

declare global {
  interface Window {
    bench: {
      isReady: boolean;
      bytes: number;
      start(): void;
      stop(): void;
      pictures(ms: number): Promise<number>;
    };
  }
}

interface Side {
  isReady(): boolean;
  take(frame: Frame): void;
}

const city: City = { ...smallCity, bounds: [-100.45, 25.58, -100.29, 25.72] };
const base: Base = { type: "FeatureCollection", approximate: true, features: [] };
const container = document.querySelector<HTMLElement>("#map");
if (!container) throw new Error("the page has no place for a map");
setWorkerUrl(workerUrl);

const side = new URLSearchParams(location.search).get("side") === "maplibre" ? bySource() : byOurMap();
const frames = Array.from({ length: 40 }, (_, turn) => frameOf(turn));
let timer: number | undefined;
let turn = 0;

window.bench = {
  get isReady() {
    return side.isReady();
  },
  bytes: frames.reduce((sum, { length }) => sum + length, 0) / frames.length,
  start() {
    timer = window.setInterval(() => {
      const bytes = frames[turn++ % frames.length] ?? new Uint8Array();
      // Made ahead; only the clock in its head is of now.
      new DataView(bytes.buffer).setFloat64(8, Date.now(), true);
      side.take(decodeFrame(bytes));
    }, 1000 / HZ);
  },
  stop() {
    clearInterval(timer);
  },
  /** Animation frames a second. */
  pictures(ms) {
    let seen = 0;
    const until = performance.now() + ms;
    return new Promise((resolve) => {
      const count = () => {
        seen++;
        if (performance.now() < until) requestAnimationFrame(count);
        else resolve(seen / (ms / 1000));
      };
      requestAnimationFrame(count);
    });
  },
};

function frameOf(turn: number): Uint8Array<ArrayBuffer> {
  const fixes = Array.from({ length: BRIGADES / 2 }, (_, i): Fix => {
    const brigade = 2 * i + (turn % 2);
    return {
      brigade,
      lon: -100.44 + ((brigade * 37) % 1500) / 1e4 - 0.0002 * turn * ((brigade % 3) - 1),
      lat: 25.59 + ((brigade * 53) % 1200) / 1e4 + 0.0002 * turn * ((brigade % 5) - 2) * 0.5,
      at: 0,
      speed: 8,
      heading: (brigade * 7 + turn * 5) % 360,
      accuracy: 5,
      battery: 0.8,
    };
  });
  return encodeFrame(fixes, 0, { box: city.bounds });
}

function byOurMap(): Side {
  const live = {
    city: emptyCity(),
    fixes: new Fixes(),
    clock: new ServerClock(Date.now),
    heardAt: Date.now(),
    changed: new Map<number, number>(),
    told: new Map<number, number>(),
    moved: new Set<() => void>(),
  };
  live.clock.learn(Date.now());
  for (let id = 0; id < BRIGADES; id++)
    live.city.brigades.set(id, { id, code: `b-${id}`, name: `Brigada ${id}`, department: "works" });
  const clock = new CityClock(city.timeZone);
  const now = Date.now();
  const reading = readCity(live.city, city, { filters: noFilters, now, clock: clock.at(now), bounds: null });
  let drawn = false;
  const map = new CityMap(
    container ?? document.body,
    {
      answer: { city, fingerprint: "", version: "", demo: false, basemapStyleUrl: null },
      base,
      view: null,
      look: { colours: readColours(), scale: 1, stillness: false, formatCount: String },
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
      onStaleScene() {},
    },
  );
  const scene: Scene = {
    live,
    city,
    reading,
    withClosed: false,
    selectedReport: null,
    selectedBrigade: undefined,
    hovered: null,
    marked: new Set(),
    fetchedTrail: [],
  };
  map.show(scene);
  return {
    isReady() {
      // As the first frame of a subscription would.
      map.wake();
      return drawn;
    },
    take(frame) {
      live.fixes.take(frame, Date.now());
      map.wake();
    },
  };
}

/** As MapLibre's documentation has it for things that move: the whole source anew, here with the cheapest layer there is. */
function bySource(): Side {
  const [west, south, east, north] = city.bounds;
  const map = new MapLibre({
    container: container ?? document.body,
    style: {
      version: 8,
      sources: { brigades: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
      layers: [
        { id: "land", type: "background", paint: { "background-color": readColours().land } },
        {
          id: "brigades",
          type: "circle",
          source: "brigades",
          paint: { "circle-radius": 5, "circle-color": readColours().brigade },
        },
      ],
    },
    bounds: [west, south, east, north],
    fadeDuration: 0,
    attributionControl: false,
  });
  const places = new Float64Array(2 * BRIGADES);
  const headings = new Float32Array(BRIGADES);
  return {
    isReady: () => map.loaded(),
    take(frame) {
      for (const [i, brigade] of frame.brigade.entries()) {
        places[2 * brigade] = frame.lon[i] ?? 0;
        places[2 * brigade + 1] = frame.lat[i] ?? 0;
        headings[brigade] = frame.heading[i] ?? 0;
      }
      map.getSource<GeoJSONSource>("brigades")?.setData({
        type: "FeatureCollection",
        features: Array.from({ length: BRIGADES }, (_, id) => ({
          type: "Feature" as const,
          id,
          properties: { heading: headings[id] },
          geometry: { type: "Point" as const, coordinates: [places[2 * id] ?? 0, places[2 * id + 1] ?? 0] },
        })),
      });
    },
  };
}
