import { expect, test } from "vitest";
import { type Polygonal, pointInPolygonal } from "#geo/boundary";
import { hatch } from "#geo/hatch";

test("a hatch lies inside its area, and leaves its hole free", () => {
  const square = (at: number, side: number): [number, number][] => [
    [at, at],
    [at + side, at],
    [at + side, at + side],
    [at, at + side],
    [at, at],
  ];
  const area: Polygonal = { type: "Polygon", coordinates: [square(0, 9), square(3, 3)] };
  const lines = hatch(area, 9);
  expect(lines.length).toBe(12);
  for (const [[west = 0, lat = 0] = [], [east = 0] = []] of lines)
    expect(pointInPolygonal((west + east) / 2, lat, area)).toBe(true);
  expect(hatch({ type: "Polygon", coordinates: [[]] }, 9)).toEqual([]);
});
