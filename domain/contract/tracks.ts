/**
 * Where brigades were over a time, as one buffer: for each its number and how many fixes, and then columns of steps from one fix to
 * the next (seconds, micro-degrees, headings in thirds of nine degrees) as varints (LEB128): some seven bytes a fix.
 */

/** One brigade's fixes, oldest first; the columns are equally long. */
export interface Track {
  brigade: number;
  /** ms, exact to a second after `from` */
  at: Float64Array;
  lon: Float64Array;
  lat: Float64Array;
  /** Degrees clockwise from north to the nearest three; NaN unknown. */
  heading: Float32Array;
}

export interface Tracks {
  /** The instant from which seconds are counted, ms. */
  from: number;
  tracks: Track[];
}

const MAGIC = 0x31545543; // "CUT1"
const HEAD = 16;
const HEADING_STEP = 3;
const HEADING_UNKNOWN = 127;

/** @throws RangeError for a brigade's number beyond 16 bits, or fixes that are not in order or before `from` */
export function encodeTracks({ from, tracks }: Tracks): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  for (const { brigade, at, lon, lat, heading } of tracks) {
    if (brigade < 0 || brigade > 0xffff || !Number.isInteger(brigade))
      throw new RangeError(`a brigade's number must have 16 bits, ${brigade} has not`);
    put(out, brigade);
    put(out, at.length);
    let before = 0;
    for (const each of at) {
      const seconds = Math.floor((each - from) / 1000);
      if (!(seconds >= before)) throw new RangeError(`a fix at ${each} comes before what it follows`);
      put(out, seconds - before);
      before = seconds;
    }
    for (const degrees of [lon, lat]) {
      let last = 0;
      for (const each of degrees) {
        const micro = Math.round(each * 1e6);
        put(out, zigzag(micro - last));
        last = micro;
      }
    }
    for (const each of heading)
      out.push(
        Number.isNaN(each) ? HEADING_UNKNOWN : Math.round((each % 360) / HEADING_STEP) % (360 / HEADING_STEP),
      );
  }
  const bytes = new Uint8Array(HEAD + out.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, tracks.length, true);
  view.setFloat64(8, from, true);
  bytes.set(out, HEAD);
  return bytes;
}

/** @throws Error when the buffer is no such tracks */
export function decodeTracks(bytes: Uint8Array): Tracks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEAD || view.getUint32(0, true) !== MAGIC) throw new Error("not tracks");
  const count = view.getUint32(4, true);
  const from = view.getFloat64(8, true);
  if (!Number.isFinite(from)) throw new Error(`tracks begin at ${from}, which is no instant`);
  const reader = new Reader(bytes, HEAD);
  const tracks: Track[] = [];
  for (let i = 0; i < count; i++) {
    const brigade = reader.take();
    if (brigade > 0xffff) throw new Error("tracks name a brigade by a number beyond 16 bits");
    const length = reader.take();
    // Each fix takes four bytes at the least: room is made for no more than there can be.
    if (4 * length > reader.left) throw new Error("tracks are cut short");
    const at = new Float64Array(length);
    let seconds = 0;
    for (let k = 0; k < length; k++) {
      seconds += reader.take();
      at[k] = from + 1000 * seconds;
    }
    const degrees = () => {
      const column = new Float64Array(length);
      let micro = 0;
      for (let k = 0; k < length; k++) {
        micro += unzigzag(reader.take());
        column[k] = micro / 1e6;
      }
      return column;
    };
    const lon = degrees();
    const lat = degrees();
    const heading = new Float32Array(length);
    for (let k = 0; k < length; k++) {
      const step = reader.take();
      heading[k] = step * HEADING_STEP < 360 ? step * HEADING_STEP : Number.NaN;
    }
    tracks.push({ brigade, at, lon, lat, heading });
  }
  if (reader.left > 0) throw new Error("tracks are longer than they say");
  return { from, tracks };
}

/** Small numbers of either sign as small ones. Arithmetic, because a step across the world has more than 31 bits. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function put(out: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

class Reader {
  private readonly bytes: Uint8Array;
  private at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(): number {
    let value = 0;
    let unit = 1;
    for (let length = 0; length < 6; length++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("tracks are cut short");
      value += (byte & 127) * unit;
      if (byte < 128) return value;
      unit *= 128;
    }
    throw new Error("tracks hold a number beyond 42 bits");
  }
}
