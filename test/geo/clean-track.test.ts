import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanTrack } from "#geo/clean-track";
import { metresBetween } from "#geo/far";
import { randomFrom } from "#test/support/random";

const AT = 1_700_000_000_000;
/** Metres east and north of a place in the city, so many seconds from the beginning. */
function fix(seconds: number, x: number, y = 0) {
  return {
    at: AT + seconds * 1000,
    lon: -100.4 + x / (111_195 * Math.cos((25.65 * Math.PI) / 180)),
    lat: 25.65 + y / 111_195,
  };
}
const drive = (from: number, seconds: number, speed: number) =>
  Array.from({ length: seconds }, (_, i) => fix(from + i, i * speed));

describe("a track", () => {
  test("of a steady drive has its length and its time", () => {
    const { metres, movingSeconds } = cleanTrack(drive(0, 601, 10));
    expect(metres).toBeGreaterThan(5_950);
    expect(metres).toBeLessThanOrEqual(6_001);
    expect(movingSeconds).toBeGreaterThan(595);
  });

  test("of a vehicle that stands for hours has a hundred metres of its receiver's forty kilometres at the most", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed);
        const noise = () => (random() + random() - 1) * 20;
        const track = Array.from({ length: 3600 }, (_, i) => fix(i, noise(), noise()));
        const raw = track.reduce((sum, at, i) => sum + metresBetween(track[i - 1] ?? at, at), 0);
        const { metres, movingSeconds } = cleanTrack(track);
        expect(raw).toBeGreaterThan(40_000);
        expect(metres).toBeLessThan(100);
        expect(movingSeconds).toBeLessThan(20);
      }),
      { numRuns: 30 },
    );
  });

  test("loses a spike, whether it stood or drove, and keeps the rest", () => {
    const standing = [fix(0, 0), fix(1, 2), fix(2, 400, 100), fix(3, 1), fix(4, 0)];
    expect(cleanTrack(standing)).toMatchObject({ metres: 0, movingSeconds: 0 });
    const driven = drive(0, 61, 10);
    const spiked = driven.map((at, i) => (i === 30 ? fix(30, 300, 400) : at));
    expect(cleanTrack(spiked).metres).toBeCloseTo(cleanTrack(driven).metres, -2);
    expect(Math.max(...cleanTrack(spiked).points.map(({ lat }) => lat))).toBeLessThan(25.651);
  });

  test("keeps a drive that turns back: slowly there, slowly home", () => {
    const out = drive(0, 60, 10);
    const home = out.toReversed().map(({ lon, lat }, i) => ({ at: AT + (60 + i) * 1000, lon, lat }));
    const { metres } = cleanTrack([...out, ...home]);
    expect(metres).toBeGreaterThan(1100);
    expect(metres).toBeLessThanOrEqual(1180);
  });

  test("counts the time of standing as standing, and a long silence as nothing", () => {
    const stop = Array.from({ length: 300 }, (_, i) => fix(61 + i, 600));
    const on = Array.from({ length: 60 }, (_, i) => fix(361 + i, 600 + i * 10));
    const { movingSeconds, points } = cleanTrack([...drive(0, 61, 10), ...stop, ...on]);
    expect(movingSeconds).toBeGreaterThan(105);
    expect(movingSeconds).toBeLessThan(130);
    // When it came and when it went.
    expect(points.filter(({ lon }) => Math.abs(lon - fix(0, 600).lon) < 3e-4).length).toBeGreaterThan(1);
    const silent = cleanTrack([fix(0, 0), fix(3600, 5000), fix(3610, 5100), fix(3620, 5200)]);
    expect([Math.round(silent.metres / 100), Math.round(silent.movingSeconds)]).toEqual([51, 10]);
  });

  describe("with a place at its edge that nobody can have gone from or to", () => {
    const good = drive(10, 20, 10);
    const far = (seconds: number, x = 0) => ({ ...fix(seconds, x), lat: 37.422 });
    const { metres, points } = cleanTrack(good);

    test.each([
      ["first", [far(0), ...good]],
      ["first two, near each other", [far(0), far(1), ...good]],
      ["first two, some streets apart", [far(0), far(5, 60), ...good]],
      ["last", [...good, far(40)]],
      ["last two", [...good, far(40), far(41)]],
      ["first and last", [far(0), ...good, far(40)]],
    ])("loses it: %s", (_, fixes) => {
      const cleaned = cleanTrack(fixes);
      expect(cleaned.points).toEqual(points);
      expect(cleaned.metres).toBeLessThanOrEqual(metres);
      expect(cleaned.metres).toBeGreaterThan(metres - 20);
    });

    test("has one of two fixes that contradict each other, the later, and no way between them", () => {
      expect(cleanTrack([far(0), fix(10, 0)])).toEqual({ metres: 0, movingSeconds: 0, points: [fix(10, 0)] });
    });

    test("keeps two long parts, but no drive between them", () => {
      const there = good.map(({ at, lon }) => ({ at: at + 30_000, lon, lat: 25.75 }));
      const both = cleanTrack([...good, ...there]);
      expect(new Set(both.points.map(({ lat }) => lat.toFixed(2)))).toEqual(new Set(["25.65", "25.75"]));
      expect(both.metres).toBeLessThanOrEqual(2 * metres);
    });
  });
});
