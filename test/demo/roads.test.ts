/** Ways over the base's roads, and how a vehicle goes along them. */
import { describe, expect, test } from "vitest";
import { drive } from "#demo/drive";
import { type LonLat, metresBetween, middleOf } from "#demo/plane";
import { seeded } from "#demo/random";
import { OFF_ROAD_SPEED, roadsOf } from "#demo/roads";
import { toyBase, toyCity } from "./toy-city.ts";

const origin = middleOf(toyCity.bounds);
const roads = roadsOf(toyBase, origin);
/** By street and road number of the toy's grid; streets run north, roads east. */
const corner = (street: number, road: number): LonLat => [147.3 + street * 0.0037, -42.9 + road * 0.0027];
const empty = { ...toyBase, features: [] };

describe("the way", () => {
  test("follows roads from corner to corner and is as long as the blocks that it passes", () => {
    const way = roads.way(corner(1, 1), corner(4, 3));
    const block = metresBetween(roads.plane.toMetres(corner(0, 0)), roads.plane.toMetres(corner(1, 0)));
    const other = metresBetween(roads.plane.toMetres(corner(0, 0)), roads.plane.toMetres(corner(0, 1)));
    expect(way.length).toBeCloseTo(3 * block + 2 * other, 0);
    const known = new Set<string>();
    for (let i = 0; i <= 10; i++) for (let j = 0; j <= 10; j++) known.add(name(corner(i, j)));
    for (const point of way.points) expect(known).toContain(name(roads.plane.toLonLat(point)));
  });

  test("prefers an avenue that is a little longer", () => {
    // Street 5 is an avenue; from street 4 it is one block away, along avenues.
    const way = roads.way(corner(4, 0), corner(4, 10));
    const [lon] = corner(5, 0);
    expect(way.points.some((point) => Math.abs(roads.plane.toLonLat(point)[0] - lon) < 1e-6)).toBe(true);
  });

  test("ends off the road in a slow straight line", () => {
    const [lon, lat] = corner(2, 2);
    const way = roads.way(corner(0, 0), [lon + 0.0015, lat + 0.0012]);
    expect(way.limits.at(-1)).toBe(OFF_ROAD_SPEED);
    expect(roads.plane.toLonLat(way.points.at(-1) ?? [0, 0])[0]).toBeCloseTo(lon + 0.0015, 6);
  });

  test("joins parts of the map that do not touch", () => {
    const [lon, lat] = corner(10, 5);
    const apart = {
      type: "Feature" as const,
      properties: { kind: "street" as const, name: "Island", rank: 3 },
      geometry: {
        type: "LineString" as const,
        coordinates: [
          [lon + 0.001, lat],
          [lon + 0.004, lat],
        ] as [number, number][],
      },
    };
    const joined = roadsOf({ ...toyBase, features: [...toyBase.features, apart] }, origin);
    const way = joined.way(corner(9, 5), [lon + 0.004, lat]);
    expect(way.length).toBeLessThan(800);
    expect(way.points.length).toBeGreaterThan(3);
  });

  test("is a straight line where the map has no road at all, and to where one already is", () => {
    expect(roadsOf(empty, origin).way(corner(0, 0), corner(3, 3)).points).toHaveLength(2);
    expect(roads.way(corner(1, 1), corner(1, 1)).points).toHaveLength(1);
  });
});

describe("the drive", () => {
  const across = () => drive(roads.way(corner(0, 0), corner(9, 7)), seeded("drive"));

  test("averages what a city allows, never goes faster than the limit, and arrives", () => {
    const going = across();
    const length = going.left();
    let seconds = 0;
    let last = going.vehicle.point;
    while (!going.advance(1)) {
      seconds++;
      const moved = metresBetween(last, going.vehicle.point);
      expect(moved).toBeLessThan(14);
      last = going.vehicle.point;
      expect(seconds).toBeLessThan(3_600);
    }
    const speed = (length / seconds) * 3.6;
    expect(speed).toBeGreaterThan(20);
    expect(speed).toBeLessThan(45);
    expect(going.vehicle.speed).toBe(0);
    expect(going.left()).toBeCloseTo(0, 0);
  });

  test("speeds up and brakes as a vehicle can, not at once", () => {
    const going = across();
    let before = 0;
    while (!going.advance(0.5)) {
      const change = (going.vehicle.speed - before) / 0.5;
      expect(change).toBeLessThan(1.5);
      expect(change).toBeGreaterThan(-4.5);
      before = going.vehicle.speed;
    }
  });

  test("slows down in a sharp bend", () => {
    const way = roads.way(corner(0, 0), corner(5, 5));
    const going = drive({ ...way, junctions: way.junctions.map(() => false) }, seeded("bend"));
    let heading: number | undefined;
    let slowest = Number.POSITIVE_INFINITY;
    while (!going.advance(0.5)) {
      if (heading !== undefined && Math.abs(going.vehicle.heading - heading) > 60)
        slowest = Math.min(slowest, going.vehicle.speed);
      heading = going.vehicle.heading;
    }
    expect(slowest).toBeLessThan(6);
  });

  test("gets as far in one long step as in many short ones, within a stop", () => {
    const [long, short] = [across(), across()];
    long.advance(120);
    for (let i = 0; i < 60; i++) short.advance(2);
    expect(long.left()).toBeCloseTo(short.left(), 3);
  });

  test("a way of no length is over at once", () => {
    expect(drive(roads.way(corner(1, 1), corner(1, 1)), seeded("x")).advance(1)).toBe(true);
  });
});

function name([lon, lat]: LonLat): string {
  return `${lon.toFixed(5)},${lat.toFixed(5)}`;
}
