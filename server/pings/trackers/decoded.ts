/** What the decoders of all protocols make of what was sent. Nothing is thrown: what cannot be read is a fault with a code. */
import type { Fix } from "#contract/frame";
import type { Fault } from "#contract/trackers";

export const METRES_A_SECOND_OF_A_KNOT = 1852 / 3600;

/** A fix of some device, before it is known whose device it is. */
export type DeviceFix = Omit<Fix, "brigade">;

export interface Decoded {
  /** What the sender calls the device, or undefined where nothing was said. */
  device: string | undefined;
  fixes: DeviceFix[];
  /** How many parts hold no place by their nature: a status, a fix by telephone cells alone. */
  placeless: number;
  /** Why each of the other parts cannot be read. */
  faults: Fault[];
}

/** As said, in our units; undefined or not a number where nothing was said or nobody understands it. */
export interface SaidFix {
  at: number | undefined;
  lon: number | undefined;
  lat: number | undefined;
  speed?: number | undefined;
  heading?: number | undefined;
  accuracy?: number | undefined;
  /** 0…1 */
  battery?: number | undefined;
}

export function nothing(device?: string): Decoded {
  return { device, fixes: [], placeless: 0, faults: [] };
}

/** Adds a fix, or the fault that keeps it from being one. An absurd speed does not spoil a good place: it is unknown. */
export function addFix(to: Decoded, { at, lon, lat, speed, heading, accuracy, battery }: SaidFix): void {
  if (at === undefined || !Number.isFinite(at)) to.faults.push("bad-time");
  else if (lon === undefined || lat === undefined || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
    to.faults.push("bad-place");
  else
    to.fixes.push({
      at: Math.round(at),
      lon,
      lat,
      speed: within(speed, 150),
      heading: within(heading, 360),
      accuracy: within(accuracy, 100_000),
      battery: within(battery, 1),
    });
}

/** Null for what is out of range: −1 is how many clients say that they do not know. */
function within(value: number | undefined, most: number): number | null {
  return value !== undefined && value >= 0 && value <= most ? value : null;
}

/** A decimal number, also one that came as text, as it does from a query. Undefined for everything else. */
export function numberIn(said: unknown): number | undefined {
  if (typeof said === "number") return Number.isFinite(said) ? said : undefined;
  if (typeof said !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(said))
    return undefined;
  const value = Number(said);
  return Number.isFinite(value) ? value : undefined;
}

export function times(factor: number, value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * factor;
}
