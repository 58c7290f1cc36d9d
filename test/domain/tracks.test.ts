/** Where brigades were, there and back over the wire. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTracks, encodeTracks, type Track } from "#contract/tracks";

const FROM = Date.parse("2026-11-25T06:00:00Z");
const degrees = (most: number) =>
  fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((micro) => micro / 1e6);
const fix = fc.record({
  step: fc.nat({ max: 90_000 }),
  lon: degrees(180),
  lat: degrees(90),
  heading: fc.oneof(
    fc.constant(Number.NaN),
    fc.nat({ max: 119 }).map((n) => 3 * n),
  ),
});
const track = fc
  .record({ brigade: fc.nat({ max: 65_534 }), fixes: fc.array(fix, { maxLength: 40 }) })
  .map(({ brigade, fixes }): Track => {
    let at = FROM;
    return {
      brigade,
      at: Float64Array.from(fixes, ({ step }) => (at += 1000 * step)),
      lon: Float64Array.from(fixes, ({ lon }) => lon),
      lat: Float64Array.from(fixes, ({ lat }) => lat),
      heading: Float32Array.from(fixes, ({ heading }) => heading),
    };
  });

describe("tracks", () => {
  test("come out of their bytes as they went in", () => {
    fc.assert(
      fc.property(fc.array(track, { maxLength: 8 }), (tracks) => {
        expect(decodeTracks(encodeTracks({ from: FROM, tracks }))).toEqual({ from: FROM, tracks });
      }),
    );
  });

  test("are refused when they are cut, lengthened or nothing of the kind, and never read beyond", () => {
    fc.assert(
      fc.property(fc.array(track, { minLength: 1, maxLength: 4 }), fc.nat(), (tracks, dice) => {
        const bytes = encodeTracks({ from: FROM, tracks });
        const cut = bytes.subarray(0, dice % bytes.length);
        expect(() => decodeTracks(cut)).toThrow();
        expect(() => decodeTracks(Uint8Array.from([...bytes, 0]))).toThrow(/longer/);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const bytes = Uint8Array.from([0x43, 0x55, 0x54, 0x31, ...noise]);
        try {
          const { tracks } = decodeTracks(bytes);
          expect(tracks.length).toBeLessThan(60);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  test("take some seven bytes a fix of a brigade that drives", () => {
    const count = 8640;
    const driving: Track = {
      brigade: 7,
      at: Float64Array.from({ length: count }, (_, i) => FROM + 10_000 * i),
      lon: Float64Array.from({ length: count }, (_, i) => -100.4 + 0.03 * Math.sin(i / 40)),
      lat: Float64Array.from({ length: count }, (_, i) => 25.65 + 0.03 * Math.cos(i / 40)),
      heading: Float32Array.from({ length: count }, (_, i) => (3 * i) % 360),
    };
    expect(encodeTracks({ from: FROM, tracks: [driving] }).length / count).toBeLessThan(7);
  });

  test("must be in order", () => {
    const back: Track = {
      brigade: 1,
      at: Float64Array.of(FROM + 5000, FROM + 1000),
      lon: Float64Array.of(0, 0),
      lat: Float64Array.of(0, 0),
      heading: Float32Array.of(0, 0),
    };
    expect(() => encodeTracks({ from: FROM, tracks: [back] })).toThrow(RangeError);
    expect(() => encodeTracks({ from: FROM, tracks: [{ ...back, brigade: 70_000 }] })).toThrow(/16 bits/);
  });
});
