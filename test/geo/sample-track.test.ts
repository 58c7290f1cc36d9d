import { expect, test } from "vitest";
import { cleanTrack } from "#geo/clean-track";
import { sampleSteps } from "#geo/sample-track";
import type { RawFix } from "#geo/track";

const STEP = 22_000;

/** What is looked up of it: the first three of each step. */
function firstThree(fixes: readonly RawFix[]): RawFix[] {
  const found = new Map<number, number>();
  return fixes.filter(({ at }) => {
    const step = Math.floor(at / STEP);
    const n = (found.get(step) ?? 0) + 1;
    found.set(step, n);
    return n <= 3;
  });
}

/** To and fro at 8 m/s for a day; each 101st fix of it 300 m off, so that every place within a step has some. */
function drive(everySeconds: number): RawFix[] {
  return Array.from({ length: 86_400 / everySeconds }, (_, i) => {
    const turn = (i * everySeconds) % 5000;
    const metres = 8 * (turn < 2500 ? turn : 5000 - turn);
    return {
      at: i * everySeconds * 1000,
      lon: -100.4 + metres / 100_200,
      lat: i % 101 === 50 ? 25.6527 : 25.65,
    };
  });
}
const off = ({ lat }: RawFix) => lat > 25.651;

test.each([1, 2, 5, 7])("a receiver's jumps are not in the sample of a track of a fix each %i s", (every) => {
  const fixes = drive(every);
  const sampled = sampleSteps(firstThree(fixes), 0, STEP);
  expect(sampled.length).toBeGreaterThan(3900);
  expect(cleanTrack(sampled).points.filter(off)).toEqual([]);
});

test("of a track with fewer fixes all are in it", () => {
  const fixes = drive(30);
  expect(sampleSteps(firstThree(fixes), 0, STEP)).toEqual(fixes);
});
