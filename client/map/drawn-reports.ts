/**
 * What the map last drew of the reports. Most of what happens to one in a control room (taken, assigned, under way, noted) changes
 * nothing that its mark shows, and gathering 100,000 of them and drawing the map again would hold up what does show it: the list.
 */
import { GOOD_FOR } from "../store/reading.ts";
import { REOPENED } from "./layers/mark-layer.ts";
import type { Scene } from "./scene.ts";

export class DrawnReports {
  private id = new Uint32Array(0);
  private lon = new Int32Array(0);
  private lat = new Int32Array(0);
  private due = new Float64Array(0);
  /** Urgency, and REOPENED. */
  private look = new Uint8Array(0);
  private count = -1;
  private withClosed = false;
  /** When it was drawn, ms: what is left of a deadline is part of a mark, and goes on without an event. */
  private at = Number.NEGATIVE_INFINITY;

  /** Whether the scene's reports look other than what is drawn. If so they count as drawn from now on. */
  differ({ live, reading, withClosed }: Scene): boolean {
    const columns = live.city?.reports.columns;
    if (!columns) return false;
    const { rows, urgency } = reading;
    const count = rows.length;
    let differs =
      count !== this.count ||
      withClosed !== this.withClosed ||
      reading.at < this.at ||
      reading.at - this.at >= GOOD_FOR;
    if (count > this.id.length) this.makeRoom(count);
    const { id, lon, lat, due, look } = this;
    for (let i = 0; i < count; i++) {
      const row = rows[i] ?? 0;
      const newId = columns.id[row] ?? 0;
      const newLon = columns.lon[row] ?? 0;
      const newLat = columns.lat[row] ?? 0;
      const newDue = columns.dueAt[row] ?? 0;
      const newLook = (urgency[row] ?? 0) + ((columns.reopenings[row] ?? 0) > 0 ? REOPENED : 0);
      const isSamePlace = id[i] === newId && lon[i] === newLon && lat[i] === newLat;
      if (isSamePlace && due[i] === newDue && look[i] === newLook) continue;
      id[i] = newId;
      lon[i] = newLon;
      lat[i] = newLat;
      due[i] = newDue;
      look[i] = newLook;
      differs = true;
    }
    if (!differs) return false;
    this.count = count;
    this.withClosed = withClosed;
    this.at = reading.at;
    return true;
  }

  /** What is drawn will not do any more, whatever the reports: colours or the zoom are others. */
  forget(): void {
    this.count = -1;
  }

  private makeRoom(count: number): void {
    const room = Math.ceil(count * 1.25);
    this.id = new Uint32Array(room);
    this.lon = new Int32Array(room);
    this.lat = new Int32Array(room);
    this.due = new Float64Array(room);
    this.look = new Uint8Array(room);
  }
}
