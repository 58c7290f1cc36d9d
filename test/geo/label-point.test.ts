import fc from "fast-check";
import { expect, test } from "vitest";
import { pointInPolygonal } from "#geo/boundary";
import { labelPoint } from "#geo/label-point";

/** A star around the origin: any radii, so anything from convex to very spiky. */
const star = fc
  .array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 5, maxLength: 24 })
  .map((radii) => {
    const ring = radii.map((r, i): [number, number] => {
      const turn = (2 * Math.PI * i) / radii.length;
      return [r * Math.cos(turn), r * Math.sin(turn)];
    });
    const first = ring[0] ?? [0, 0];
    return { type: "Polygon" as const, coordinates: [[...ring, first]] };
  });

test("a label's place lies inside its area, however the area is shaped", () => {
  fc.assert(
    fc.property(star, (area) => {
      const point = labelPoint(area);
      expect(point && pointInPolygonal(point[0], point[1], area)).toBe(true);
    }),
  );
});

test("a label does not lie in a hole, nor between two parts", () => {
  const square = (x: number, size: number): [number, number][] => [
    [x, 0],
    [x + size, 0],
    [x + size, 1],
    [x, 1],
    [x, 0],
  ];
  const parts = { type: "MultiPolygon" as const, coordinates: [[square(0, 1)], [square(5, 3)]] };
  expect(labelPoint(parts)?.[0]).toBeCloseTo(6.5);
  expect(labelPoint({ type: "Polygon", coordinates: [] })).toBeUndefined();
});
