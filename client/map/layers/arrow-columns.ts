/**
 * (brigades, view) → arrows: free is an outline, busy is filled, and the age of the fix can be seen. Their columns lie in one buffer
 * of the graphics card, which a frame fills anew: deck.gl has then nothing to compare, split or copy.
 */
import type { Fixes } from "../../live/fixes.ts";
import { blend, rgba } from "../colours.ts";
import type { Device } from "../look.ts";
import { ArrowLayer } from "./arrow-layer.ts";
import {
  arrowRadius,
  type BrigadeMark,
  type BrigadeView,
  FRESH_MS,
  LOW_BATTERY,
  SILENT_MS,
  staleness,
} from "./brigades.ts";
import { shapeProps } from "./shape-layer.ts";

type Buffer = ReturnType<Device["createBuffer"]>;

/** Numbers in a row, and where each of its columns begins: a place in two halves, as deck.gl splits what needs 64 bits. */
const ROW = 14;
const GLIDE = 4;
const SHAPE = 8;
const TURN = 12;
const COLOUR = 13;

export class ArrowColumns {
  /** How fast the fastest of them moves, degrees/s, and the fastest turns, radians/s. */
  fastest = 0;
  turning = 0;
  private rows = new Float32Array(0);
  private colours = new Uint8ClampedArray(0);
  private buffer: Buffer | undefined;
  /** May still be bound by the layer that is about to be replaced. */
  private retired: Buffer | undefined;
  private shown: ReturnType<ArrowColumns["describe"]> | undefined;

  /** Takes in what is known; `seconds` of the clock by which glides are counted. */
  fill(
    device: Device,
    brigades: readonly BrigadeMark[],
    fixes: Fixes,
    view: BrigadeView,
    seconds: number,
  ): void {
    const buffer = this.bufferFor(device, brigades.length);
    this.fastest = 0;
    this.turning = 0;
    const fresh = rgba(view.colours.brigade);
    const stale = rgba(view.colours.stale);
    for (let i = 0; i < brigades.length; i++) {
      const mark = brigades[i];
      if (!mark) continue;
      const old = view.now - (fixes.columns.at[mark.slot] ?? 0);
      this.putWay(ROW * i, fixes, mark.slot, seconds);
      this.putShape(ROW * i + SHAPE, fixes, mark, old > SILENT_MS);
      const fill = old <= FRESH_MS ? fresh : blend(fresh, stale, staleness(old));
      const at = 4 * (ROW * i + COLOUR);
      this.colours[at] = fill[0];
      this.colours[at + 1] = fill[1];
      this.colours[at + 2] = fill[2];
      this.colours[at + 3] = fill[3];
    }
    if (brigades.length > 0) buffer.write(this.rows.subarray(0, ROW * brigades.length));
    if (this.shown?.length !== brigades.length) this.shown = this.describe(buffer, brigades.length);
  }

  /** For the layer: the same as before while only what is in the buffer is another. */
  get data() {
    return this.shown;
  }

  destroy(): void {
    this.buffer?.destroy();
    this.retired?.destroy();
  }

  private putWay(at: number, { columns: c }: Fixes, slot: number, seconds: number): void {
    const { rows } = this;
    for (let k = 0; k < 2; k++) {
      const place = c.place[2 * slot + k] ?? 0;
      const high = Math.fround(place);
      rows[at + k] = high;
      rows[at + 2 + k] = place - high;
    }
    for (let k = 0; k < 4; k++) rows[at + GLIDE + k] = c.glide[4 * slot + k] ?? 0;
    const turn = ((c.turn[slot] ?? 0) * Math.PI) / 180;
    rows[at + TURN] = turn;
    const end = c.glide[4 * slot + 3] ?? 0;
    const whole = end - (c.glide[4 * slot + 2] ?? 0);
    if (end <= seconds || whole <= 0) return;
    const way = Math.abs(c.glide[4 * slot] ?? 0) + Math.abs(c.glide[4 * slot + 1] ?? 0);
    this.fastest = Math.max(this.fastest, way / whole);
    this.turning = Math.max(this.turning, (2 * Math.abs(turn)) / whole);
  }

  private putShape(at: number, { columns: c }: Fixes, mark: BrigadeMark, silent: boolean): void {
    const { rows } = this;
    const heading = c.heading[mark.slot] ?? Number.NaN;
    rows[at] = Number.isNaN(heading) ? -1 : (heading * Math.PI) / 180;
    // Neither outline nor filled: in between.
    rows[at + 1] = silent ? 0 : mark.isKnown ? Number(mark.busy) : 0.5;
    rows[at + 2] = silent ? 1 : 0;
    rows[at + 3] = (c.battery[mark.slot] ?? 1) <= LOW_BATTERY ? 1 : 0;
  }

  private bufferFor(device: Device, length: number): Buffer {
    if (this.buffer && ROW * length <= this.rows.length) return this.buffer;
    this.rows = new Float32Array(ROW * Math.max(64, 2 * length));
    this.colours = new Uint8ClampedArray(this.rows.buffer);
    this.retired?.destroy();
    this.retired = this.buffer;
    this.buffer = device.createBuffer({ byteLength: this.rows.byteLength });
    this.shown = undefined;
    return this.buffer;
  }

  private describe(buffer: Buffer, length: number) {
    const column = (start: number, size: number, type: "float32" | "unorm8" = "float32") => ({
      buffer,
      size,
      type,
      offset: 4 * start,
      stride: 4 * ROW,
    });
    return {
      length,
      attributes: {
        getPosition: column(0, 2),
        getGlide: column(GLIDE, 4),
        getShape: column(SHAPE, 4),
        getTurn: column(TURN, 1),
        getFillColor: column(COLOUR, 4, "unorm8"),
      },
    };
  }
}

/** `clock` gives the seconds of the columns' clock. */
export function arrowLayer(data: NonNullable<ArrowColumns["data"]>, view: BrigadeView, clock: () => number) {
  return new ArrowLayer({
    id: "brigades",
    ...shapeProps,
    data,
    clock,
    getRadius: arrowRadius(view.zoom) * view.scale,
    getSecondColor: rgba(view.colours.panel),
    getLineColor: rgba(view.colours.land, 0.92),
    pickable: true,
  });
}
