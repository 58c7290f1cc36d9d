import area from "@turf/area";
import distance from "@turf/distance";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Polygonal } from "#geo/boundary";
import { ringOfCircle, ringOfPolygon, touchesCity } from "#geo/cap-area";

describe("a polygon of CAP", () => {
  test("is turned from latitude and longitude, and closed where its author left that out", () => {
    const ring = [
      [-100.4, 25.6],
      [-100.3, 25.6],
      [-100.3, 25.7],
      [-100.4, 25.6],
    ];
    expect(ringOfPolygon("25.6,-100.4 25.6,-100.3 25.7,-100.3 25.6,-100.4")).toEqual(ring);
    expect(ringOfPolygon(" 25.6,-100.4\n25.6,-100.3\t+25.7,-100.3 ")).toEqual(ring);
  });

  test.each([
    ["1,1 2,2 3,3", "must enclose an area"],
    ["0,0 0,3 2,0 2,2 0,0", "must not cross itself, does near"],
    ["25.6,-100.4 here", 'must be pairs of latitude and longitude, has "here"'],
    ["91,0 0,1 1,1", 'must be pairs of latitude and longitude, has "91,0"'],
    ["", 'must be pairs of latitude and longitude, has ""'],
    ["1e5,1 2,2 3,1", 'must be pairs of latitude and longitude, has "1e5,1"'],
  ])("that is %j is refused by its rule", (text, rule) => {
    expect(ringOfPolygon(text)).toContain(rule);
  });

  /** Round, or with bays of a fifth of it. */
  const coast = (corners: number, bay: number) =>
    Array.from({ length: corners }, (_, i): [number, number] => {
      const turn = (i / corners) * 2 * Math.PI;
      const far = 0.2 * (1 + bay * Math.sin(9 * turn) + (bay / 4) * Math.sin(70 * turn));
      return [-100 + far * Math.cos(turn), 25 + far * Math.sin(turn)];
    });
  const inCap = (ring: [number, number][]) => ring.map(([lon, lat]) => `${lon},${lat}`).join(" ");

  test.each([
    [2_000, 0],
    [5_000, 0.2],
    [10_000, 0.2],
  ])("of %i corners keeps some hundreds, its area within a hundredth, and its ends meet", (corners, bay) => {
    const whole = coast(corners, bay);
    const ring = ringOfPolygon(whole.map(([lon, lat]) => `${lat},${lon}`).join(" "));
    if (typeof ring === "string") throw new Error(ring);
    expect(ring.length).toBeLessThanOrEqual(301);
    expect(ring.at(-1)).toEqual(ring[0]);
    const size = (of: [number, number][]) => area({ type: "Polygon", coordinates: [of] });
    const [first = [0, 0]] = whole;
    expect(size(ring) / size([...whole, first])).toBeCloseTo(1, 2);
    // Two chords of 37 km were what was once left of the round one.
    for (const [i, corner] of ring.entries()) expect(distance(ring[i - 1] ?? corner, corner)).toBeLessThan(5);
  });

  test("of more corners than anybody could check is refused before it is", () => {
    expect(ringOfPolygon(inCap(coast(10_001, 0.2)))).toBe("must have at most 10000 corners, has 10001");
  });

  test("is a ring or a rule, whatever stands there", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["string", "object"]).toContain(typeof ringOfPolygon(text));
        expect(["string", "object"]).toContain(typeof ringOfCircle(text));
      }),
    );
  });
});

describe("a circle of CAP", () => {
  test("is a ring at its radius", () => {
    const ring = ringOfCircle("25.65,-100.35 12.5");
    if (typeof ring === "string") throw new Error(ring);
    for (const corner of ring) expect(distance([-100.35, 25.65], corner)).toBeCloseTo(12.5, 1);
    expect(ring.at(-1)).toEqual(ring[0]);
  });

  test.each(["25,-100", "25,-100 -1", "25,-100 NaN", "25 -100 5", "25,-100 9999", "25,-100 5 5"])(
    "that is %j is refused",
    (text) => expect(ringOfCircle(text)).toMatch(/^must be latitude,longitude and a radius/),
  );

  test("without a radius is a place, and still something to be seen", () => {
    expect(ringOfCircle("25,-100 0")).toHaveLength(49);
  });
});

test("an area touches the city whether it is larger or smaller, and does not when it is elsewhere", () => {
  const square = (west: number, side: number): [number, number][] => [
    [west, 25],
    [west + side, 25],
    [west + side, 25 + side],
    [west, 25 + side],
    [west, 25],
  ];
  const city: Polygonal = { type: "Polygon", coordinates: [square(-100, 1)] };
  expect(
    [square(-110, 20), square(-99.5, 0.01), square(-99.01, 3), square(-90, 1)].map((ring) =>
      touchesCity([ring], city),
    ),
  ).toEqual([true, true, true, false]);
});
