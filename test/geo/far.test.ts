import turfDistance from "@turf/distance";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inBounds } from "#geo/boundary";
import { metresOutside } from "#geo/far";

const box: [number, number, number, number] = [-74.125, 40.655, -74.025, 40.77];

test("nothing inside the box is outside of it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -75, max: -73, noNaN: true }),
      fc.double({ min: 40, max: 41, noNaN: true }),
      (lon, lat) => {
        expect(metresOutside(lon, lat, box) === 0).toBe(inBounds(lon, lat, box));
      },
    ),
  );
});

test("agrees with Turf's distance to the nearest place of the box", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -75, max: -73, noNaN: true }),
      fc.double({ min: 40, max: 41, noNaN: true }),
      (lon, lat) => {
        const nearest = [Math.min(Math.max(lon, box[0]), box[2]), Math.min(Math.max(lat, box[1]), box[3])];
        const theirs = turfDistance([lon, lat], nearest, { units: "meters" });
        expect(Math.abs(metresOutside(lon, lat, box) - theirs)).toBeLessThan(1 + theirs * 0.01);
      },
    ),
  );
});
