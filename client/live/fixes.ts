/**
 * Where the brigades are and have just been. At rate, so outside React and in columns: a frame of thousands touches numbers only.
 * `changes` goes up with every frame. Each brigade is also on its way from where it was drawn when its newest fix came to that
 * fix, at the pace at which its fixes come: so a marker is one fix behind, but never jumps and never guesses ahead.
 */
import type { Fix, Frame } from "#contract/frame";
import { UNKNOWN_WAY_MS } from "#geo/track";

/** Of the brigade in each slot; the first `count` hold. */
export interface FixColumns {
  brigade: Uint16Array;
  /** lon, lat of the newest fix, degrees. */
  place: Float64Array;
  /** Degrees that the marker was short of it when it came, lon, lat; then when it came and when it arrives: s since `epoch`. */
  glide: Float32Array;
  /** Degrees clockwise from north, NaN unknown; and how far the marker had yet to turn. */
  heading: Float32Array;
  turn: Float32Array;
  /** ms, the server's clock */
  at: Float64Array;
  /** ms, the local clock */
  heardAt: Float64Array;
  /** m/s, metres, 0…1; NaN unknown */
  speed: Float32Array;
  accuracy: Float32Array;
  battery: Float32Array;
}

const TRAIL_MS = 12 * 60_000;
const TRAIL_POINTS = 160;
/** The newest fix is always in it; before it, one every so often. */
const TRAIL_STEP_MS = 5000;
/** So many are dropped at once: one at a time would move all the others each time. */
const TRAIL_SPARE = 32;
/** Ages travel in whole seconds: the same fix, told twice, may differ by one. */
const SAME_FIX_MS = 1500;
/** A fix every few seconds glides; longer silence and longer ways are jumps that are shown as such. */
const LONGEST_MS = 6000;
const SHORTEST_MS = 250;
const FARTHEST_DEGREES = 0.01;
const EPOCH_MS = 6 * 3_600_000;

export class Fixes {
  count = 0;
  changes = 0;
  /** Goes up when a brigade gets or loses its slot. */
  roster = 0;
  columns = columnsFor(64);
  /** Local ms from which the columns count seconds: whole ones would not fit a float32. */
  epoch = 0;
  /** Local ms at which the last marker arrives. */
  restsAt = 0;
  /** By the number of a brigade, which has 16 bits, plus one: 0 is nobody. Asked for each fix, so not a map. */
  private readonly slots = new Uint32Array(0x10000);
  /** lon, lat, at of the last fixes of each slot, oldest first. */
  private trails: number[][] = [];

  /**
   * Takes a frame in; a fix that is older than what is known moves nothing, and who is not in a whole frame is gone
   * (PF5). `now` is the local clock, ms.
   */
  take(frame: Frame, now: number): void {
    if (this.count === 0) this.epoch = now;
    else if (now - this.epoch > EPOCH_MS) this.countFrom(now);
    if (frame.whole) this.keepOnly(new Set(frame.brigade));
    for (let i = 0; i < frame.brigade.length; i++) this.put(frame, i, now);
    this.changes++;
  }

  clear(): void {
    this.count = 0;
    this.slots.fill(0);
    this.trails = [];
    this.changes++;
    this.roster++;
  }

  slotOf(brigade: number | undefined): number | undefined {
    const slot = brigade === undefined ? 0 : (this.slots[brigade] ?? 0);
    return slot === 0 ? undefined : slot - 1;
  }

  /** The newest fix of a brigade, for whoever reads one. */
  get(brigade: number | undefined): Fix | undefined {
    const slot = this.slotOf(brigade);
    if (slot === undefined || brigade === undefined) return undefined;
    const { place, at, speed, heading, accuracy, battery } = this.columns;
    const known = (value = Number.NaN) => (Number.isNaN(value) ? null : value);
    return {
      brigade,
      lon: place[2 * slot] ?? 0,
      lat: place[2 * slot + 1] ?? 0,
      at: at[slot] ?? 0,
      speed: known(speed[slot]),
      heading: known(heading[slot]),
      accuracy: known(accuracy[slot]),
      battery: known(battery[slot]),
    };
  }

  /** lon, lat, at, one after another, oldest first: since it was last away for so long that nobody knows its way. */
  trailOf(slot: number): readonly number[] {
    return this.trails[slot] ?? [];
  }

  /** A wall stays on for months: seconds since then would lose their fractions. */
  private countFrom(now: number): void {
    const passed = this.seconds(now);
    for (let slot = 0; slot < this.count; slot++)
      for (const i of [4 * slot + 2, 4 * slot + 3])
        this.columns.glide[i] = (this.columns.glide[i] ?? 0) - passed;
    this.epoch = now;
  }

  private keepOnly(shown: ReadonlySet<number>): void {
    for (let slot = this.count - 1; slot >= 0; slot--)
      if (!shown.has(this.columns.brigade[slot] ?? -1)) this.remove(slot);
  }

  /** The last slot takes its place. */
  private remove(slot: number): void {
    const last = --this.count;
    this.roster++;
    this.slots[this.columns.brigade[slot] ?? -1] = 0;
    const trail = this.trails.pop();
    if (slot === last || trail === undefined) return;
    for (const column of Object.values(this.columns) as (Float32Array | Float64Array | Uint16Array)[]) {
      const width = column.length / this.columns.brigade.length;
      column.copyWithin(slot * width, last * width, (last + 1) * width);
    }
    this.trails[slot] = trail;
    this.slots[this.columns.brigade[slot] ?? -1] = slot + 1;
  }

  private add(brigade: number): number {
    const slot = this.count++;
    this.roster++;
    if (slot === this.columns.brigade.length) this.columns = grown(this.columns, 2 * slot);
    this.columns.brigade[slot] = brigade;
    this.slots[brigade] = slot + 1;
    this.trails[slot] = [];
    return slot;
  }

  private put(frame: Frame, i: number, now: number): void {
    const lon = frame.lon[i] ?? 0;
    const lat = frame.lat[i] ?? 0;
    const at = frame.at[i] ?? 0;
    const brigade = frame.brigade[i] ?? 0;
    const known = this.slots[brigade] ?? 0;
    const isNew = known === 0;
    const slot = isNew ? this.add(brigade) : known - 1;
    const c = this.columns;
    const moved = isNew || lon !== c.place[2 * slot] || lat !== c.place[2 * slot + 1];
    const before = c.at[slot] ?? 0;
    if (!isNew && (at < before - SAME_FIX_MS || (!moved && at < before + SAME_FIX_MS))) return;
    this.beginLeg(slot, lon, lat, frame.heading[i] ?? Number.NaN, now, isNew);
    c.place[2 * slot] = lon;
    c.place[2 * slot + 1] = lat;
    c.heading[slot] = frame.heading[i] ?? Number.NaN;
    c.at[slot] = at;
    c.heardAt[slot] = now;
    c.speed[slot] = frame.speed[i] ?? Number.NaN;
    c.accuracy[slot] = frame.accuracy[i] ?? Number.NaN;
    c.battery[slot] = frame.battery[i] ?? Number.NaN;
    if (moved && at - before > UNKNOWN_WAY_MS) this.trails[slot] = [];
    if (moved) this.leaveTrail(slot, lon, lat, at);
  }

  private beginLeg(
    slot: number,
    lon: number,
    lat: number,
    heading: number,
    now: number,
    isNew: boolean,
  ): void {
    const c = this.columns;
    const gap = now - (c.heardAt[slot] ?? 0);
    const left = leftOf(c, slot, this.seconds(now));
    const east = (c.place[2 * slot] ?? 0) + left * (c.glide[4 * slot] ?? 0) - lon;
    const north = (c.place[2 * slot + 1] ?? 0) + left * (c.glide[4 * slot + 1] ?? 0) - lat;
    const jumps = isNew || gap > LONGEST_MS || Math.abs(east) + Math.abs(north) > FARTHEST_DEGREES;
    const arrives = jumps ? now : now + Math.max(SHORTEST_MS, gap);
    // Written one by one: thousands of times a second, a list for each would be most of what a frame costs.
    c.glide[4 * slot] = jumps ? 0 : east;
    c.glide[4 * slot + 1] = jumps ? 0 : north;
    c.glide[4 * slot + 2] = this.seconds(now);
    c.glide[4 * slot + 3] = this.seconds(arrives);
    // The shorter way round; whose direction was not known turns at once.
    const was = (c.heading[slot] ?? Number.NaN) + Math.max(0, 2 * left - 1) * (c.turn[slot] ?? 0);
    const turn = jumps ? 0 : ((was - heading + 900) % 360) - 180;
    c.turn[slot] = Number.isNaN(turn) ? 0 : turn;
    this.restsAt = Math.max(this.restsAt, arrives);
  }

  private leaveTrail(slot: number, lon: number, lat: number, at: number): void {
    const trail = this.trails[slot];
    if (!trail) return;
    const end = trail.length;
    if (end >= 6 && (trail[end - 1] ?? at) - (trail[end - 4] ?? at) < TRAIL_STEP_MS) {
      // What reports twice a second would leave a trail of a minute, and much to clear away.
      trail[end - 3] = lon;
      trail[end - 2] = lat;
      trail[end - 1] = at;
      return;
    }
    trail.push(lon, lat, at);
    const oldest = at - TRAIL_MS;
    if (trail.length <= 3 * (TRAIL_POINTS + TRAIL_SPARE) && (trail[2] ?? oldest) >= oldest) return;
    let drop = Math.max(0, trail.length / 3 - TRAIL_POINTS);
    while ((trail[3 * drop + 2] ?? at) < oldest) drop++;
    trail.splice(0, 3 * drop);
  }

  /** Of the local clock, as the columns count them. */
  seconds(now: number): number {
    return (now - this.epoch) / 1000;
  }
}

export interface Drawn {
  lon: number;
  lat: number;
  /** Degrees clockwise from north; null = unknown. */
  heading: number | null;
}

/** Where a marker is drawn at `now` (local ms): what the map's arrows reckon for themselves, for whatever goes with them. */
export function drawnAt(fixes: Fixes, slot: number, now: number): Drawn {
  const { columns: c } = fixes;
  const left = leftOf(c, slot, fixes.seconds(now));
  const heading = c.heading[slot] ?? Number.NaN;
  return {
    lon: (c.place[2 * slot] ?? 0) + left * (c.glide[4 * slot] ?? 0),
    lat: (c.place[2 * slot + 1] ?? 0) + left * (c.glide[4 * slot + 1] ?? 0),
    heading: Number.isNaN(heading)
      ? null
      : (heading + Math.max(0, 2 * left - 1) * (c.turn[slot] ?? 0) + 360) % 360,
  };
}

/** Of the way to the newest fix, 1…0. */
function leftOf({ glide }: FixColumns, slot: number, seconds: number): number {
  const start = glide[4 * slot + 2] ?? 0;
  const end = glide[4 * slot + 3] ?? 0;
  return end > start ? 1 - Math.min(1, Math.max(0, (seconds - start) / (end - start))) : 0;
}

function columnsFor(capacity: number): FixColumns {
  return {
    brigade: new Uint16Array(capacity),
    place: new Float64Array(2 * capacity),
    glide: new Float32Array(4 * capacity),
    heading: new Float32Array(capacity),
    turn: new Float32Array(capacity),
    at: new Float64Array(capacity),
    heardAt: new Float64Array(capacity),
    speed: new Float32Array(capacity),
    accuracy: new Float32Array(capacity),
    battery: new Float32Array(capacity),
  };
}

function grown(columns: FixColumns, capacity: number): FixColumns {
  const larger = columnsFor(capacity);
  for (const name of Object.keys(columns) as (keyof FixColumns)[]) larger[name].set(columns[name]);
  return larger;
}
