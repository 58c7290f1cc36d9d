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

  test("of thousands of corners keeps some hundreds, and its ends meet", () => {
    const corners = Array.from({ length: 5000 }, (_, i) => {
      const turn = (i / 5000) * 2 * Math.PI;
      return `${25 + Math.sin(turn)},${-100 + Math.cos(turn)}`;
    });
    const ring = ringOfPolygon(corners.join(" "));
    if (typeof ring === "string") throw new Error(ring);
    expect(ring.length).toBeLessThanOrEqual(301);
    expect(ring.length).toBeGreaterThan(50);
    expect(ring.at(-1)).toEqual(ring[0]);
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
