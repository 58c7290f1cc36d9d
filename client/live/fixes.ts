/** Where the brigades are and have just been. At rate, so outside React; `changes` goes up with every frame. */
import { type Fix, type Frame, fixesOf } from "#contract/frame";

export interface Track {
  fix: Fix;
  /** When the fix reached us, and how long the one before it had been the latest; local ms. */
  heardAt: number;
  gap: number;
  /** [lon, lat, at] of the last fixes, oldest first. */
  trail: [number, number, number][];
}

const TRAIL_MS = 12 * 60_000;
const TRAIL_POINTS = 160;
/** Ages travel in whole seconds: the same fix, told twice, may differ by one. */
const SAME_FIX_MS = 1500;

export class Fixes {
  readonly tracks = new Map<number, Track>();
  changes = 0;

  /**
   * Takes a frame in; a fix that is older than what is known moves nothing, and who is not in a whole frame is gone
   * (PF5). `now` is the local clock, ms.
   */
  take(frame: Frame, now: number): void {
    if (frame.whole) this.keepOnly(new Set(frame.brigade));
    for (const fix of fixesOf(frame)) this.put(fix, now);
    this.changes++;
  }

  private keepOnly(shown: ReadonlySet<number>): void {
    for (const brigade of this.tracks.keys()) if (!shown.has(brigade)) this.tracks.delete(brigade);
  }

  private put(fix: Fix, now: number): void {
    const track = this.tracks.get(fix.brigade);
    if (!track) {
      this.tracks.set(fix.brigade, { fix, heardAt: now, gap: 0, trail: [[fix.lon, fix.lat, fix.at]] });
      return;
    }
    const moved = fix.lon !== track.fix.lon || fix.lat !== track.fix.lat;
    if (fix.at < track.fix.at - SAME_FIX_MS || (!moved && fix.at < track.fix.at + SAME_FIX_MS)) return;
    track.gap = now - track.heardAt;
    track.heardAt = now;
    track.fix = fix;
    if (!moved) return;
    track.trail.push([fix.lon, fix.lat, fix.at]);
    const oldest = fix.at - TRAIL_MS;
    while (track.trail.length > TRAIL_POINTS || (track.trail[0]?.[2] ?? oldest) < oldest) track.trail.shift();
  }
}
