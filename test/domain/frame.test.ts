import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Box,
  decodeFrame,
  encodeFrame,
  type Fix,
  type Frame,
  fixesOf,
  frameReader,
} from "#contract/frame";

const NOW = 1_700_000_000_000;
const box: Box = [-100.445, 25.58, -100.3, 25.725];
const unknown = { speed: null, heading: null, accuracy: null, battery: null };
const still = (brigade: number, more: Partial<Fix> = {}): Fix => ({
  brigade,
  lon: -100.4,
  lat: 25.6,
  at: NOW,
  ...unknown,
  ...more,
});

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyFix = (lon: fc.Arbitrary<number>, lat: fc.Arbitrary<number>): fc.Arbitrary<Fix> =>
  fc.record({
    brigade: fc.integer({ min: 0, max: 65_535 }),
    lon,
    lat,
    at: fc.oneof(
      fc.integer({ min: NOW - 60_000_000, max: NOW }),
      fc.integer({ min: NOW - 40_000, max: NOW }),
    ),
    speed: orNull(double(0, 150)),
    heading: orNull(double(0, 360)),
    accuracy: orNull(double(0, 100_000)),
    battery: orNull(double(0, 1)),
  });
const inCity = anyFix(double(box[0], box[2]), double(box[1], box[3]));
const anywhere = anyFix(double(-180, 180), double(-90, 90));
const fixes = fc.uniqueArray(fc.oneof(inCity, anywhere), { maxLength: 60, selector: (fix) => fix.brigade });
const read = (sent: readonly Fix[], more: { whole?: boolean } = {}) =>
  decodeFrame(encodeFrame(sent, NOW, { ...more, box }));

describe("a frame of positions", () => {
  test("PF1 brings each fix as exactly as it says: 0.3 m in the city, a micro-degree beyond, a second, 3°", () => {
    fc.assert(
      fc.property(fixes, fc.boolean(), (sent, whole) => {
        const frame = read(sent, { whole });
        expect([frame.now, frame.whole, frame.brigade.length]).toEqual([NOW, whole, sent.length]);
        const got = new Map(fixesOf(frame).map((fix) => [fix.brigade, fix]));
        for (const fix of sent) expectClose(got.get(fix.brigade), fix);
      }),
      { numRuns: 500 },
    );
  });

  test("PF1 is read into columns that held another as into its own", () => {
    const reader = frameReader();
    fc.assert(
      fc.property(fixes, (sent) => {
        const bytes = encodeFrame(sent, NOW, { box });
        expect(reader(bytes)).toEqual(decodeFrame(bytes));
      }),
    );
  });

  test("PF1 has at most eight bytes a position, of a fleet of which a quarter, half or all have moved", () => {
    for (const every of [1, 2, 4]) {
      const moved = Array.from({ length: 2000 / every }, (_, i) =>
        still(i * every, { at: NOW - (i % 20) * 1000, speed: 8, heading: 90, accuracy: 5, battery: 0.8 }),
      );
      expect(encodeFrame(moved, NOW, { box }).byteLength / moved.length).toBeLessThanOrEqual(8);
    }
  });

  test("of nobody is its head alone", () => {
    expect(encodeFrame([], NOW, { box }).byteLength).toBe(32);
    expect(fixesOf(read([]))).toEqual([]);
  });

  test("says at the most of what it cannot carry: a great age, a great speed, a great doubt", () => {
    const fix = still(1, { at: NOW - 1e9, speed: 150, heading: 360, accuracy: 1e5 });
    expect(fixesOf(read([fix]))).toMatchObject([
      { at: NOW - 65_535_000, speed: 61, heading: 0, accuracy: 5000 },
    ]);
  });

  test("never shows a fix from the future", () => {
    expect(fixesOf(read([still(1, { at: NOW + 30_000 })]))[0]?.at).toBe(NOW);
  });

  test("is read from inside a larger buffer", () => {
    const bytes = encodeFrame([still(9), still(500, { lon: 10 })], NOW, { box });
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(decodeFrame(larger.subarray(3, 3 + bytes.length))).toEqual(decodeFrame(bytes));
  });

  test("cut short, longer, of another version or with no instant is refused", () => {
    const bytes = encodeFrame([still(9), still(10), still(300, { at: 0 }), still(301, { lon: 0 })], NOW, {
      box,
    });
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeFrame(bytes.slice(0, length))).toThrow(/frame/);
    expect(() => decodeFrame(new Uint8Array([...bytes, 0]))).toThrow(/frame/);
    expect(() => decodeFrame(bytes.with(0, 1))).toThrow(/frame/);
    expect(() => decodeFrame(encodeFrame([], Number.NaN, { box }))).toThrow(/frame/);
  });

  test("with the number of a brigade that does not fit is not made", () => {
    expect(() => encodeFrame([still(65_536)], NOW, { box })).toThrow(RangeError);
  });

  test("of garbage is refused in words, or is a frame whose every number is one", () => {
    const framed = fc
      .tuple(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 4 }),
        fc.uint8Array({ minLength: 96, maxLength: 96 }),
      )
      .map(([flags, near, bytes]) => {
        bytes.set([2, flags, near, 0, 0, 0, near, 0]);
        return bytes.slice(0, 32 + 8 * near);
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), framed), (bytes) => {
        let frame: Frame;
        try {
          frame = decodeFrame(bytes);
        } catch (error) {
          expect(String(error)).toMatch(/frame/);
          return;
        }
        for (const { lon, lat, at } of fixesOf(frame))
          expect([lon, lat, at].every((value) => Number.isFinite(value))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

function expectClose(got: Fix | undefined, fix: Fix): void {
  const inside = fix.lon >= box[0] && fix.lon <= box[2] && fix.lat >= box[1] && fix.lat <= box[3];
  const degrees = inside ? 1.2e-6 : 0.51e-6;
  expect(Math.abs((got?.lon ?? 999) - fix.lon)).toBeLessThanOrEqual(degrees);
  expect(Math.abs((got?.lat ?? 999) - fix.lat)).toBeLessThanOrEqual(degrees);
  expect(Math.abs((got?.at ?? 0) - fix.at)).toBeLessThanOrEqual(500);
  if (fix.speed === null) expect(got?.speed).toBeNull();
  else if (fix.speed <= 61)
    expect(Math.abs((got?.speed ?? 999) - fix.speed)).toBeLessThanOrEqual(fix.speed < 16 ? 0.25 : 0.75);
  if (fix.heading === null) expect(got?.heading).toBeNull();
  else {
    const turn = Math.abs((got?.heading ?? 999) - fix.heading) % 360;
    expect(Math.min(turn, 360 - turn)).toBeLessThanOrEqual(1.5);
  }
  if (fix.battery === null) expect(got?.battery).toBeNull();
  else expect(Math.abs((got?.battery ?? 9) - fix.battery)).toBeLessThanOrEqual(1 / 12 + 1e-6);
  if (fix.accuracy === null) expect(got?.accuracy).toBeNull();
  else if (fix.accuracy <= 5000) expect(got?.accuracy ?? -1).toBeGreaterThanOrEqual(fix.accuracy);
}
