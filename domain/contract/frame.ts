/**
 * A frame: where brigades are, as one buffer that is encoded once for an audience (PF1 in SPEC.md). Eight bytes a position
 * at the most where ids lie close together and places within the city; what does not fit is carried exactly, beside it.
 */

/** Where a brigade is, as the server knows it. */
export interface Fix {
  brigade: number;
  lon: number;
  lat: number;
  /** ms */
  at: number;
  /** m/s, or null when unknown; so are the others. */
  speed: number | null;
  /** Degrees clockwise from north. */
  heading: number | null;
  /** Metres, 68 % radius. */
  accuracy: number | null;
  /** 0…1 */
  battery: number | null;
}

/** West, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** As it is read: columns of equal length, in the order of the wire; NaN where a number is not known. */
export interface Frame {
  /** The server's clock when it was made, ms. */
  now: number;
  /** It holds all that may be shown: a brigade that is not in it is shown no more (PF5). */
  whole: boolean;
  brigade: Uint16Array;
  lon: Float64Array;
  lat: Float64Array;
  /** ms, exact to a second */
  at: Float64Array;
  heading: Float32Array;
  speed: Float32Array;
  accuracy: Float32Array;
  battery: Float32Array;
}

const FRAME = 2;
const HEAD = 32;
/** Flags in the second byte. */
const WHOLE = 1;
const BITMAP = 2;

const STEPS = 65_535;
const HEADING_STEP = 3;
const HEADING_UNKNOWN = 127;
const SPEED_UNKNOWN = 63;
/** Half steps up to here, then steps of 1.5: a walk is told from standing, and 60 m/s still fit. */
const SPEED_FINE = 32;
const AGE_OLDER = 31;
/** Upper ends of what a receiver says of itself, metres; index 7 is unknown. */
const ACCURACIES = [5, 10, 20, 50, 100, 500, 5000] as const;
const BATTERY_STEPS = 6;
const UNKNOWN = 7;

/**
 * Encodes fixes of different brigades. Those within `box` take 4 bytes for their place (a step is 1/65535 of the box: some
 * 0.3 m in a city), others 8. Whoever reads gets them by rising number, those outside the box last.
 *
 * @throws RangeError for more than 65,535 fixes, or a number of a brigade beyond 16 bits
 */
export function encodeFrame(
  fixes: readonly Fix[],
  now: number,
  { whole = false, box }: { whole?: boolean; box: Box },
): Uint8Array<ArrayBuffer> {
  if (fixes.length > 0xffff) throw new RangeError(`a frame of ${fixes.length} positions is too large`);
  const within = (fix: Fix) =>
    fix.lon >= box[0] && fix.lon <= box[2] && fix.lat >= box[1] && fix.lat <= box[3];
  const byNumber = (a: Fix, b: Fix) => a.brigade - b.brigade;
  const near = fixes.filter(within).sort(byNumber);
  const far = fixes.filter((fix) => !within(fix)).sort(byNumber);
  const ids = encodeIds(near.map((fix) => fix.brigade));
  const ordered = [...near, ...far];
  const ages = ordered.map((fix) => Math.min(STEPS, Math.max(0, Math.round((now - fix.at) / 1000))));
  const older = ages.filter((age) => age >= AGE_OLDER);

  const bytes = new Uint8Array(
    HEAD + 4 * near.length + 10 * far.length + 3 * ordered.length + 2 * older.length + ids.bytes.length,
  );
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FRAME);
  view.setUint8(1, (whole ? WHOLE : 0) | (ids.bitmap ? BITMAP : 0));
  view.setUint16(2, near.length, true);
  view.setUint16(4, far.length, true);
  view.setUint16(6, ids.bytes.length, true);
  view.setFloat64(8, now, true);
  const [west, south, width, height] = boxInMicroDegrees(box);
  view.setInt32(16, west, true);
  view.setInt32(20, south, true);
  view.setUint32(24, width, true);
  view.setUint32(28, height, true);

  let at = HEAD;
  for (const { lon } of near) at = put16(view, at, ((lon * 1e6 - west) / width) * STEPS);
  for (const { lat } of near) at = put16(view, at, ((lat * 1e6 - south) / height) * STEPS);
  for (const { lon } of far) at = put32(view, at, lon * 1e6);
  for (const { lat } of far) at = put32(view, at, lat * 1e6);
  for (const { brigade } of far) at = put16(view, at, brigade);
  for (const [i, fix] of ordered.entries()) {
    const packed = pack(fix, ages[i] ?? 0);
    view.setUint16(at, packed & 0xffff, true);
    view.setUint8(at + 2, packed >>> 16);
    at += 3;
  }
  for (const age of older) at = put16(view, at, age);
  bytes.set(ids.bytes, at);
  return bytes;
}

type Columns = Omit<Frame, "now" | "whole">;

/**
 * Reads frames one after another into the same columns, so that a page that gets thousands of positions a second leaves nothing
 * to clear away: each frame holds until the next one is read.
 */
export function frameReader(): (bytes: Uint8Array) => Frame {
  let room = columnsFor(0);
  return (bytes) =>
    decodeFrame(bytes, (n) => {
      if (n > room.brigade.length) room = columnsFor(2 * n);
      return {
        brigade: room.brigade.subarray(0, n),
        lon: room.lon.subarray(0, n),
        lat: room.lat.subarray(0, n),
        at: room.at.subarray(0, n),
        heading: room.heading.subarray(0, n),
        speed: room.speed.subarray(0, n),
        accuracy: room.accuracy.subarray(0, n),
        battery: room.battery.subarray(0, n),
      };
    });
}

function columnsFor(n: number): Columns {
  return {
    brigade: new Uint16Array(n),
    lon: new Float64Array(n),
    lat: new Float64Array(n),
    at: new Float64Array(n),
    heading: new Float32Array(n),
    speed: new Float32Array(n),
    accuracy: new Float32Array(n),
    battery: new Float32Array(n),
  };
}

/**
 * Reads a frame, into columns of that length, each number of which it writes.
 * @throws Error when the buffer is no frame of this version
 */
export function decodeFrame(bytes: Uint8Array, columns: (n: number) => Columns = columnsFor): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEAD || view.getUint8(0) !== FRAME) throw new Error("not a position frame");
  const flags = view.getUint8(1);
  const near = view.getUint16(2, true);
  const far = view.getUint16(4, true);
  const idBytes = view.getUint16(6, true);
  const n = near + far;
  const now = view.getFloat64(8, true);
  if (!Number.isFinite(now)) throw new Error(`a frame was made at ${now}, which is no instant`);
  const places = HEAD + 4 * near + 10 * far;
  const tail = places + 3 * n;
  if (bytes.byteLength < tail + idBytes) throw cut(n, bytes);

  const frame: Frame = { now, whole: (flags & WHOLE) !== 0, ...columns(n) };
  const west = view.getInt32(16, true);
  const south = view.getInt32(20, true);
  const lonStep = view.getUint32(24, true) / STEPS;
  const latStep = view.getUint32(28, true) / STEPS;
  for (let i = 0; i < near; i++) {
    frame.lon[i] = (west + lonStep * view.getUint16(HEAD + 2 * i, true)) / 1e6;
    frame.lat[i] = (south + latStep * view.getUint16(HEAD + 2 * (near + i), true)) / 1e6;
  }
  const farAt = HEAD + 4 * near;
  for (let i = 0; i < far; i++) {
    frame.lon[near + i] = view.getInt32(farAt + 4 * i, true) / 1e6;
    frame.lat[near + i] = view.getInt32(farAt + 4 * (far + i), true) / 1e6;
    frame.brigade[near + i] = view.getUint16(farAt + 8 * far + 2 * i, true);
  }
  let older = tail;
  for (let i = 0; i < n; i++) {
    const packed = view.getUint16(places + 3 * i, true) | (view.getUint8(places + 3 * i + 2) << 16);
    let age = (packed >>> 13) & 31;
    if (age === AGE_OLDER) {
      if (older + 2 + idBytes > bytes.byteLength) throw cut(n, bytes);
      age = view.getUint16(older, true);
      older += 2;
    }
    frame.at[i] = now - age * 1000;
    unpack(packed, frame, i);
  }
  if (older + idBytes !== bytes.byteLength) throw cut(n, bytes);
  decodeIds(bytes.subarray(older), (flags & BITMAP) !== 0, frame.brigade.subarray(0, near));
  return frame;
}

function cut(n: number, bytes: Uint8Array): Error {
  return new Error(`a frame of ${n} positions cannot have ${bytes.byteLength} bytes`);
}

/** The same as rows, for whoever has few of them. */
export function fixesOf(frame: Frame): Fix[] {
  const known = (value = Number.NaN) => (Number.isNaN(value) ? null : value);
  return Array.from(frame.brigade, (brigade, i) => ({
    brigade,
    lon: frame.lon[i] ?? 0,
    lat: frame.lat[i] ?? 0,
    at: frame.at[i] ?? 0,
    speed: known(frame.speed[i]),
    heading: known(frame.heading[i]),
    accuracy: known(frame.accuracy[i]),
    battery: known(frame.battery[i]),
  }));
}

/** 24 bits, from the low end: heading 7, speed 6, age 5, accuracy 3, battery 3. */
function pack(fix: Fix, age: number): number {
  const heading =
    fix.heading === null
      ? HEADING_UNKNOWN
      : Math.round((fix.heading % 360) / HEADING_STEP) % (360 / HEADING_STEP);
  const accuracy = fix.accuracy === null ? UNKNOWN : levelOf(fix.accuracy);
  const battery = fix.battery === null ? UNKNOWN : Math.round(fix.battery * BATTERY_STEPS);
  return (
    heading |
    (packSpeed(fix.speed) << 7) |
    (Math.min(age, AGE_OLDER) << 13) |
    (accuracy << 18) |
    (battery << 21)
  );
}

function unpack(packed: number, frame: Frame, i: number): void {
  const heading = packed & 127;
  frame.heading[i] = heading * HEADING_STEP < 360 ? heading * HEADING_STEP : Number.NaN;
  const speed = (packed >>> 7) & 63;
  frame.speed[i] =
    speed === SPEED_UNKNOWN
      ? Number.NaN
      : speed <= SPEED_FINE
        ? speed / 2
        : SPEED_FINE / 2 + (speed - SPEED_FINE) * 1.5;
  frame.accuracy[i] = ACCURACIES[(packed >>> 18) & 7] ?? Number.NaN;
  const battery = (packed >>> 21) & 7;
  frame.battery[i] = battery === UNKNOWN ? Number.NaN : battery / BATTERY_STEPS;
}

function packSpeed(speed: number | null): number {
  if (speed === null) return SPEED_UNKNOWN;
  if (speed <= SPEED_FINE / 2) return Math.round(speed * 2);
  return Math.min(SPEED_UNKNOWN - 1, SPEED_FINE + Math.round((speed - SPEED_FINE / 2) / 1.5));
}

function levelOf(metres: number): number {
  const level = ACCURACIES.findIndex((most) => metres <= most);
  return level < 0 ? ACCURACIES.length - 1 : level;
}

function boxInMicroDegrees([west, south, east, north]: Box) {
  const left = Math.floor(west * 1e6);
  const bottom = Math.floor(south * 1e6);
  return [
    left,
    bottom,
    Math.max(1, Math.ceil(east * 1e6) - left),
    Math.max(1, Math.ceil(north * 1e6) - bottom),
  ] as const;
}

/** Rising numbers, by whichever is shorter: a bit for each from the first to the last, or steps as varints (LEB128). */
function encodeIds(ids: readonly number[]): { bytes: Uint8Array; bitmap: boolean } {
  const first = ids[0];
  const last = ids[ids.length - 1];
  if (first === undefined || last === undefined) return { bytes: new Uint8Array(0), bitmap: false };
  if (first < 0 || last > 0xffff)
    throw new RangeError(`a brigade's number must have 16 bits, ${last} has more`);
  const steps: number[] = [];
  let before = 0;
  for (const id of ids) {
    let step = id - before;
    before = id;
    while (step > 127) {
      steps.push((step & 127) | 128);
      step >>>= 7;
    }
    steps.push(step);
  }
  const bitmapBytes = 2 + ((last - first) >>> 3) + 1;
  if (bitmapBytes >= steps.length || new Set(ids).size < ids.length)
    return { bytes: Uint8Array.from(steps), bitmap: false };
  const bytes = new Uint8Array(bitmapBytes);
  new DataView(bytes.buffer).setUint16(0, first, true);
  for (const id of ids) {
    const at = 2 + ((id - first) >>> 3);
    bytes[at] = (bytes[at] ?? 0) | (1 << ((id - first) & 7));
  }
  return { bytes, bitmap: true };
}

function decodeIds(bytes: Uint8Array, bitmap: boolean, into: Uint16Array): void {
  let count = 0;
  const add = (id: number) => {
    if (count >= into.length || id > 0xffff)
      throw new Error("a frame names other brigades than it has positions");
    into[count++] = id;
  };
  if (bitmap) {
    const first = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
    for (let at = 2; at < bytes.length; at++)
      for (let bit = 0; bit < 8; bit++) if (((bytes[at] ?? 0) >>> bit) & 1) add(first + 8 * (at - 2) + bit);
  } else {
    let id = 0;
    let step = 0;
    let shift = 0;
    for (const byte of bytes) {
      step |= (byte & 127) << shift;
      shift += 7;
      if (byte & 128) {
        if (shift > 14) throw new Error("a frame names a brigade by a number beyond 16 bits");
        continue;
      }
      id += step;
      step = 0;
      shift = 0;
      add(id);
    }
    if (shift > 0) throw new Error("a frame ends within the number of a brigade");
  }
  if (count !== into.length) throw new Error("a frame names other brigades than it has positions");
}

function put16(view: DataView, at: number, value: number): number {
  view.setUint16(at, Math.round(value), true);
  return at + 2;
}

function put32(view: DataView, at: number, value: number): number {
  view.setInt32(at, Math.round(value), true);
  return at + 4;
}
