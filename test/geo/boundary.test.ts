import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsOf, createLocator, type Polygonal, pointInPolygonal } from "#geo/boundary";
import { cleanArea } from "#geo/clean-area";
import { ringFault } from "#geo/ring-fault";
import { shareInside } from "#geo/share-inside";

type Position = [number, number];
const degree = fc.double({ min: -2, max: 2, noNaN: true });

/** A ring around a centre whose corners lie at any distance: convex, spiky, whatever, but never crossing itself. */
function star(centre: Position, least: number, most: number): fc.Arbitrary<Position[]> {
  return fc
    .array(fc.double({ min: least, max: most, noNaN: true }), { minLength: 3, maxLength: 20 })
    .map((radii) => {
      const ring = radii.map((radius, i): Position => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
      });
      return [...ring, ring[0] ?? centre];
    });
}
const island = star([0, 0], 0.6, 1.5);
const lake = star([0, 0], 0.05, 0.25);
const far = star([5, 5], 0.2, 1);
const area: fc.Arbitrary<Polygonal & { coordinates: Position[][] | Position[][][] }> = fc.oneof(
  island.map((ring) => ({ type: "Polygon" as const, coordinates: [ring] })),
  fc.tuple(island, far).map(([a, b]) => ({ type: "MultiPolygon" as const, coordinates: [[a], [b]] })),
);

function square(west: number, south: number, size = 1): Polygonal {
  const [east, north] = [west + size, south + size];
  return {
    type: "Polygon",
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

describe("a point in an area", () => {
  test("agrees with Turf", () => {
    fc.assert(
      fc.property(area, degree, degree, (shape, lon, lat) => {
        const oracle =
          shape.type === "Polygon"
            ? { type: shape.type, coordinates: shape.coordinates.map((ring) => ring.map(([x, y]) => [x, y])) }
            : {
                type: shape.type,
                coordinates: shape.coordinates.map((rings) =>
                  rings.map((ring) => ring.map(([x, y]) => [x, y])),
                ),
              };
        expect(pointInPolygonal(lon, lat, shape)).toBe(booleanPointInPolygon([lon, lat], oracle));
      }),
      { numRuns: 500 },
    );
  });

  test("is not in a hole", () => {
    fc.assert(
      fc.property(island, lake, (outer, hole) => {
        const shape: Polygonal = { type: "Polygon", coordinates: [outer, hole] };
        expect(pointInPolygonal(0, 0, shape)).toBe(false);
        expect(pointInPolygonal(0, 0, { type: "Polygon", coordinates: [outer] })).toBe(
          pointInPolygonal(0, 0, { type: "Polygon", coordinates: [hole] }),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe("which of many areas", () => {
  const locate = createLocator(
    [square(0, 0), square(1, 0), square(0, 1), square(1, 1)].map((geometry) => ({ geometry })),
  );

  test.each([
    [0.5, 0.5, 0],
    [1.5, 0.5, 1],
    [0.5, 1.5, 2],
    [1.5, 1.5, 3],
    [2.5, 0.5, -1],
    [-0.1, 0.5, -1],
    [Number.NaN, 0.5, -1],
  ])("(%d, %d) is in area %i", (lon, lat, index) => {
    expect(locate(lon, lat)).toBe(index);
  });

  test("a point on a border is in exactly one of the two neighbours, however the border runs", () => {
    const corner = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        corner,
        corner,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (a, b, t) => {
          const border: Position[] = [
            [a, -1],
            [b, 0],
            [a, 1],
          ];
          const west: Polygonal = {
            type: "Polygon",
            coordinates: [[[-3, -1], ...border, [-3, 1], [-3, -1]]],
          };
          const east: Polygonal = {
            type: "Polygon",
            coordinates: [[[3, -1], [3, 1], ...border.toReversed(), [3, -1]]],
          };
          const at: Position =
            t < 0.5 ? [a + 2 * t * (b - a), -1 + 2 * t] : [b + (2 * t - 1) * (a - b), 2 * t - 1];
          expect([west, east].filter((side) => pointInPolygonal(...at, side))).toHaveLength(1);
        },
      ),
    );
  });

  test("bounds are those of all parts", () => {
    expect(
      boundsOf({
        type: "MultiPolygon",
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 2],
              [0, 0],
            ],
          ],
          [
            [
              [5, -4],
              [6, -4],
              [6, 1],
              [5, -4],
            ],
          ],
        ],
      }),
    ).toEqual([0, -4, 6, 2]);
  });
});

describe("how much of one area lies in another", () => {
  test.each([
    ["itself", square(0, 0), square(0, 0), 1],
    ["a larger one", square(0, 0), square(-1, -1, 3), 1],
    ["half of it", square(0, 0), square(0.5, 0), 0.5],
    ["a quarter of it", square(0, 0), square(0.5, 0.5), 0.25],
    ["one beside it", square(0, 0), square(1, 0), 0],
    ["one far away", square(0, 0), square(9, 9), 0],
  ])("%s", (_, inner, outer, share) => {
    expect(shareInside(inner, outer)).toBeCloseTo(share, 2);
  });

  test("agrees with counting points of a grid", () => {
    fc.assert(
      fc.property(island, star([0.5, 0.3], 0.3, 1.5), (a, b) => {
        const inner: Polygonal = { type: "Polygon", coordinates: [a] };
        const outer: Polygonal = { type: "Polygon", coordinates: [b] };
        let [whole, shared] = [0, 0];
        for (let x = -1.5; x < 1.5; x += 0.02) {
          for (let y = -1.5; y < 1.5; y += 0.02) {
            if (!pointInPolygonal(x, y, inner)) continue;
            whole++;
            if (pointInPolygonal(x, y, outer)) shared++;
          }
        }
        expect(Math.abs(shareInside(inner, outer) - shared / whole)).toBeLessThan(0.05);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a ring", () => {
  test.each([
    [
      "is sound",
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
      undefined,
    ],
    [
      "is too short",
      [
        [0, 0],
        [1, 0],
        [0, 0],
      ],
      "must have at least 4 positions, has 3",
    ],
    [
      "is open",
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      "must end where it begins, at [0, 0], ends at [0, 1]",
    ],
    [
      "has no area",
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ],
      "must enclose an area",
    ],
    [
      "is a bow tie",
      [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      "must not cross itself, does near [1, 0]",
    ],
    [
      "touches itself",
      [
        [0, 0],
        [1, 1],
        [2, 0],
        [2, 2],
        [1, 1],
        [0, 2],
        [0, 0],
      ],
      undefined,
    ],
  ] as [string, Position[], string | undefined][])("%s", (_, ring, fault) => {
    expect(ringFault(ring)).toBe(fault);
  });

  test("a star never crosses itself, and does once two of its corners change places", () => {
    fc.assert(
      fc.property(star([0, 0], 0.99, 1), (ring) => {
        fc.pre(ring.length > 5);
        expect(ringFault(ring)).toBeUndefined();
        const swapped = [...ring];
        const [first, second] = [ring[1], ring[2]];
        if (first && second) swapped.splice(1, 2, second, first);
        expect(ringFault(swapped)).toMatch(/cross/);
      }),
    );
  });
});

describe("an area of somebody's map", () => {
  test("is rounded to decimetres, without repeated positions", () => {
    const raw: Polygonal = {
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [0.00100000004, 0],
          [0.00100000001, 0],
          [0.001, 0.001],
          [0, 0],
        ],
      ],
    };
    expect(cleanArea(raw)).toEqual({
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [0.001, 0],
          [0.001, 0.001],
          [0, 0],
        ],
      ],
    });
  });

  test("loses parts and holes thinner than a hair, and with them all if that is all", () => {
    const sliver: Position[] = [
      [3, 3],
      [3.001, 3.001],
      [3.001, 3.001000001],
      [3, 3],
    ];
    const part = square(0, 0, 0.01).coordinates[0] as Position[];
    expect(cleanArea({ type: "MultiPolygon", coordinates: [[sliver], [part, sliver]] })).toEqual({
      type: "Polygon",
      coordinates: [part],
    });
    expect(cleanArea({ type: "MultiPolygon", coordinates: [[sliver]] })).toBeUndefined();
  });

  test("stays open when it was, for others to find", () => {
    const open: Position[] = [
      [0, 0],
      [0.01, 0],
      [0.01, 0.01],
      [0, 0.01],
    ];
    expect(cleanArea({ type: "Polygon", coordinates: [open] })).toEqual({
      type: "Polygon",
      coordinates: [open],
    });
  });
});
