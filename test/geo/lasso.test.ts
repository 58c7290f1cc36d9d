import booleanPointInPolygon from "@turf/boolean-point-in-polygon";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isInside, rowsInside } from "#geo/lasso";

const square = [0, 0, 2, 0, 2, 2, 0, 2];
const degrees = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000);

describe("a line drawn around points", () => {
  test("holds what lies within, whichever way round it is drawn", () => {
    const back = [0, 2, 2, 2, 2, 0, 0, 0];
    for (const ring of [square, back]) {
      expect(isInside(ring, 1, 1)).toBe(true);
      expect(isInside(ring, 3, 1)).toBe(false);
      expect(isInside(ring, 1, -1)).toBe(false);
    }
  });

  test("that bends inwards leaves the bay out, and a crossing leaves out what is between", () => {
    const bay = [0, 0, 4, 0, 4, 4, 2, 1, 0, 4];
    expect(isInside(bay, 2, 3)).toBe(false);
    expect(isInside(bay, 0.5, 2)).toBe(true);
    const bow = [0, 0, 4, 4, 4, 0, 0, 4];
    expect(isInside(bow, 3.5, 2)).toBe(true);
    expect(isInside(bow, 2, 3.5)).toBe(false);
  });

  test("says the same as Turf of any line and any point", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(degrees, degrees), { minLength: 3, maxLength: 12 }),
        degrees,
        degrees,
        (corners, x, y) => {
          const ring = corners.flat();
          const [first = [0, 0]] = corners;
          const polygon = { type: "Polygon" as const, coordinates: [[...corners, first]] };
          // On the line itself either answer is right.
          const onLine =
            booleanPointInPolygon([x, y], polygon) !==
            booleanPointInPolygon([x, y], polygon, { ignoreBoundary: true });
          fc.pre(!onLine);
          expect(isInside(ring, x, y)).toBe(booleanPointInPolygon([x, y], polygon));
        },
      ),
    );
  });

  test("gives back rows in their order, out of those that are asked about", () => {
    const columns = { lon: Int32Array.of(1e6, 5e6, 15e5, 1e5), lat: Int32Array.of(1e6, 1e6, 15e5, 1e5) };
    expect(rowsInside(square, columns, [0, 1, 2, 3])).toEqual([0, 2, 3]);
    expect(rowsInside(square, columns, [3, 1])).toEqual([3]);
    expect(rowsInside([0, 0, 1, 1], columns, [0, 1, 2, 3])).toEqual([]);
  });
});
