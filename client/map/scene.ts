/** What there is to draw, as the page tells the map; and what of it becomes which layers. */
import type { City } from "#contract/city";
import type { Bounds } from "#geo/boundary";
import { inBounds } from "#geo/boundary";
import type { ClusterPoints } from "#geo/cluster";
import { isBusy } from "../store/figures.ts";
import type { Live } from "../store/page-store.ts";
import { CLOSED, LATE, type Reading, urgencyOf } from "../store/reading.ts";
import type { BrigadeMark } from "./layers/brigades.ts";
import type { Spot } from "./layers/highlights.ts";
import type { TrailPoint } from "./layers/trails.ts";

export interface Scene {
  live: Live;
  city: City;
  reading: Reading;
  /** Closed reports are gathered and counted with the others. */
  withClosed: boolean;
  /** The report whose card is open; it may be archived, and then only its place is known. */
  selectedReport: (Spot & { id: number }) | null;
  selectedBrigade: number | undefined;
  hovered: number | null;
  /** Ids of the reports that are marked to be moved together. */
  marked: ReadonlySet<number>;
  /** The selected brigade's way before this page was opened. */
  fetchedTrail: readonly TrailPoint[];
}

/** The brigades that have ever been heard of, as they stand. */
export function brigadeMarks(scene: Scene): BrigadeMark[] {
  const marks: BrigadeMark[] = [];
  const { columns, count } = scene.live.fixes;
  for (let slot = 0; slot < count; slot++) {
    const id = columns.brigade[slot] ?? -1;
    const crew = scene.reading.crews.get(id);
    if (!crew) continue;
    // Off shift and silent: it went home, and is no part of the picture.
    const busy = isBusy(crew);
    if (!crew.onShift && !busy && scene.reading.at - (columns.at[slot] ?? 0) > 3_600_000) continue;
    marks.push({ id, slot, name: crew.brigade.name, busy, isKnown: crew.isKnown });
  }
  return marks;
}

const MOST_LABELS = 250;

/** Late reports in view, for the figures beside their marks. */
export function lateSpots(
  scene: Scene,
  ids: Uint32Array,
  bounds: Bounds,
  now: number,
): (Spot & { by: number })[] {
  const reports = scene.live.city?.reports;
  if (!reports) return [];
  const { columns: c } = reports;
  const spots: (Spot & { by: number })[] = [];
  for (const id of ids) {
    const row = reports.rowOf(id);
    if (row === undefined || urgencyOf(c, row, now / 1000, scene.city.lateSoonShare) !== LATE) continue;
    const lon = (c.lon[row] ?? 0) / 1e6;
    const lat = (c.lat[row] ?? 0) / 1e6;
    if (!inBounds(lon, lat, bounds)) continue;
    spots.push({ lon, lat, by: now - (c.dueAt[row] ?? 0) * 1000 });
    if (spots.length === MOST_LABELS) break;
  }
  return spots;
}

export function markedSpots(scene: Scene): (Spot & { id: number })[] {
  const spots: (Spot & { id: number })[] = [];
  for (const id of scene.marked) {
    const spot = spotOf(scene, id);
    if (spot) spots.push(spot);
  }
  return spots;
}

export function spotOf(scene: Scene, id: number | null): (Spot & { id: number }) | null {
  const report = id === null ? undefined : scene.live.city?.reports.get(id);
  return report ? { id: report.id, lon: report.lon, lat: report.lat } : null;
}

/**
 * Columns of what passes the filters, for the cluster thread. A count on the map is of work to be done: closed reports
 * are in it only when somebody has asked for them.
 */
export function pointsOf({ live, reading, withClosed }: Scene): ClusterPoints {
  const { rows, urgency } = reading;
  const c = live.city?.reports.columns;
  const id = new Uint32Array(rows.length);
  const lon = new Int32Array(rows.length);
  const lat = new Int32Array(rows.length);
  const how = new Uint8Array(rows.length);
  let count = 0;
  if (c)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      const state = urgency[row] ?? CLOSED;
      if (state === CLOSED && !withClosed) continue;
      id[count] = c.id[row] ?? 0;
      lon[count] = c.lon[row] ?? 0;
      lat[count] = c.lat[row] ?? 0;
      how[count++] = state;
    }
  return {
    id: id.subarray(0, count),
    lon: lon.subarray(0, count),
    lat: lat.subarray(0, count),
    urgency: how.subarray(0, count),
  };
}
