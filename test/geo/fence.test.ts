import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Area, type Crossing, type Presence, polygonArea, stepFence, zoneOf } from "#geo/fence";
import { randomFrom } from "#test/support/random";

const rules = { dwellMs: 30_000, margin: 50 };
const AT = 1_700_000_000_000;
/** Metres east and north of a place in the city, as degrees. */
const degrees = (x: number, y: number): [number, number] => [
  -100.4 + x / (111_195 * Math.cos((25.65 * Math.PI) / 180)),
  25.65 + y / 111_195,
];
/** A kilometre in the square, from the place eastward and northward. */
const square = polygonArea({
  type: "Polygon",
  coordinates: [[degrees(0, 0), degrees(1000, 0), degrees(1000, 1000), degrees(0, 1000), degrees(0, 0)]],
});
const [lon, lat] = degrees(0, 0);
const circle: Area = { kind: "circle", lon, lat, radius: 60 };

/** What a way through an area is told as; each step `seconds` after the last. */
function crossings(area: Area, way: readonly (readonly [x: number, y: number])[], seconds = 1) {
  const found: Crossing[] = [];
  let presence: Presence | undefined;
  way.forEach(([x, y], i) => {
    const at = AT + i * seconds * 1000;
    const step = stepFence(presence, { at }, zoneOf(area, ...degrees(x, y), rules.margin), rules);
    presence = step.presence;
    if (step.crossing) found.push(step.crossing);
  });
  return found;
}
const stay = (x: number, y: number, times: number) => Array.from({ length: times }, () => [x, y] as const);

describe("a fence", () => {
  test("is entered after the dwell and left after it beyond the margin, both as of the first fix that showed it", () => {
    const way = [...stay(-200, 500, 10), ...stay(500, 500, 100), ...stay(-200, 500, 60)];
    expect(crossings(square, way)).toEqual([
      { kind: "entered", at: AT + 10_000 },
      { kind: "left", at: AT + 109_000, seconds: 99 },
    ]);
  });

  test("is not entered by whoever cuts a corner of it, nor left by whoever steps out for a moment", () => {
    expect(crossings(square, [...stay(-9, 500, 5), ...stay(9, 500, 29), ...stay(-9, 500, 60)])).toEqual([]);
    const out = [...stay(500, 500, 60), ...stay(-80, 500, 29), ...stay(500, 500, 60)];
    expect(crossings(square, out).map(({ kind }) => kind)).toEqual(["entered"]);
  });

  test("is not left within the margin, however long", () => {
    const way = [...stay(30, 500, 60), ...stay(-45, 500, 3600)];
    expect(crossings(square, way).map(({ kind }) => kind)).toEqual(["entered"]);
  });

  test("tells a stay until the last fix within the margin, which is no leaving", () => {
    const way = [...stay(20, 0, 4), ...stay(75, 0, 240), ...stay(5000, 0, 4)];
    expect(crossings(circle, way, 30)).toEqual([
      { kind: "entered", at: AT },
      { kind: "left", at: AT + 243 * 30_000, seconds: 243 * 30 },
    ]);
  });

  test("tells a stay only until the last fix there when the phone slept until it was elsewhere", () => {
    const way = [...stay(0, 0, 20), ...stay(5000, 0, 20)];
    const found = crossings(circle, way, 120);
    expect(found).toEqual([
      { kind: "entered", at: AT },
      { kind: "left", at: AT + 19 * 120_000, seconds: 19 * 120 },
    ]);
  });

  test("counts no dwell over a time of which nothing is known", () => {
    expect(crossings(circle, stay(0, 0, 2), 3600)).toEqual([]);
    expect(crossings(circle, [...stay(0, 0, 2), [0, 0], [0, 0]], 590).length).toBe(1);
  });

  test("a track along an edge with noise below the margin enters once at the most, and never leaves", () => {
    let entries = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(square, circle),
        fc.integer({ min: 1, max: 15 }),
        (seed, area, every) => {
          const random = randomFrom(seed);
          const way = Array.from({ length: 600 }, (_, i) => {
            const off = (random() * 2 - 1) * (rules.margin - 1);
            if (area.kind === "polygon") return [off, 20 + (i * 960) / 600] as const;
            const [angle, far] = [(i / 600) * 2 * Math.PI, area.radius + off];
            return [far * Math.cos(angle), far * Math.sin(angle)] as const;
          });
          const found = crossings(area, way, every);
          expect(found.filter(({ kind }) => kind === "left")).toEqual([]);
          expect(found.length).toBeLessThanOrEqual(1);
          entries += found.length;
        },
      ),
    );
    expect(entries).toBeGreaterThan(10);
  });

  test("zones by the edges are those by the distance, for whatever polygon", () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 1300 }), fc.integer({ min: -300, max: 1300 }), (x, y) => {
        const out = Math.hypot(Math.max(-x, 0, x - 1000), Math.max(-y, 0, y - 1000));
        // Rounding decides on the edges themselves.
        if (Math.abs(out - 50) < 1 || (out < 1 && Math.min(x, y, 1000 - x, 1000 - y) < 1)) return;
        expect(zoneOf(square, ...degrees(x, y), 50)).toBe(
          out === 0 ? "inside" : out < 50 ? "edge" : "outside",
        );
      }),
      { numRuns: 1000 },
    );
  });
});
