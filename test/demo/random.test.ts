import { expect, test } from "vitest";
import { exponential, lognormal, normal, pick, poisson, seeded, shuffled, weighted } from "#demo/random";

const mean = (n: number, draw: () => number) =>
  Array.from({ length: n }, draw).reduce((a, b) => a + b, 0) / n;

test("the same parts give the same stream, any other part another one", () => {
  const first = seeded("a", 1);
  const list = Array.from({ length: 5 }, first);
  expect(Array.from({ length: 5 }, seeded("a", 1))).toEqual(list);
  expect(Array.from({ length: 5 }, seeded("a", 2))).not.toEqual(list);
  expect(Array.from({ length: 5 }, seeded("a1"))).not.toEqual(list);
  expect(list.every((x) => x >= 0 && x < 1)).toBe(true);
});

test("streams of days in a row have nothing to do with each other", () => {
  const firsts = Array.from({ length: 2_000 }, (_, day) => seeded("day", day)());
  expect(mean(1, () => firsts.reduce((a, b) => a + b) / firsts.length)).toBeCloseTo(0.5, 1);
  const products = firsts.slice(1).map((x, i) => (x - 0.5) * ((firsts[i] ?? 0) - 0.5));
  expect(Math.abs(products.reduce((a, b) => a + b) / products.length)).toBeLessThan(0.01);
});

test("distributions have the means that they say", () => {
  const random = seeded("means");
  expect(mean(20_000, () => normal(random))).toBeCloseTo(0, 1);
  expect(mean(20_000, () => exponential(random, 3)) / 3).toBeCloseTo(1, 1);
  expect(mean(20_000, () => poisson(random, 2.5)) / 2.5).toBeCloseTo(1, 1);
  expect(mean(20_000, () => poisson(random, 60)) / 60).toBeCloseTo(1, 1);
  expect(mean(20_000, () => Math.log(lognormal(random, 5, 0.5)))).toBeCloseTo(Math.log(5), 1);
  expect(poisson(random, 0)).toBe(0);
});

test("weights decide how often an index is drawn, and one of none never is", () => {
  const draw = weighted([1, 0, 3]);
  const random = seeded("weights");
  const counts = [0, 0, 0];
  for (let i = 0; i < 10_000; i++) {
    const drawn = draw(random);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeGreaterThan(2.5);
  expect(() => weighted([0, 0])).toThrow("sum above 0, is 0");
});

test("shuffling loses and doubles nothing; nothing can be picked from an empty list", () => {
  const list = [1, 2, 3, 4, 5, 6, 7, 8];
  expect(shuffled(seeded("s"), list).sort()).toEqual(list);
  expect(() => pick(seeded("s"), [])).toThrow("must not be empty");
});
