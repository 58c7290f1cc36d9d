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
import type { ClusterPoints, Clusters } from "#geo/cluster";
import { type Insets, type MapHandle, noInsets } from "../store/map-handle.ts";
import type { Answer } from "../store/page-store.ts";
import type { View } from "../store/page-url.ts";
import { CLOSED } from "../store/reading.ts";
import { baseStyle } from "./base-style.ts";
import { tryForeignStyle } from "./basemap.ts";
import type { ClusterResult } from "./cluster.webworker.ts";
import { Clusterer } from "./clusterer.ts";
import type { Colours } from "./colours.ts";
import { Glide } from "./glide.ts";
import { brigadeLayers } from "./layers/brigades.ts";
import { clusterLayers } from "./layers/clusters.ts";
import { GLOW_MS, glowLayer, lateLabelLayer, selectionLayer } from "./layers/highlights.ts";
import { type Marks, marksOf, reportLayer } from "./layers/reports.ts";
import { trailLayer } from "./layers/trails.ts";
import { boundsOf, goTo, homeOf, openCluster, reveal, showCity, viewOf } from "./map-view.ts";
import { brigadeMarks, lateSpots, type Scene, spotOf } from "./scene.ts";

setWorkerUrl(workerUrl);

export interface MapEvents {
  /** A person has moved the map, or it was made: where it looks now. */
  onView(view: View, bounds: Bounds): void;
  onReport(id: number): void;
  onBrigade(id: number): void;
  /** The report under the pointer, and where on the map it is, px. */
  onHover(hover: { id: number; x: number; y: number } | null): void;
  /** Reports have been drawn for the first time. */
  onFirstDrawn(): void;
  onForeignStyleFailed(): void;
  /** Rows have moved since the scene was read; answers by `show` with a new one. */
  onStaleScene(): void;
}

export interface Look {
  colours: Colours;
  /** How much larger than at a desk. */
  scale: number;
  formatCount(n: number): string;
  stillness: boolean;
}

/** From here on every report stands for itself. */
const SINGLES_FROM_ZOOM = 15;
const CLUSTER_RADIUS = 44;
const LATE_LABELS_FROM_ZOOM = 14.5;
/** Gliding is smooth at 30 pictures a second; fading needs no more than a few. */
const GLIDE_EVERY = 33;
const FADE_EVERY = 200;

export class CityMap implements MapHandle {
  private readonly map: MapLibre;
  private readonly overlay: MapboxOverlay;
  private readonly clusterer = new Clusterer((result) => this.takeClusters(result));
  private readonly glide = new Glide();
  private readonly events: MapEvents;
  private readonly answer: Answer;
  private readonly base: Base;
  private look: Look;
  private scene: Scene | undefined;
  private insets: Insets = noInsets;
  private clusters: Clusters | undefined;
  private marks: Marks | undefined;
  private readonly layers = new Map<string, Layer[]>();
  private level = Number.NaN;
  private zoomGoal: number | undefined;
  private foreign: boolean;
  private drawnOnce = false;
  private frame: number | undefined;
  private frameAt = 0;

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
    this.glide.still = setting.look.stillness;
    const url = this.answer.basemapStyleUrl;
    this.foreign = url !== null;
    const { view } = setting;
    this.map = new MapLibre({
      container,
      ...(view && { center: [view.lon, view.lat], zoom: view.zoom }),
      ...(!view && { center: centre(this.home()), zoom: 12 }),
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
      locale: { "Map.Title": setting.title },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    if (url !== null) this.tryForeign(url);
    this.overlay = new MapboxOverlay({
      interleaved: false,
      layers: [],
      pickingRadius: 6,
      deviceProps: { webgl: { antialias: false } },
      onHover: (info) => this.hover(info),
      onClick: (info) => this.click(info),
      onAfterRender: () => this.noteFirstDrawing(),
    });
    this.map.addControl(this.overlay);
    if (!view) showCity(this.map, this.home(), this.insets, false);
    this.map.on("moveend", () => this.afterMove());
    this.map.on("zoom", () => this.planWhenLevelChanged());
    this.map.on("dragstart", () => this.events.onHover(null));
    this.afterMove();
  }

  show(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    if (scene.reading !== before?.reading) this.plan();
    else if (scene.selectedReport !== before.selectedReport || scene.hovered !== before.hovered)
      this.drawHighlights();
    this.wake();
  }

  setLook(look: Look): void {
    this.look = look;
    this.glide.still = look.stillness;
    if (!this.foreign) this.map.setStyle(this.bundledStyle());
    this.plan();
    this.wake();
  }

  setInsets(insets: Insets): void {
    this.insets = insets;
  }

  /** Something of the live city has changed: brigades glide, rings fade. */
  wake(): void {
    this.frame ??= requestAnimationFrame((at) => this.animate(at));
  }

  zoomBy(levels: number): void {
    // A key that is held goes on from where the map is going, not from where it happens to be.
    this.zoomGoal = (this.zoomGoal ?? this.map.getZoom()) + levels;
    this.map.easeTo({ zoom: this.zoomGoal, duration: 200 });
  }

  showCity(): void {
    showCity(this.map, this.home(), this.insets, true);
  }

  reveal(lon: number, lat: number): void {
    reveal(this.map, lon, lat, this.insets);
  }

  goTo(lon: number, lat: number): void {
    goTo(this.map, lon, lat, this.insets);
  }

  remove(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.clusterer.stop();
    this.map.remove();
  }

  private home(): Bounds {
    return homeOf(this.answer.city, this.base);
  }

  private bundledStyle(): StyleSpecification {
    return baseStyle(this.answer.city, this.base, this.look.colours, this.look.scale);
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
    this.events.onView(viewOf(this.map), boundsOf(this.map));
    this.planWhenLevelChanged();
    this.drawLateLabels();
    this.present();
  }

  /** What a desk would have to be at to show things as near as this: a 4K wall shows twice as much at the same zoom. */
  private zoom(): number {
    return this.map.getZoom() - Math.log2(this.look.scale);
  }

  /** Half levels: at whole ones clusters would be up to twice as far apart as they must be. */
  private levelOf(zoom: number): number {
    return zoom >= SINGLES_FROM_ZOOM ? SINGLES_FROM_ZOOM : Math.floor(zoom * 2) / 2;
  }

  private planWhenLevelChanged(): void {
    if (this.levelOf(this.zoom()) === this.level || !this.scene) return;
    if (this.scene.live.city?.reports.changes !== this.scene.reading.changes) this.events.onStaleScene();
    else this.plan();
  }

  /** Decides what stands alone and what is gathered; the gathering happens in its own thread. */
  private plan(): void {
    const { scene } = this;
    const reports = scene?.live.city?.reports;
    if (!scene || !reports) return;
    this.level = this.levelOf(this.zoom());
    if (this.level >= SINGLES_FROM_ZOOM) {
      this.clusterer.forget();
      this.clusters = undefined;
      this.layers.delete("clusters");
      this.drawMarks(scene.reading.rows);
      return;
    }
    // Copied now, while the rows of the reading are those of the table.
    const points = pointsOf(scene);
    const zoom = this.level;
    // The level is that of a desk, so the radius is, too.
    const radius = CLUSTER_RADIUS;
    this.clusterer.ask(() => ({ points, zoom, radius }));
  }

  private takeClusters({ clusters }: ClusterResult): void {
    const reports = this.scene?.live.city?.reports;
    if (!reports) return;
    this.clusters = clusters;
    const { colours, scale, formatCount } = this.look;
    this.layers.set("clusters", clusterLayers(clusters, colours, scale, formatCount));
    const rows: number[] = [];
    for (const id of clusters.singles) {
      const row = reports.rowOf(id);
      if (row !== undefined) rows.push(row);
    }
    this.drawMarks(rows);
  }

  private drawMarks(rows: Uint32Array | number[]): void {
    const reports = this.scene?.live.city?.reports;
    if (!reports || !this.scene) return;
    this.marks = marksOf(reports, rows, this.markView());
    this.layers.set("reports", [reportLayer("reports", this.marks, this.look.colours)]);
    this.drawLateLabels();
    this.drawHighlights();
  }

  private markView() {
    const { colours, scale } = this.look;
    const now = this.scene?.live.clock.now() ?? 0;
    return { colours, scale, zoom: this.zoom(), now, lateSoonShare: this.answer.city.lateSoonShare };
  }

  private drawLateLabels(): void {
    const { scene, marks } = this;
    const near = this.zoom() >= LATE_LABELS_FROM_ZOOM;
    const spots =
      near && scene && marks ? lateSpots(scene, marks.ids, boundsOf(this.map), scene.live.clock.now()) : [];
    this.layers.set("late", [lateLabelLayer(spots, this.look.colours, this.look.scale)]);
  }

  private drawHighlights(): void {
    const { scene } = this;
    const reports = scene?.live.city?.reports;
    if (!scene || !reports) return;
    const { colours, scale } = this.look;
    const hovered = spotOf(scene, scene.hovered);
    const chosen = [scene.selectedReport, hovered].filter((spot) => spot !== null);
    // On top once more, because the chosen one may be hidden in a cluster or under others.
    const rows = chosen.map((spot) => reports.rowOf(spot.id)).filter((row) => row !== undefined);
    this.layers.set("chosen", [
      selectionLayer("hovered", hovered ? [hovered] : [], colours, scale, 15),
      selectionLayer("selected", scene.selectedReport ? [scene.selectedReport] : [], colours, scale, 19),
      reportLayer("chosen", marksOf(reports, rows, this.markView()), colours),
    ]);
    this.present();
  }

  /** One picture of what moves; goes on by itself until everything stands still. */
  private animate(at: number): void {
    this.frame = undefined;
    const { scene } = this;
    if (!scene) return;
    const glow = this.glowSpots(scene);
    const { drawn, moving } = this.glide.at(scene.live.fixes, Date.now());
    const pause = moving ? GLIDE_EVERY : FADE_EVERY;
    if (at - this.frameAt >= pause - 4 || (!moving && glow.length === 0)) {
      this.frameAt = at;
      const now = scene.live.clock.now();
      const zoom = this.zoom();
      const { colours, scale } = this.look;
      const selected = scene.selectedBrigade;
      const trail = { colours, scale, now, selected, fetched: scene.fetchedTrail };
      this.layers.set("trails", [trailLayer(scene.live.fixes, drawn, trail)]);
      this.layers.set(
        "brigades",
        brigadeLayers(brigadeMarks(scene, drawn), { colours, scale, zoom, now, selected }),
      );
      const place = selected === undefined ? undefined : drawn.get(selected);
      this.layers.set("brigade", [selectionLayer("brigade", place ? [place] : [], colours, scale, 19)]);
      this.layers.set("glow", [glowLayer(glow, colours, scale)]);
      this.present();
    }
    if (moving || glow.length > 0) this.wake();
  }

  private glowSpots(scene: Scene) {
    const now = Date.now();
    return [...scene.live.changed]
      .map(([id, at]) => ({ spot: spotOf(scene, id), age: now - at }))
      .flatMap(({ spot, age }) => (spot && age < GLOW_MS ? [{ ...spot, age }] : []));
  }

  private present(): void {
    const order = ["trails", "glow", "clusters", "reports", "late", "brigade", "chosen", "brigades"];
    this.overlay.setProps({ layers: order.flatMap((name) => this.layers.get(name) ?? []) });
  }

  private hover(info: PickingInfo): void {
    const hit = info.picked ? info.layer?.id : undefined;
    this.map.getCanvas().style.cursor = hit ? "pointer" : "";
    const id = hit === "reports" ? this.marks?.ids[info.index] : undefined;
    const spot = id === undefined || !this.scene ? null : spotOf(this.scene, id);
    if (!spot) {
      this.events.onHover(null);
      return;
    }
    const { x, y } = this.map.project([spot.lon, spot.lat]);
    this.events.onHover({ id: spot.id, x, y });
  }

  private click({ x, y }: PickingInfo): void {
    const hits = this.overlay.pickMultipleObjects({ x, y, radius: 6, depth: 8 });
    const brigade = hits.find((hit) => hit.layer?.id === "brigades");
    const reports = hits
      .filter((hit) => hit.layer?.id === "reports")
      .map((hit) => this.marks?.ids[hit.index] ?? 0);
    const cluster = hits.find((hit) => hit.layer?.id === "clusters");
    if (brigade && this.scene) {
      const { drawn } = this.glide.at(this.scene.live.fixes, Date.now());
      const mark = brigadeMarks(this.scene, drawn)[brigade.index];
      if (mark) this.events.onBrigade(mark.id);
    } else if (reports.length > 0) {
      // Several on one spot: each click goes on to the next of them.
      const at = reports.indexOf(this.scene?.selectedReport?.id ?? 0);
      this.events.onReport(reports[(at + 1) % reports.length] ?? 0);
    } else if (cluster && this.clusters) {
      const bounds = this.clusters.bounds.subarray(4 * cluster.index, 4 * cluster.index + 4);
      openCluster(this.map, [...bounds] as Bounds, this.insets);
    }
  }

  private noteFirstDrawing(): void {
    if (this.drawnOnce || !this.marks || !this.map.isStyleLoaded()) return;
    this.drawnOnce = true;
    this.events.onFirstDrawn();
  }
}

function centre([west, south, east, north]: Bounds): [number, number] {
  return [(west + east) / 2, (south + north) / 2];
}

/**
 * Columns of what passes the filters, for the cluster thread. A count on the map is of work to be done: closed reports
 * are in it only when somebody has asked for them.
 */
function pointsOf({ live, reading, withClosed }: Scene): ClusterPoints {
  const { urgency } = reading;
  const rows = withClosed ? reading.rows : reading.rows.filter((row) => urgency[row] !== CLOSED);
  const c = live.city?.reports.columns;
  const points = {
    id: new Uint32Array(rows.length),
    lon: new Int32Array(rows.length),
    lat: new Int32Array(rows.length),
    urgency: new Uint8Array(rows.length),
  };
  for (const [i, row] of rows.entries()) {
    points.id[i] = c?.id[row] ?? 0;
    points.lon[i] = c?.lon[row] ?? 0;
    points.lat[i] = c?.lat[row] ?? 0;
    points.urgency[i] = urgency[row] ?? 0;
  }
  return points;
}
