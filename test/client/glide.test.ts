import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnAt, Fixes } from "../../client/live/fixes.ts";
import { waysOf } from "../../client/map/layers/trails.ts";
import { frameOf } from "./frame-of.ts";

const T = 1_700_000_000_000;
const frame = (lon: number, at: number, heading: number | null = 90) =>
  frameOf(at, [{ brigade: 1, lon, lat: 25.6, at, speed: 8, heading }]);
const lonAt = (fixes: Fixes, now: number) => drawnAt(fixes, fixes.slotOf(1) ?? -1, now).lon;

describe("a brigade", () => {
  test("glides at an even pace from fix to fix and arrives when the next one is expected", () => {
    const fixes = new Fixes();
    fixes.take(frame(-100.4, T), 0);
    expect(lonAt(fixes, 0)).toBe(-100.4);
    fixes.take(frame(-100.399, T + 4000), 4000);
    expect(lonAt(fixes, 4000)).toBeCloseTo(-100.4, 9);
    expect(lonAt(fixes, 6000)).toBeCloseTo(-100.3995, 9);
    expect(lonAt(fixes, 8000)).toBe(-100.399);
    expect(fixes.restsAt).toBe(8000);
  });

  test("never jumps while it glides, whenever the fixes come", () => {
    const gaps = fc.array(fc.integer({ min: 200, max: 5900 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(gaps, (times) => {
        const fixes = new Fixes();
        let now = 0;
        let lon = -100.4;
        let last: number | undefined;
        for (const gap of times) {
          lon += 0.0005;
          fixes.take(frame(lon, T + now), now);
          for (let t = now; t <= now + gap; t += 100) {
            const here = lonAt(fixes, t) ?? Number.NaN;
            if (last !== undefined) expect(Math.abs(here - last)).toBeLessThan(0.0008);
            expect(here).toBeLessThanOrEqual(lon + 1e-9);
            last = here;
          }
          now += gap;
        }
      }),
    );
  });

  test("jumps after a long silence and over a long way, and is at its fix for whoever wants less motion", () => {
    const fixes = new Fixes();
    fixes.take(frame(-100.4, T), 0);
    fixes.take(frame(-100.399, T + 4000), 4000);
    expect(lonAt(fixes, Number.MAX_SAFE_INTEGER)).toBe(-100.399);
    fixes.take(frame(-100.395, T + 400_000), 400_000);
    expect(lonAt(fixes, 400_001)).toBe(-100.395);
    fixes.take(frame(-100.3, T + 402_000), 402_000);
    expect(lonAt(fixes, 402_001)).toBe(-100.3);
  });

  test("glides as evenly on a wall that has been on for a month", () => {
    const fixes = new Fixes();
    const month = 30 * 86_400_000;
    for (let now = 0; now < month; now += 3_600_000) fixes.take(frame(-100.4, T + now), now);
    fixes.take(frame(-100.4, T + month), month);
    fixes.take(frame(-100.399, T + month + 4000), month + 4000);
    expect(lonAt(fixes, month + 6000)).toBeCloseTo(-100.3995, 6);
  });

  test("turns the shorter way round", () => {
    const fixes = new Fixes();
    fixes.take(frame(-100.4, T, 350), 0);
    fixes.take(frame(-100.399, T + 4000, 10), 4000);
    const heading = drawnAt(fixes, fixes.slotOf(1) ?? -1, 5000).heading ?? 180;
    expect(heading >= 350 || heading <= 10).toBe(true);
  });
});

test("a trail is the fetched way up to where our own memory begins, and breaks where nobody knows the way", () => {
  const point = (at: number) => [at / 1e5, 25.6, at] as const;
  const times = (fetched: number[], own: number[]) =>
    waysOf(fetched.map(point), own.map(point)).map((way) => way.map(([, , at]) => at));
  expect(times([10, 20, 30], [30, 40])).toEqual([[10, 20, 30, 40]]);
  const hour = 3_600_000;
  expect(times([10, 20, hour, hour + 10], [hour + 20])).toEqual([
    [10, 20],
    [hour, hour + 10, hour + 20],
  ]);
  // What is its own has no such time in it: whoever stood has left no points meanwhile.
  expect(times([10], [hour, 2 * hour])).toEqual([[10], [hour, 2 * hour]]);
});
