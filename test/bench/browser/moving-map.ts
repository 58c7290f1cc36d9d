/**
 * The page that `bench -- browser` measures: as the address asks, our map with its brigades or MapLibre with a GeoJSON source,
 * as arrows or as circles; all fed with the same frames at the same pace.
 */
import "../../../client/without-eval.ts";
import { type AddLayerObject, type GeoJSONSource, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { encodeFrame, type Fix, type Frame, frameReader } from "#contract/frame";
import { ServerClock } from "../../../client/live/server-clock.ts";
import { readColours } from "../../../client/map/colours.ts";
import { emptyCity } from "../../client/random-log.ts";
import { bareMap, city, container, liveOf } from "../bare-map.ts";

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
      /** How many pictures the map has drawn. */
      pictures: number;
    };
  }
}

interface Side {
  isReady(): boolean;
  take(frame: Frame): void;
}

setWorkerUrl(workerUrl);

const sides: Record<string, () => Side> = {
  ours: byOurMap,
  arrows: () => bySource(arrows(), ["free", "busy"]),
  circles: () => bySource(circles(), []),
};
const side = (sides[new URLSearchParams(location.search).get("side") ?? ""] ?? byOurMap)();
const frames = Array.from({ length: 40 }, (_, turn) => frameOf(turn));
const read = frameReader();
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
      side.take(read(bytes));
    }, 1000 / HZ);
  },
  stop() {
    clearInterval(timer);
  },
  pictures: 0,
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
  const live = liveOf(emptyCity(), new ServerClock(Date.now));
  live.clock.learn(Date.now());
  for (let id = 0; id < BRIGADES; id++)
    live.city.brigades.set(id, { id, code: `b-${id}`, name: `Brigada ${id}`, department: "works" });
  const bare = bareMap(() => {});
  // Whatever of ours draws clears its canvas once for each picture.
  const { clear } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.clear = function (mask) {
    if (
      this.canvas instanceof HTMLCanvasElement &&
      this.canvas.parentElement?.closest(".maplibregl-control-container")
    )
      window.bench.pictures++;
    clear.call(this, mask);
  };
  bare.show(live, Date.now());
  return {
    // Asks for a picture, as the first frame of a subscription would.
    isReady: () => bare.isReady(),
    take(frame) {
      live.fixes.take(frame, Date.now());
      bare.map.wake();
    },
  };
}

/** As MapLibre's documentation has it for things that move: the whole source anew. */
function bySource(layer: AddLayerObject, images: readonly string[]): Side {
  const [west, south, east, north] = city.bounds;
  const map = new MapLibre({
    container,
    style: {
      version: 8,
      sources: { brigades: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
      layers: [{ id: "land", type: "background", paint: { "background-color": readColours().land } }],
    },
    bounds: [west, south, east, north],
    // As our map shows a city.
    fitBoundsOptions: { padding: 32 },
    fadeDuration: 0,
    attributionControl: false,
  });
  map.on("render", () => {
    window.bench.pictures++;
  });
  map.once("load", () => {
    for (const state of images) map.addImage(state, arrowImage(state), { pixelRatio: devicePixelRatio });
    map.addLayer(layer);
  });
  const places = new Float64Array(2 * BRIGADES);
  const headings = new Float32Array(BRIGADES);
  return {
    isReady: () => map.getLayer("brigades") !== undefined && map.loaded(),
    take(frame) {
      for (let i = 0; i < frame.brigade.length; i++) {
        const brigade = frame.brigade[i] ?? 0;
        places[2 * brigade] = frame.lon[i] ?? 0;
        places[2 * brigade + 1] = frame.lat[i] ?? 0;
        headings[brigade] = frame.heading[i] ?? 0;
      }
      map.getSource<GeoJSONSource>("brigades")?.setData({
        type: "FeatureCollection",
        features: Array.from({ length: BRIGADES }, (_, id) => ({
          type: "Feature" as const,
          id,
          properties: { heading: headings[id], state: "free" },
          geometry: { type: "Point" as const, coordinates: [places[2 * id] ?? 0, places[2 * id + 1] ?? 0] },
        })),
      });
    },
  };
}

/** The cheapest layer that there is, which shows neither heading nor state. */
function circles(): AddLayerObject {
  return {
    id: "brigades",
    type: "circle",
    source: "brigades",
    paint: { "circle-radius": 5, "circle-color": readColours().brigade },
  };
}

/** What our map shows: an arrow for each, turned to its heading, of its state's colours, none hidden by another. */
function arrows(): AddLayerObject {
  return {
    id: "brigades",
    type: "symbol",
    source: "brigades",
    layout: {
      // A picture for each state costs less than one that is coloured by an expression.
      "icon-image": ["get", "state"],
      "icon-rotate": ["get", "heading"],
      "icon-rotation-alignment": "map",
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
    },
  };
}

/** An arrow as `ArrowLayer` draws it at the zoom of the whole city: outlined when free, filled when busy. */
function arrowImage(state: string): ImageData {
  const r = 8 * devicePixelRatio;
  const canvas = new OffscreenCanvas(2 * r, 2 * r);
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("the browser gives no canvas to paint on");
  const colours = readColours();
  brush.translate(r, r);
  brush.scale(0.86 * r, -0.86 * r);
  const path = new Path2D();
  for (const [x, y] of [
    [0, 0.92],
    [0.68, -0.72],
    [0, -0.36],
    [-0.68, -0.72],
  ] as const)
    path.lineTo(x, y);
  path.closePath();
  brush.lineJoin = "round";
  const stroke = (width: number, colour: string) => {
    brush.lineWidth = width;
    brush.strokeStyle = colour;
    brush.stroke(path);
  };
  stroke(0.6, colours.land);
  brush.fillStyle = state === "busy" ? colours.brigade : colours.panel;
  brush.fill(path);
  stroke(0.22, colours.brigade);
  return brush.getImageData(0, 0, 2 * r, 2 * r);
}
