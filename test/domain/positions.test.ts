import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFrame, encodeFrame, type Fix, Ping, PingBatch } from "#contract/positions";

const NOW = 1_700_000_000_000;
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const anyFix: fc.Arbitrary<Fix> = fc.record({
  brigade: fc.integer({ min: 0, max: 65_534 }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  at: fc.integer({ min: NOW - 60_000_000, max: NOW }),
  speed: orNull(fc.double({ min: 0, max: 127, noNaN: true })),
  heading: orNull(fc.double({ min: 0, max: 360, noNaN: true })),
});

describe("a frame of positions", () => {
  test("PF1 brings each fix as exactly as its columns say", () => {
    fc.assert(
      fc.property(fc.array(anyFix, { maxLength: 40 }), (fixes) => {
        const frame = decodeFrame(encodeFrame(fixes, NOW));
        expect(frame.now).toBe(NOW);
        expect(frame.fixes.length).toBe(fixes.length);
        fixes.forEach((fix, i) => {
          const got = frame.fixes[i];
          expect(got?.brigade).toBe(fix.brigade);
          expect(Math.abs((got?.lon ?? 999) - fix.lon)).toBeLessThanOrEqual(0.51e-6);
          expect(Math.abs((got?.lat ?? 999) - fix.lat)).toBeLessThanOrEqual(0.51e-6);
          expect(Math.abs((got?.at ?? 0) - fix.at)).toBeLessThanOrEqual(500);
          if (fix.speed === null) expect(got?.speed).toBeNull();
          else expect(Math.abs((got?.speed ?? 999) - fix.speed)).toBeLessThanOrEqual(0.25);
          if (fix.heading === null) expect(got?.heading).toBeNull();
          else {
            const turn = Math.abs((got?.heading ?? 999) - fix.heading) % 360;
            expect(Math.min(turn, 360 - turn)).toBeLessThanOrEqual(1);
          }
        });
      }),
    );
  });

  test("PF1 has fourteen bytes for a position and sixteen for itself", () => {
    const fix: Fix = { brigade: 1, lon: 0, lat: 0, at: NOW, speed: null, heading: null };
    expect(encodeFrame([], NOW).byteLength).toBe(16);
    expect(encodeFrame(Array(1000).fill(fix), NOW).byteLength).toBe(14_016);
    expect(decodeFrame(encodeFrame([], NOW))).toEqual({ now: NOW, whole: false, fixes: [] });
  });

  test("says at the most of what it cannot carry: a great age, a great speed", () => {
    const fix: Fix = { brigade: 1, lon: 0, lat: 0, at: NOW - 1e9, speed: 150, heading: 360 };
    expect(decodeFrame(encodeFrame([fix], NOW)).fixes).toEqual([
      { brigade: 1, lon: 0, lat: 0, at: NOW - 65_535_000, speed: 127, heading: 0 },
    ]);
  });

  test("never shows a fix from the future", () => {
    const fix: Fix = { brigade: 1, lon: 0, lat: 0, at: NOW + 30_000, speed: null, heading: null };
    expect(decodeFrame(encodeFrame([fix], NOW)).fixes[0]?.at).toBe(NOW);
  });

  test("PF5 says when it holds all that may be shown", () => {
    expect(decodeFrame(encodeFrame([], NOW, { whole: true }))).toEqual({ now: NOW, whole: true, fixes: [] });
  });

  test("is read from inside a larger buffer", () => {
    const bytes = encodeFrame([{ brigade: 9, lon: 1, lat: 2, at: NOW, speed: 3, heading: 4 }], NOW);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(decodeFrame(larger.subarray(3, 3 + bytes.length))).toEqual(decodeFrame(bytes));
  });

  test("cut short, longer, of another version or with no instant is refused", () => {
    const bytes = encodeFrame([{ brigade: 9, lon: 1, lat: 2, at: NOW, speed: 3, heading: 4 }], NOW);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeFrame(bytes.slice(0, length))).toThrow(/frame/);
    expect(() => decodeFrame(new Uint8Array([...bytes, 0]))).toThrow(/frame/);
    expect(() => decodeFrame(bytes.with(0, 2))).toThrow(/frame/);
    expect(() => decodeFrame(encodeFrame([], Number.NaN))).toThrow(/frame/);
  });

  test("of garbage is refused in words, or is a frame whose every number is one", () => {
    const framed = fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ minLength: 72, maxLength: 72 }))
      .map(([n, bytes]) => {
        bytes.set([1, 0, n, 0]);
        return bytes.slice(0, 16 + 14 * n);
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), framed), (bytes) => {
        let frame: ReturnType<typeof decodeFrame>;
        try {
          frame = decodeFrame(bytes);
        } catch (error) {
          expect(String(error)).toMatch(/frame/);
          return;
        }
        for (const { lon, lat, at } of frame.fixes)
          expect([lon, lat, at].every((value) => Number.isFinite(value))).toBe(true);
      }),
    );
  });
});

describe("a ping", () => {
  const ping = { brigade: "works-1", at: "2026-01-02T03:04:05Z", lon: -100.37, lat: 25.65 };

  test("has a brigade, an instant with its zone and a place; the rest is optional", () => {
    expect(Ping.safeParse(ping).success).toBe(true);
    expect(
      Ping.safeParse({ ...ping, at: "2026-01-02T03:04:05.678-06:00", speed: 150, heading: 360, battery: 1 })
        .success,
    ).toBe(true);
  });

  test.each([
    ["no brigade", { brigade: "" }],
    ["no zone", { at: "2026-01-02T03:04:05" }],
    ["a day without time", { at: "2026-01-02" }],
    ["a day that is none", { at: "2026-02-30T00:00:00Z" }],
    ["a number for an instant", { at: 1_700_000_000_000 }],
    ["a longitude as text", { lon: "-100.37" }],
    ["a longitude beyond the globe", { lon: 180.01 }],
    ["a latitude beyond the globe", { lat: -90.01 }],
    ["no number", { lat: Number.NaN }],
    ["a speed that no vehicle has", { speed: 151 }],
    ["a speed backwards", { speed: -1 }],
    ["a heading beyond the circle", { heading: 361 }],
    ["an accuracy without end", { accuracy: Number.POSITIVE_INFINITY }],
    ["more than a full battery", { battery: 1.01 }],
    ["a field that nobody knows", { altitude: 500 }],
  ])("with %s is refused", (_, wrong) => {
    expect(Ping.safeParse({ ...ping, ...wrong }).success).toBe(false);
  });

  test("comes in batches of 1 to 5,000", () => {
    expect(PingBatch.safeParse({ positions: [] }).success).toBe(false);
    expect(PingBatch.safeParse({ positions: Array(5000).fill(ping) }).success).toBe(true);
    expect(PingBatch.safeParse({ positions: Array(5001).fill(ping) }).success).toBe(false);
  });
});
