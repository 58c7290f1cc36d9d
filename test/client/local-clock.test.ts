import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { CityClock, onShift } from "../../client/store/local-clock.ts";

describe("the city's clock", () => {
  test("knows day, weekday and minutes where the city is, not where the browser is", () => {
    const at = new CityClock("America/Monterrey").at(Date.UTC(2026, 10, 24, 3, 30));
    expect(at).toMatchObject({ weekday: "mon", minutes: 21 * 60 + 30, dayStart: Date.UTC(2026, 10, 23, 6) });
  });

  test("agrees with Temporal on date, minutes and start of the day, through every clock change", () => {
    const zones = ["America/Monterrey", "America/Santiago", "Australia/Lord_Howe", "Europe/Madrid", "UTC"];
    const span = { min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) };
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer(span), (zone, instant) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        const got = new CityClock(zone).at(instant);
        expect(got.minutes).toBe(wall.hour * 60 + wall.minute);
        expect(got.dayStart).toBe(wall.startOfDay().epochMilliseconds);
      }),
      { numRuns: 300 },
    );
    // The days on which the clocks change are few: each of them, hour by hour.
    for (const [zone, day] of [
      ["America/Santiago", Date.UTC(2026, 8, 6)],
      ["Europe/Madrid", Date.UTC(2026, 9, 25)],
    ] as const)
      for (let hour = -12; hour < 48; hour++) {
        const instant = day + hour * 3_600_000;
        const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        expect(new CityClock(zone).at(instant).dayStart).toBe(wall.startOfDay().epochMilliseconds);
      }
  });
});

describe("a shift", () => {
  const night = { days: ["mon" as const], from: "22:00", to: "06:00" };
  test.each([
    ["mon", 21 * 60 + 59, false],
    ["mon", 22 * 60, true],
    ["tue", 5 * 60 + 59, true],
    ["tue", 6 * 60, false],
    ["tue", 22 * 60, false],
    ["mon", 3 * 60, false],
  ] as const)("from Monday 22:00 to 06:00 is on at %s %i min: %s", (weekday, minutes, on) => {
    expect(onShift(night, { weekday, minutes })).toBe(on);
  });

  test("within a day is on from its first minute and off at its last", () => {
    const day = { days: ["wed" as const], from: "07:00", to: "15:00" };
    expect(onShift(day, { weekday: "wed", minutes: 420 })).toBe(true);
    expect(onShift(day, { weekday: "wed", minutes: 900 })).toBe(false);
    expect(onShift(day, { weekday: "thu", minutes: 500 })).toBe(false);
  });
});
