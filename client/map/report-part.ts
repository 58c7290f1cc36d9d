/** The reports on the map: what stands alone, what is gathered, and what of them is selected, pointed at or late. */
import type { Bounds } from "#geo/boundary";
import type { Clusters } from "#geo/cluster";
import type { ClusterResult } from "./cluster.webworker.ts";
import { Clusterer } from "./clusterer.ts";
import { DrawnReports } from "./drawn-reports.ts";
import { clusterCircles, clusterLayer, countLayer } from "./layers/clusters.ts";
import { lateLabelLayer, selectionLayer } from "./layers/highlights.ts";
import { type Marks, marksOf, reportLayer } from "./layers/reports.ts";
import type { Stage } from "./look.ts";
import { lateSpots, markedSpots, pointsOf, type Scene, spotOf } from "./scene.ts";

/** From here on every report stands for itself. */
const SINGLES_FROM_ZOOM = 15;
const CLUSTER_RADIUS = 44;
const LATE_LABELS_FROM_ZOOM = 14.5;

export class ReportPart {
  private readonly stage: Stage;
  /** Rows have moved since the scene was read: asks for a new one, which comes by `show`. */
  private readonly onStale: () => void;
  private readonly clusterer = new Clusterer((result) => this.takeClusters(result));
  private readonly drawn = new DrawnReports();
  private scene: Scene | undefined;
  private bounds: Bounds = [-180, -90, 180, 90];
  private clusters: Clusters | undefined;
  private marks: Marks | undefined;
  private level = Number.NaN;

  constructor(stage: Stage, onStale: () => void) {
    this.stage = stage;
    this.onStale = onStale;
  }

  /** Whether reports have been drawn at all. */
  get isDrawn(): boolean {
    return this.marks !== undefined;
  }

  show(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    if (scene.reading !== before?.reading && this.drawn.differ(scene)) this.plan();
    else if (
      scene.selectedReport !== before?.selectedReport ||
      scene.hovered !== before?.hovered ||
      scene.marked !== before?.marked
    )
      this.drawHighlights();
  }

  /** Colours or sizes are others now. */
  redraw(): void {
    this.drawn.forget();
    if (this.isStale()) this.onStale();
    else if (this.scene && this.drawn.differ(this.scene)) this.plan();
  }

  lookAt(bounds: Bounds): void {
    this.bounds = bounds;
    this.zoomed();
    this.drawLateLabels();
    this.stage.present();
  }

  zoomed(): void {
    if (this.scene && this.levelNow() !== this.level) this.redraw();
  }

  stop(): void {
    this.clusterer.stop();
  }

  reportAt(index: number): number | undefined {
    return this.marks?.ids[index];
  }

  /** What the members of the i-th cluster need to be seen. */
  boundsOfCluster(index: number): Bounds | undefined {
    const [west, south, east, north] = this.clusters?.bounds.subarray(4 * index, 4 * index + 4) ?? [];
    if (west === undefined || south === undefined || east === undefined || north === undefined)
      return undefined;
    return [west, south, east, north];
  }

  private isStale(): boolean {
    return this.scene?.live.city?.reports.changes !== this.scene?.reading.changes;
  }

  /** Half levels: at whole ones clusters would be up to twice as far apart as they must be. */
  private levelNow(): number {
    const zoom = this.stage.zoom();
    return zoom >= SINGLES_FROM_ZOOM ? SINGLES_FROM_ZOOM : Math.max(0, Math.floor(zoom * 2) / 2);
  }

  /** Decides what stands alone and what is gathered; the gathering happens in its own thread. */
  private plan(): void {
    const { scene } = this;
    if (!scene?.live.city) return;
    this.level = this.levelNow();
    if (this.level >= SINGLES_FROM_ZOOM) {
      this.clusterer.forget();
      this.clusters = undefined;
      this.stage.put("clusters", []);
      this.stage.put("counts", []);
      this.stage.keepFree([]);
      this.drawMarks(scene.reading.rows);
      return;
    }
    // Copied now, while the rows of the reading are those of the table.
    const points = pointsOf(scene);
    const zoom = this.level;
    this.clusterer.ask(() => ({ points, zoom, radius: CLUSTER_RADIUS }));
  }

  private takeClusters({ clusters }: ClusterResult): void {
    const reports = this.scene?.live.city?.reports;
    if (!reports) return;
    this.clusters = clusters;
    const { colours, scale, formatCount } = this.stage.look;
    this.stage.put("clusters", [clusterLayer(clusters, colours, scale)]);
    this.stage.put("counts", [countLayer(clusters, colours, scale, formatCount)]);
    this.stage.keepFree(clusterCircles(clusters, scale));
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
    this.marks = marksOf(reports, rows, this.markView(this.scene));
    this.stage.put("reports", [reportLayer("reports", this.marks, this.stage.look.colours, true)]);
    this.drawLateLabels();
    this.drawHighlights();
  }

  private markView(scene: Scene) {
    const { colours, scale } = this.stage.look;
    const now = scene.live.clock.now();
    return { colours, scale, zoom: this.stage.zoom(), now, lateSoonShare: scene.city.lateSoonShare };
  }

  private drawLateLabels(): void {
    const { scene, marks } = this;
    const near = this.stage.zoom() >= LATE_LABELS_FROM_ZOOM;
    const spots =
      near && scene && marks ? lateSpots(scene, marks.ids, this.bounds, scene.live.clock.now()) : [];
    this.stage.put("late", [lateLabelLayer(spots, this.stage.look.colours, this.stage.look.scale)]);
  }

  private drawHighlights(): void {
    const { scene } = this;
    const reports = scene?.live.city?.reports;
    if (!scene || !reports) return;
    const { colours, scale } = this.stage.look;
    const hovered = spotOf(scene, scene.hovered);
    const chosen = [scene.selectedReport, hovered].filter((spot) => spot !== null);
    // On top once more, because the chosen one may be hidden in a cluster or under others.
    const marked = markedSpots(scene);
    const rows = [...marked, ...chosen]
      .map((spot) => reports.rowOf(spot.id))
      .filter((row) => row !== undefined);
    this.stage.put("chosen", [
      selectionLayer("marked", marked, colours, scale, 13),
      selectionLayer("hovered", hovered ? [hovered] : [], colours, scale, 15),
      selectionLayer("selected", scene.selectedReport ? [scene.selectedReport] : [], colours, scale, 19),
      reportLayer("chosen", marksOf(reports, rows, this.markView(scene)), colours, false),
    ]);
    this.stage.present();
  }
}
