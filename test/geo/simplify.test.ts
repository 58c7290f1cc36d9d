import fc from "fast-check";
import { expect, test } from "vitest";
import { simplify } from "#geo/simplify";

const AT = 1_700_000_000_000;
const anyWay = fc
  .array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })), {
    maxLength: 200,
  })
  .map((places) =>
    places.map(([x, y], i) => ({ at: AT + i * 1000, lon: -100 + x / 1e5, lat: 25 + y / 1e5 })),
  );

test("a simplified way has its ends, its order and no more points than asked for, and none of its own making", () => {
  fc.assert(
    fc.property(anyWay, fc.integer({ min: 2, max: 250 }), (way, most) => {
      const few = simplify(way, most);
      expect(few.length).toBeLessThanOrEqual(Math.max(most, 0));
      expect([few[0], few.at(-1)]).toEqual([way[0], way.at(-1)]);
      expect(few.map(({ at }) => at)).toEqual(few.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(few.every((point) => way.includes(point))).toBe(true);
      if (way.length <= most) expect(few).toEqual(way);
    }),
  );
});

test("the corners stay and what lies between them goes", () => {
  const leg = (from: number, x: number, y: number, dx: number, dy: number) =>
    Array.from({ length: 100 }, (_, i) => ({
      at: AT + (from + i) * 1000,
      lon: -100 + (x + i * dx) / 1e5,
      lat: 25 + (y + i * dy) / 1e5,
    }));
  const way = [...leg(0, 0, 0, 1, 0), ...leg(100, 100, 0, 0, 1), ...leg(200, 100, 100, -1, 0)];
  expect(simplify(way, 4).map(({ at }) => (at - AT) / 1000)).toEqual([0, 100, 200, 299]);
  expect(simplify(leg(0, 0, 0, 1, 0), 50)).toHaveLength(2);
});
