import fc from "fast-check";
import { expect, test } from "vitest";
import { type Course, courseBetween, stepCourse } from "#geo/course";

const place = { lon: -97.74, lat: 30.28 };
const MINUTE = 60_000;

test("the four winds, and the shorter way over the date line", () => {
  const { lon, lat } = place;
  const to = (east: number, north: number) =>
    courseBetween(place, { lon: lon + east * 1e-3, lat: lat + north * 1e-3 });
  expect([to(0, 1), to(1, 0), to(0, -1), to(-1, 0)].map((course) => Math.round(course))).toEqual([
    0, 90, 180, 270,
  ]);
  expect(courseBetween({ lon: 179.999, lat: 0 }, { lon: -179.999, lat: 0 })).toBeCloseTo(90, 6);
});

test("agrees with the great circle within a degree for ways of a fleet", () => {
  const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });
  fc.assert(
    fc.property(degrees(0.2), degrees(0.2), degrees(60), (east, north, lat) => {
      fc.pre(Math.hypot(east, north) > 1e-4);
      const to = { lon: place.lon + east, lat: lat + north };
      const off = courseBetween({ lon: place.lon, lat }, to) - greatCircle({ lon: place.lon, lat }, to);
      expect(Math.abs(((off + 540) % 360) - 180)).toBeLessThan(1);
    }),
  );
});

test("who stands still faces where they came to, and who was gone for long faces nowhere", () => {
  const steps: [minutes: number, north: number, east: number][] = [
    [0, 0, 0],
    [1, 0, 5e-3],
    [2, 1e-5, 5e-3],
    [3, 5e-3, 5e-3],
    [30, 9e-3, 9e-3],
    [31, 9e-3, 5e-3],
  ];
  let course: Course | undefined;
  const seen = steps.map(([minutes, north, east]) => {
    const fix = { at: minutes * MINUTE, lon: place.lon + east, lat: place.lat + north };
    course = stepCourse(course, fix);
    return course.degrees === null ? null : Math.round(course.degrees);
  });
  expect(seen).toEqual([null, 90, 90, 0, null, 270]);
});

function greatCircle(from: typeof place, to: typeof place): number {
  const [a, b, turn] = [from.lat, to.lat, to.lon - from.lon].map((each) => (each * Math.PI) / 180);
  if (a === undefined || b === undefined || turn === undefined) throw new Error("three numbers");
  const east = Math.sin(turn) * Math.cos(b);
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn);
  return (Math.atan2(east, north) * 180) / Math.PI;
}
