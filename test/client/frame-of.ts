/** A frame of fixes as they are, without what the wire rounds. */
import type { Fix, Frame } from "#contract/frame";

const unknown = { speed: null, heading: null, accuracy: null, battery: null };
export type SomeFix = Pick<Fix, "brigade" | "lon" | "lat" | "at"> & Partial<Fix>;

export function frameOf(now: number, some: readonly SomeFix[], whole = false): Frame {
  const fixes = some.map((fix): Fix => ({ ...unknown, ...fix }));
  const floats = (value: (fix: Fix) => number | null) =>
    Float32Array.from(fixes, (fix) => value(fix) ?? Number.NaN);
  return {
    now,
    whole,
    brigade: Uint16Array.from(fixes, (fix) => fix.brigade),
    lon: Float64Array.from(fixes, (fix) => fix.lon),
    lat: Float64Array.from(fixes, (fix) => fix.lat),
    at: Float64Array.from(fixes, (fix) => fix.at),
    heading: floats((fix) => fix.heading),
    speed: floats((fix) => fix.speed),
    accuracy: floats((fix) => fix.accuracy),
    battery: floats((fix) => fix.battery),
  };
}
