/** Positions on the way in, and the frame on the way out (PF1…PF3 in SPEC.md). */
import { z } from "zod";
import { Code } from "./report.ts";

export const Ping = z.strictObject({
  brigade: Code,
  /** Instant of the fix, with its zone. */
  at: z.iso.datetime({ offset: true }),
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  /** m/s */
  speed: z.number().min(0).max(150).optional(),
  /** Degrees clockwise from north. */
  heading: z.number().min(0).max(360).optional(),
  /** Metres, 68 % radius. */
  accuracy: z.number().min(0).max(100_000).optional(),
  /** 0…1 */
  battery: z.number().min(0).max(1).optional(),
});
export type Ping = z.infer<typeof Ping>;

export const PingBatch = z.strictObject({ positions: z.array(Ping).min(1).max(5000) });

/** Where a brigade is, as a frame carries it. */
export interface Fix {
  brigade: number;
  lon: number;
  lat: number;
  at: number;
  /** m/s, or null */
  speed: number | null;
  /** Degrees, or null */
  heading: number | null;
}

export interface Frame {
  now: number;
  /** It holds all that may be shown: a brigade that is not in it is shown no more (PF5). */
  whole: boolean;
  fixes: Fix[];
}

const HEAD = 16;
const FRAME = 1;
/** In the frame's second byte: who is not in it is shown no more. */
const WHOLE = 1;
const bytesEach = 14;

/** One buffer for everybody: head, then columns lon, lat (micro-degrees), brigade, age (s), heading (2°), speed (0.5 m/s). */
export function encodeFrame(
  fixes: readonly Fix[],
  now: number,
  { whole = false } = {},
): Uint8Array<ArrayBuffer> {
  const n = fixes.length;
  const bytes = new Uint8Array(HEAD + n * bytesEach);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FRAME);
  view.setUint8(1, whole ? WHOLE : 0);
  view.setUint16(2, n, true);
  view.setFloat64(8, now, true);
  fixes.forEach((fix, i) => {
    view.setInt32(HEAD + 4 * i, Math.round(fix.lon * 1e6), true);
    view.setInt32(HEAD + 4 * (n + i), Math.round(fix.lat * 1e6), true);
    view.setUint16(HEAD + 8 * n + 2 * i, fix.brigade, true);
    view.setUint16(
      HEAD + 10 * n + 2 * i,
      Math.min(65_535, Math.max(0, Math.round((now - fix.at) / 1000))),
      true,
    );
    view.setUint8(HEAD + 12 * n + i, fix.heading === null ? 255 : Math.round((fix.heading % 360) / 2) % 180);
    view.setUint8(HEAD + 13 * n + i, fix.speed === null ? 255 : Math.min(254, Math.round(fix.speed * 2)));
  });
  return bytes;
}

/**
 * The fixes of a frame; `at` is exact to a second.
 * @throws Error when the buffer is no frame of this version
 */
export function decodeFrame(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEAD || view.getUint8(0) !== FRAME) throw new Error("not a position frame");
  const n = view.getUint16(2, true);
  if (bytes.byteLength !== HEAD + n * bytesEach)
    throw new Error(`a frame of ${n} positions has ${bytes.byteLength} bytes`);
  const now = view.getFloat64(8, true);
  if (!Number.isFinite(now)) throw new Error(`a frame was made at ${now}, which is no instant`);
  const fixes: Fix[] = [];
  for (let i = 0; i < n; i++) {
    const heading = view.getUint8(HEAD + 12 * n + i);
    const speed = view.getUint8(HEAD + 13 * n + i);
    fixes.push({
      lon: view.getInt32(HEAD + 4 * i, true) / 1e6,
      lat: view.getInt32(HEAD + 4 * (n + i), true) / 1e6,
      brigade: view.getUint16(HEAD + 8 * n + 2 * i, true),
      at: now - view.getUint16(HEAD + 10 * n + 2 * i, true) * 1000,
      heading: heading === 255 ? null : heading * 2,
      speed: speed === 255 ? null : speed / 2,
    });
  }
  return { now, whole: (view.getUint8(1) & WHOLE) !== 0, fixes };
}
