/**
 * Where a brigade is drawn between two fixes: on the straight way from where it was drawn when the newer one came, at
 * the pace at which fixes come. A marker is therefore one fix behind, but never jumps and never guesses ahead.
 */
import type { Fixes, Track } from "../live/fixes.ts";

export interface Drawn {
  lon: number;
  lat: number;
  /** Degrees clockwise from north; null = unknown. */
  heading: number | null;
}

interface Leg {
  heardAt: number;
  from: Drawn;
  /** Kept here, because a track is changed in place by the fix that ends this leg. */
  to: Drawn;
  until: number;
}

/** A fix every few seconds glides; longer silence and longer ways are jumps that are shown as such. */
const LONGEST = 6000;
const SHORTEST = 250;
const FARTHEST_DEGREES = 0.01;

export class Glide {
  private readonly legs = new Map<number, Leg>();
  /** Set where a person wants less motion: brigades then stand at their last fix. */
  still = false;

  /** Where each brigade is drawn at `now` (local ms), and whether any is still on its way. */
  at(fixes: Fixes, now: number): { drawn: Map<number, Drawn>; moving: boolean } {
    const drawn = new Map<number, Drawn>();
    let moving = false;
    for (const [id, track] of fixes.tracks) {
      let leg = this.legs.get(id);
      if (!leg || leg.heardAt !== track.heardAt) {
        leg = this.nextLeg(leg, track, now);
        this.legs.set(id, leg);
      }
      drawn.set(id, along(leg, now));
      if (now < leg.until) moving = true;
    }
    return { drawn, moving };
  }

  private nextLeg(before: Leg | undefined, track: Track, now: number): Leg {
    const here = before ? along(before, now) : track.fix;
    const far = Math.abs(here.lon - track.fix.lon) + Math.abs(here.lat - track.fix.lat) > FARTHEST_DEGREES;
    const jump = !before || far || this.still || track.gap > LONGEST;
    const pace = Math.min(LONGEST, Math.max(SHORTEST, track.gap));
    return {
      heardAt: track.heardAt,
      from: jump ? track.fix : here,
      to: track.fix,
      until: jump ? now : track.heardAt + pace,
    };
  }
}

function along(leg: Leg, now: number): Drawn {
  const { to } = leg;
  const whole = leg.until - leg.heardAt;
  if (now >= leg.until || whole <= 0) return { lon: to.lon, lat: to.lat, heading: to.heading };
  const share = Math.max(0, (now - leg.heardAt) / whole);
  return {
    lon: leg.from.lon + (to.lon - leg.from.lon) * share,
    lat: leg.from.lat + (to.lat - leg.from.lat) * share,
    heading: turned(leg.from.heading, to.heading, share),
  };
}

/** The shorter way round. */
function turned(from: number | null, to: number | null, share: number): number | null {
  if (from === null || to === null) return to;
  const turn = ((to - from + 540) % 360) - 180;
  return (from + turn * Math.min(1, share * 2) + 360) % 360;
}
