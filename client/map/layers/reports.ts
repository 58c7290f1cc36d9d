/** (city, view) → the layer of single reports. */
import { statuses } from "#contract/report";
import type { ReportTable } from "#domain/report-table";
import { CLOSED, LATE, SOON, urgencyOf } from "../../store/reading.ts";
import { type Colours, type Rgba, rgba } from "../colours.ts";
import { MarkLayer, REOPENED } from "./mark-layer.ts";
import { type ShapeData, shapeData, shapeProps } from "./shape-layer.ts";

export interface MarkView {
  colours: Colours;
  /** How much larger than at a desk. */
  scale: number;
  zoom: number;
  /** Server's time, ms. */
  now: number;
  lateSoonShare: number;
}

export interface Marks {
  data: ShapeData;
  /** Which report the i-th mark is. */
  ids: Uint32Array;
}

const closedStatus = statuses.indexOf("closed");

/** Columns for the marks of these rows, the most urgent last and so on top. */
export function marksOf(
  reports: ReportTable,
  rows: Iterable<number> & { length: number },
  view: MarkView,
): Marks {
  const { columns: c } = reports;
  const now = view.now / 1000;
  const ordered = byUrgency(reports, rows, view);
  const data = shapeData(ordered.rows.length);
  const ids = new Uint32Array(ordered.rows.length);
  const { getPosition, getFillColor, getSecondColor, getShape, getRadius } = data.attributes;
  const palette = paletteOf(view.colours);
  const size = markRadius(view.zoom) * view.scale;
  for (const [i, row] of ordered.rows.entries()) {
    const urgency = ordered.urgency[i] ?? 0;
    const reopened = (c.reopenings[row] ?? 0) > 0 && c.status[row] !== closedStatus;
    const due = c.dueAt[row] ?? 0;
    const warning = view.lateSoonShare * (due - (c.promisedAt[row] ?? 0));
    ids[i] = c.id[row] ?? 0;
    getPosition.value[2 * i] = (c.lon[row] ?? 0) / 1e6;
    getPosition.value[2 * i + 1] = (c.lat[row] ?? 0) / 1e6;
    getFillColor.value.set(
      reopened && urgency === 0 ? palette.reopened : (palette.body[urgency] ?? palette.stale),
      4 * i,
    );
    getSecondColor.value.set(palette.reopened, 4 * i);
    getShape.value[4 * i] = urgency + (reopened ? REOPENED : 0);
    getShape.value[4 * i + 1] = warning > 0 ? Math.min(1, Math.max(0, (due - now) / warning)) : 0;
    getRadius.value[i] =
      size * (urgency === LATE ? 1.1 : urgency === CLOSED ? 0.72 : 1) * (reopened ? 1.15 : 1);
  }
  return { data, ids };
}

export function reportLayer(id: string, marks: Marks, colours: Colours, pickable: boolean): MarkLayer {
  return new MarkLayer({
    id,
    ...shapeProps,
    data: marks.data,
    getLineColor: rgba(colours.land, 0.92),
    pickable,
  });
}

/** px; far away they are dots, near by one can read them. */
export function markRadius(zoom: number): number {
  return Math.min(12, Math.max(7.5, 7.5 + (zoom - 12) * 1.5));
}

function byUrgency(reports: ReportTable, rows: Iterable<number> & { length: number }, view: MarkView) {
  const { columns: c } = reports;
  const now = view.now / 1000;
  const counts = [0, 0, 0, 0];
  const all = new Uint32Array(rows.length);
  const urgencies = new Uint8Array(rows.length);
  let n = 0;
  for (const row of rows) {
    const urgency = urgencyOf(c, row, now, view.lateSoonShare);
    all[n] = row;
    urgencies[n++] = urgency;
    counts[urgency] = (counts[urgency] ?? 0) + 1;
  }
  const drawn = [CLOSED, 0, SOON, LATE];
  const next = [0, 0, 0, 0];
  let place = 0;
  for (const urgency of drawn) {
    next[urgency] = place;
    place += counts[urgency] ?? 0;
  }
  const ordered = { rows: new Uint32Array(n), urgency: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    const urgency = urgencies[i] ?? 0;
    const to = next[urgency] ?? 0;
    next[urgency] = to + 1;
    ordered.rows[to] = all[i] ?? 0;
    ordered.urgency[to] = urgency;
  }
  return ordered;
}

function paletteOf(colours: Colours): { body: Rgba[]; reopened: Rgba; stale: Rgba } {
  return {
    body: [rgba(colours.comfortable), rgba(colours.soon), rgba(colours.late), rgba(colours.stale, 0.75)],
    reopened: rgba(colours.reopened),
    stale: rgba(colours.stale),
  };
}
