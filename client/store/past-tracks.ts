/** Where brigades were at a past instant: between the two fixes around it, by looking those up in columns. */
import type { Frame } from "#contract/frame";
import type { Track, Tracks } from "#contract/tracks";
import { UNKNOWN_WAY_MS } from "#geo/track";

export class PastTracks {
  /** By the instant at which each part begins. */
  private readonly parts = new Map<number, ReadonlyMap<number, Track>>();
  readonly partMs: number;

  constructor(partMs: number) {
    this.partMs = partMs;
  }

  /** When the part that holds an instant begins. */
  partOf(at: number): number {
    return Math.floor(at / this.partMs) * this.partMs;
  }

  has(part: number): boolean {
    return this.parts.has(part);
  }

  add(part: number, { tracks }: Tracks): void {
    this.parts.set(part, new Map(tracks.map((track) => [track.brigade, track])));
  }

  /** All brigades of which anything is known by then, as a frame of all that there is. */
  frameAt(at: number): Frame {
    const part = this.partOf(at);
    const [now, before] = [this.parts.get(part), this.parts.get(part - this.partMs)];
    const ids = [...new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])])];
    const frame: Frame = {
      now: at,
      whole: true,
      brigade: new Uint16Array(ids.length),
      lon: new Float64Array(ids.length),
      lat: new Float64Array(ids.length),
      at: new Float64Array(ids.length),
      heading: new Float32Array(ids.length),
      speed: new Float32Array(ids.length).fill(Number.NaN),
      accuracy: new Float32Array(ids.length).fill(Number.NaN),
      battery: new Float32Array(ids.length).fill(Number.NaN),
    };
    let count = 0;
    for (const id of ids) {
      const track = now?.get(id);
      const found = track && placeAt(track, at);
      const older = before?.get(id);
      const place = found ?? (older && placeAt(older, at));
      if (!place) continue;
      frame.brigade[count] = id;
      frame.lon[count] = place.lon;
      frame.lat[count] = place.lat;
      frame.at[count] = place.at;
      frame.heading[count++] = place.heading;
    }
    return count === ids.length ? frame : firstOf(frame, count);
  }
}

function placeAt(track: Track, at: number) {
  let [low, high] = [0, track.at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((track.at[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const i = low - 1;
  if (i < 0) return undefined;
  const [then = 0, next] = [track.at[i], track.at[i + 1]];
  const heading = track.heading[i] ?? Number.NaN;
  const [lon = 0, lat = 0] = [track.lon[i], track.lat[i]];
  if (next === undefined || next - then > UNKNOWN_WAY_MS) return { lon, lat, at: then, heading };
  const share = (at - then) / (next - then);
  return {
    lon: lon + share * ((track.lon[i + 1] ?? lon) - lon),
    lat: lat + share * ((track.lat[i + 1] ?? lat) - lat),
    // On its way between two fixes: nothing of it is old.
    at,
    heading,
  };
}

function firstOf(frame: Frame, count: number): Frame {
  const { now, whole } = frame;
  return {
    now,
    whole,
    brigade: frame.brigade.slice(0, count),
    lon: frame.lon.slice(0, count),
    lat: frame.lat.slice(0, count),
    at: frame.at.slice(0, count),
    heading: frame.heading.slice(0, count),
    speed: frame.speed.slice(0, count),
    accuracy: frame.accuracy.slice(0, count),
    battery: frame.battery.slice(0, count),
  };
}
