/**
 * The one owner of the map: MapLibre below, deck.gl above, and nothing of React. It is told what to show and draws only
 * what differs; it tells where a person looks and what they touch. Data never moves the view.
 */
import type { Layer, PickingInfo } from "@deck.gl/core";
import { MapboxOverlay } from "@deck.gl/mapbox";
import { AttributionControl, Map as MapLibre, type StyleSpecification, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Base } from "#contract/city";
import type { Bounds } from "#geo/boundary";
import { type Insets, type MapHandle, noInsets } from "../store/map-handle.ts";
import type { Answer } from "../store/page-store.ts";
import type { View } from "../store/page-url.ts";
import { baseStyle } from "./base-style.ts";
import { tryForeignStyle } from "./basemap.ts";
import { FramesWhenAsked } from "./frames-when-asked.ts";
import { hasData, LayerStack } from "./layer-stack.ts";
import { type ShownWarning, warningLayers } from "./layers/warnings.ts";
import type { Device, Look, Stage } from "./look.ts";
import { boundsOf, goTo, homeOf, lookAt, openCluster, reveal, showWhole, viewOf } from "./map-view.ts";
import { MovingPart } from "./moving-part.ts";
import { ReportPart } from "./report-part.ts";
import { type Scene, spotOf } from "./scene.ts";
import { type Circle, Taken } from "./taken.ts";

setWorkerUrl(workerUrl);

export interface MapEvents {
  /** A person has moved the map, or it was made: where it looks now. */
  onView(view: View, bounds: Bounds): void;
  onReport(id: number): void;
  onBrigade(id: number): void;
  /** The report under the pointer, and where on the map it is, px. */
  onHover(hover: { id: number; x: number; y: number } | null): void;
  /** Reports have been drawn for the first time. */
  onReportsDrawn(): void;
  onFirstDrawn(): void;
  onForeignStyleFailed(): void;
  /** Rows have moved since the scene was read; answers by `show` with a new one. */
  onStaleScene(): void;
}

/** What lies so near to a finger counts as touched, px. */
const TOUCH = 6;

export class CityMap implements MapHandle, Stage {
  look: Look;
  device: Device | undefined;
  private readonly map: MapLibre;
  private readonly overlay: MapboxOverlay;
  private readonly frames = new FramesWhenAsked();
  private readonly reports: ReportPart;
  private readonly moving: MovingPart;
  private readonly taken: Taken;
  private readonly events: MapEvents;
  private readonly answer: Answer;
  private readonly base: Base;
  private readonly layers = new LayerStack();
  private scene: Scene | undefined;
  private warnings: readonly ShownWarning[] = [];
  private insets: Insets = noInsets;
  private zoomGoal: number | undefined;
  private foreign: boolean;
  private reportsDrawn = false;
  private drawnOnce = false;

  constructor(
    container: HTMLElement,
    setting: { answer: Answer; base: Base; view: View | null; look: Look; title: string; insets: Insets },
    events: MapEvents,
  ) {
    this.events = events;
    this.answer = setting.answer;
    this.base = setting.base;
    this.look = setting.look;
    this.insets = setting.insets;
    const url = this.answer.basemapStyleUrl;
    this.foreign = url !== null;
    this.map = this.createMap(container, setting.title);
    this.taken = new Taken(this.map);
    if (url !== null) this.tryForeign(url);
    this.reports = new ReportPart(this, () => events.onStaleScene());
    this.moving = new MovingPart(this);
    // deck.gl hands on to its loop what it does not know itself.
    const loop: object = { animationFrameProvider: this.frames };
    this.overlay = new MapboxOverlay({
      ...loop,
      interleaved: false,
      layers: [],
      pickingRadius: TOUCH,
      // Shapes smooth their own edges; four samples a pixel of a 4K wall would buy nothing but smoother trails.
      // And of some thirty extensions those that are used are asked for when they are: each waits for the graphics process.
      deviceProps: { webgl: { antialias: false }, _initializeFeatures: false },
      // An empty layer keeps its shaders, but is not worth a draw.
      layerFilter: ({ layer }) => hasData(layer),
      onDeviceInitialized: (device) => {
        this.device = device;
      },
      onLoad: () => {
        // It lies over the map's own canvas, which has the keys and a name; nothing is to be reached here.
        const canvas = this.overlay.getCanvas();
        if (canvas) canvas.tabIndex = -1;
        this.moving.redraw();
      },
      onHover: (info) => this.hover(info),
      onClick: (info) => this.click(info),
      onAfterRender: () => {
        if (!this.reportsDrawn && this.reports.isDrawn) {
          this.reportsDrawn = true;
          this.events.onReportsDrawn();
        }
        this.noteFirstDrawing();
      },
    });
    this.map.addControl(this.overlay);
    if (setting.view) lookAt(this.map, setting.view, this.insets);
    else this.showWhole(this.home(), false);
    this.map.on("moveend", () => this.afterMove());
    this.map.on("zoom", () => this.reports.zoomed());
    this.map.on("dragstart", () => this.events.onHover(null));
    // Whichever is drawn last, the reports or the ground below them.
    this.map.on("idle", () => this.noteFirstDrawing());
    // What is under a pointer is looked for in the next frame.
    for (const event of ["mousemove", "mouseout", "mousedown", "click", "move", "resize"] as const)
      this.map.on(event, () => this.frames.wake());
    this.afterMove();
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.reports.show(scene);
    this.moving.show(scene);
  }

  setLook(look: Look): void {
    this.look = look;
    if (!this.foreign) this.map.setStyle(this.bundledStyle());
    this.reports.redraw();
    this.moving.redraw();
    this.showWarnings(this.warnings);
  }

  /** Areas of which an authority warns, below everything. */
  showWarnings(shown: readonly ShownWarning[]): void {
    this.warnings = shown;
    const { colours, scale } = this.look;
    this.put("warnings", shown.length === 0 ? [] : warningLayers(shown, colours, scale));
    this.present();
  }

  setInsets(insets: Insets): void {
    this.insets = insets;
    // The map stays where it is; what is seen of it has another middle now.
    if (!this.map.isMoving()) this.events.onView(viewOf(this.map, insets), boundsOf(this.map));
  }

  /** Something of the live city has changed: brigades glide, rings fade. */
  wake(): void {
    this.moving.wake();
  }

  zoomBy(levels: number): void {
    // A key that is held goes on from where the map is going, not from where it happens to be.
    this.zoomGoal = (this.zoomGoal ?? this.map.getZoom()) + levels;
    this.map.easeTo({ zoom: this.zoomGoal, duration: 200 });
  }

  showCity(): void {
    this.showWhole(this.home(), true);
  }

  reveal(lon: number, lat: number): void {
    reveal(this.map, lon, lat, this.insets);
  }

  goTo(lon: number, lat: number): void {
    goTo(this.map, lon, lat, this.insets);
  }

  turnTo(place: View | Bounds | null): void {
    if (place !== null && "zoom" in place) lookAt(this.map, place, this.insets);
    else this.showWhole(place ?? this.home(), false);
  }

  lookAt(view: View): void {
    lookAt(this.map, view, this.insets);
  }

  pointOf(lon: number, lat: number): { x: number; y: number } {
    const { x, y } = this.map.project([lon, lat]);
    return { x, y };
  }

  placeAt(x: number, y: number): { lon: number; lat: number } {
    const { lng, lat } = this.map.unproject([x, y]);
    return { lon: lng, lat };
  }

  onMove(call: () => void): () => void {
    this.map.on("move", call);
    return () => this.map.off("move", call);
  }

  /** A 4K wall shows twice as much as a desk at the same zoom, so it gathers as a desk does one level farther out. */
  zoom(): number {
    return this.map.getZoom() - Math.log2(this.look.scale);
  }

  bounds(): Bounds {
    return boundsOf(this.map);
  }

  put(name: string, layers: Layer[]): boolean {
    return this.layers.put(name, layers);
  }

  keepFree(circles: readonly Circle[]): void {
    this.taken.set(circles);
  }

  present(): void {
    const { hidden } = this.look;
    this.overlay.setProps({
      layers: this.drawnOnce ? this.layers.shown(hidden) : this.layers.first(hidden),
    });
    this.frames.wake();
  }

  drawNow(): void {
    this.frames.drawNow();
  }

  remove(): void {
    this.moving.stop();
    this.frames.stop();
    this.reports.stop();
    this.map.remove();
  }

  private createMap(container: HTMLElement, title: string): MapLibre {
    const [west, south, east, north] = this.home();
    const map = new MapLibre({
      container,
      center: [(west + east) / 2, (south + north) / 2],
      zoom: 12,
      style: this.bundledStyle(),
      maxZoom: 19,
      minZoom: 8,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      attributionControl: false,
      fadeDuration: 0,
      locale: { "Map.Title": title },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    return map;
  }

  private showWhole(bounds: Bounds, animate: boolean): void {
    showWhole(this.map, bounds, this.insets, { scale: this.look.scale, animate });
  }

  private home(): Bounds {
    return homeOf(this.answer.city, this.base);
  }

  private bundledStyle(): StyleSpecification {
    // The first style is set while the map is made, before anything can be taken of it.
    return baseStyle(this.answer.city, this.base, this.look.colours, this.look.scale, this.taken?.source());
  }

  private tryForeign(url: string): void {
    const attribution = new AttributionControl({ compact: false });
    this.map.addControl(attribution);
    tryForeignStyle(
      this.map,
      url,
      () => this.bundledStyle(),
      () => {
        this.foreign = false;
        this.map.removeControl(attribution);
        this.events.onForeignStyleFailed();
      },
    );
  }

  private afterMove(): void {
    this.zoomGoal = undefined;
    const bounds = boundsOf(this.map);
    this.events.onView(viewOf(this.map, this.insets), bounds);
    this.reports.lookAt(bounds);
    this.moving.redraw();
  }

  private hover(info: PickingInfo): void {
    const hit = info.picked ? info.layer?.id : undefined;
    this.map.getCanvas().style.cursor = hit ? "pointer" : "";
    const id = hit === "reports" ? this.reports.reportAt(info.index) : undefined;
    const spot = id === undefined || !this.scene ? null : spotOf(this.scene, id);
    if (!spot) {
      this.events.onHover(null);
      return;
    }
    const { x, y } = this.map.project([spot.lon, spot.lat]);
    this.events.onHover({ id: spot.id, x, y });
  }

  private click({ x, y }: PickingInfo): void {
    const hits = this.overlay.pickMultipleObjects({ x, y, radius: TOUCH, depth: 8 });
    const at = (layer: string) => hits.filter((hit) => hit.layer?.id === layer).map((hit) => hit.index);
    const brigade = at("brigades").flatMap((index) => this.moving.brigadeAt(index) ?? [])[0];
    const reports = at("reports").flatMap((index) => this.reports.reportAt(index) ?? []);
    const cluster = at("clusters").map((index) => this.reports.boundsOfCluster(index))[0];
    if (brigade !== undefined) this.events.onBrigade(brigade);
    // Several on one spot: each click goes on to the next of them.
    else if (reports.length > 0) this.events.onReport(after(reports, this.scene?.selectedReport?.id));
    else if (cluster) openCluster(this.map, cluster, this.insets);
  }

  private noteFirstDrawing(): void {
    if (this.drawnOnce || !this.reportsDrawn || !this.map.isStyleLoaded()) return;
    this.drawnOnce = true;
    this.events.onFirstDrawn();
    this.moving.redraw();
  }
}

function after(ids: readonly number[], id: number | undefined): number {
  const at = id === undefined ? -1 : ids.indexOf(id);
  return ids[(at + 1) % ids.length] ?? 0;
}
