import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { endOfDay, instantOfWall } from "#domain/wall-time";

const zones = [
  "America/New_York",
  "Europe/Madrid",
  "Pacific/Auckland",
  "Australia/Lord_Howe",
  "America/Monterrey",
];
const minute = 60_000;

test("a clock's reading is the instant that Temporal says, on the days of a clock change too", () => {
  const reading = fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2030, 0) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), reading, (zone, wall) => {
      const clock = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, -1));
      expect(instantOfWall(wall, zone)).toBe(clock.toZonedDateTime(zone).epochMilliseconds);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["the hour that is skipped in spring counts on from before", "2025-03-09T02:30", "2025-03-09T07:30Z"],
  ["the hour that comes twice in autumn is the first one", "2025-11-02T01:30", "2025-11-02T05:30Z"],
  ["the moment of the change", "2025-03-09T03:00", "2025-03-09T07:00Z"],
])("%s", (_, clock, instant) => {
  expect(instantOfWall(Date.parse(`${clock}Z`), "America/New_York")).toBe(Date.parse(instant));
});

test("every quarter of an hour around a change is what Temporal says", () => {
  for (const [zone, change] of [
    ["Europe/Madrid", Date.UTC(2021, 9, 31, 1)],
    ["Australia/Lord_Howe", Date.UTC(2021, 3, 3, 15)],
  ] as const)
    for (let wall = change - 1440 * minute; wall < change + 1440 * minute; wall += 15 * minute) {
      const clock = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, -1));
      expect(instantOfWall(wall, zone)).toBe(clock.toZonedDateTime(zone).epochMilliseconds);
    }
});

test("a day ends at the next midnight of its zone, be it of 23 hours or of 25", () => {
  const hours = (day: string) => {
    const begin = instantOfWall(Date.parse(`${day}T00:00Z`), "America/Chicago");
    return (endOfDay(begin, "America/Chicago") - begin) / (60 * minute);
  };
  expect([hours("2011-01-24"), hours("2011-03-13"), hours("2011-11-06")]).toEqual([24, 23, 25]);
});
