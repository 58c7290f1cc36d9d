import { describe, expect, test } from "vitest";
import { expectedIn, LEAST, poissonTail, surgesIn } from "#domain/surge";

/** Near 1 a sum of a thousand terms is no more exact. */
const ROUNDING = 1e-12;

describe("the tail of a Poisson distribution", () => {
  // 1 − the sum of the terms below the count, in decimals of 60 places.
  test.each([
    [0, 2, 1],
    [1, 2, 0.86466472],
    [4, 1, 0.018988157],
    [10, 2, 4.6498075e-5],
    [20, 2, 6.4437314e-14],
  ])("P(X ≥ %d) at mean %d is %d", (count, mean, tail) => {
    expect(Math.abs(poissonTail(count, mean) / tail - 1)).toBeLessThan(1e-5);
  });

  test("falls with the count, rises with the mean, and is a probability", () => {
    for (const mean of [0.05, 0.3, 1, 5, 40, 400])
      for (let count = 1; count < 60; count++) {
        const tail = poissonTail(count, mean);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(1);
        expect(poissonTail(count + 1, mean)).toBeLessThanOrEqual(tail + ROUNDING);
        expect(poissonTail(count, mean * 1.1)).toBeGreaterThanOrEqual(tail - ROUNDING);
      }
  });
});

describe("what is expected", () => {
  test("is a cell's own mean, drawn towards that of all the more the fewer weeks there are", () => {
    expect(expectedIn(16, 8, 2)).toBe(2);
    expect(expectedIn(0, 8, 1)).toBeCloseTo(0.2);
    expect(expectedIn(0, 0, 1)).toBe(1);
    expect(expectedIn(0, 8, 0)).toBe(0.05);
  });
});

describe("a surge", () => {
  const of = (cells: [count: number, before: number][], weeks = 8) =>
    surgesIn(
      cells.map(([count, before]) => ({ count, before })),
      { weeks, onceIn: 10_000 },
    ).map(({ count }) => count);

  test("is eight reports where one is usual, and not where eight are", () => {
    expect(of([[8, 8]])).toEqual([8]);
    expect(of([[8, 64]])).toEqual([]);
  });

  test("is never less than four, however quiet it was", () => {
    expect(of([[LEAST - 1, 0]])).toEqual([]);
    expect(of([[LEAST, 0]])).toEqual([LEAST]);
  });

  test("in a cell without a history needs more where its neighbours are busy", () => {
    const busy: [number, number][] = Array.from({ length: 20 }, () => [3, 24]);
    expect(of([[4, 0], ...busy])).toEqual([]);
    expect(of([[9, 0], ...busy])).toEqual([9]);
  });

  test("is not told while its service has less than two weeks of history: nobody knows what is usual", () => {
    expect(of([[40, 0]], 0)).toEqual([]);
    expect(of([[40, 1]], 1)).toEqual([]);
    expect(of([[40, 2]], 2)).toEqual([40]);
    expect(of([], 0)).toEqual([]);
  });

  test("that is open stays when its count slides a little, and is over when it is usual again", () => {
    const stays = (count: number) =>
      surgesIn([{ count, before: 8 }], { weeks: 8, onceIn: 10_000, isOpen: () => true }).length === 1;
    expect([of([[7, 8]]), stays(7), stays(6), stays(3)]).toEqual([[7], true, true, false]);
    expect(of([[6, 8]])).toEqual([]);
  });
});
