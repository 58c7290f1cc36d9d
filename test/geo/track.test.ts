import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Believed, judge, type RawFix, whyDropped } from "#geo/track";

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;
const here = { lon: -100.37, lat: 25.65 };

describe("a fix", () => {
  test.each([
    ["of this moment", 0, undefined],
    ["of a clock that runs a minute ahead", 60_000, undefined],
    ["of a clock that runs further ahead", 60_001, "from-the-future"],
    ["kept for thirty days without signal", -30 * DAY, undefined],
    ["kept for longer", -30 * DAY - 1, "too-old"],
  ])("%s: %i ms from now: %s", (_, ms, because) => {
    expect(whyDropped({ at: NOW + ms, ...here }, NOW)).toBe(because);
  });

  test("PF4 of a receiver that has none yet lies at 0, 0 and is dropped", () => {
    expect(whyDropped({ at: NOW, lon: 0, lat: 0 }, NOW)).toBe("null-island");
    expect(whyDropped({ at: NOW, lon: -0.000_05, lat: 0.000_05 }, NOW)).toBe("null-island");
  });

  test("on the equator or on Greenwich's meridian is a fix like others", () => {
    expect(whyDropped({ at: NOW, lon: 0, lat: 51.48 }, NOW)).toBeUndefined();
    expect(whyDropped({ at: NOW, lon: 32.44, lat: 0 }, NOW)).toBeUndefined();
  });

  test("at no instant or no place is never believed", () => {
    for (const wrong of [{ at: Number.NaN }, { lon: Number.NaN }, { lat: Number.POSITIVE_INFINITY }])
      expect(whyDropped({ at: NOW, ...here, ...wrong }, NOW)).toBe("not-a-fix");
    fc.assert(
      fc.property(fc.record({ at: fc.double(), lon: fc.double(), lat: fc.double() }), (fix) => {
        if (whyDropped(fix, NOW) !== undefined) return;
        expect(Math.abs(fix.at - NOW)).toBeLessThanOrEqual(30 * DAY);
        expect(Math.abs(fix.lon) <= 180 && Math.abs(fix.lat) <= 90).toBe(true);
      }),
    );
  });
});

/** Runs fixes past the judge as they come, a second apart, and tells what became of each. */
function judged(fixes: readonly (RawFix & { device?: string | null })[], start?: Believed) {
  let believed = start;
  return fixes.map((fix, i) => {
    const device = fix.device === undefined ? "phone" : fix.device;
    const found = judge(believed, fix, device, NOW + i * 1000);
    believed = found.believed;
    return found.verdict;
  });
}
/** `east` in metres from here. */
const at = (seconds: number, east = 0) => ({
  at: NOW + seconds * 1000,
  lon: here.lon + east / (111_195 * Math.cos((here.lat * Math.PI) / 180)),
  lat: here.lat,
});

describe("a device's fixes", () => {
  test("PF3 that are late are of the trail, and move nothing", () => {
    expect(judged([at(-10), at(-20), at(-5), at(-5)])).toEqual(["now", "trail", "now", "trail"]);
  });

  test("PF4 that it cannot have reached are dropped, and the next good one counts", () => {
    expect(judged([at(-20), at(-19, 3000), at(-18, 20), at(-17, 40)])).toEqual(["now", "jump", "now", "now"]);
  });

  test("PF4 that a second one confirms were no jump: the place before was wrong", () => {
    expect(judged([at(-20), at(-19, 3000), at(-18, 3010), at(-17, 3020)])).toEqual([
      "now",
      "jump",
      "now",
      "now",
    ]);
  });

  test("that stray by less than a receiver may, or drive at 250 km/h, are believed", () => {
    expect(judged([at(-20), at(-19, 490), at(-18, 10)])).toEqual(["now", "now", "now"]);
    expect(judged([at(-60), at(-30, 69 * 30), at(-20, 69 * 40)])).toEqual(["now", "now", "now"]);
    expect(judged([at(-60), at(-30, 72 * 30)])).toEqual(["now", "jump"]);
  });

  test("after an hour of silence are believed wherever they are", () => {
    expect(judged([at(-3700), at(-10, 60_000)])).toEqual(["now", "now"]);
  });

  test("PF4 are dropped while another device of the brigade leads, and count once that has been silent for two minutes", () => {
    const two = [at(-30), { ...at(-20, 400), device: "van" }];
    expect(judged(two)).toEqual(["now", "other-device"]);
    const heardLong = { ...at(-600), device: "phone", heardAt: NOW - 120_000 };
    expect(judged([{ ...at(-20, 400), device: "van" }], heardLong)).toEqual(["now"]);
    const heardJust = { ...heardLong, heardAt: NOW - 119_000 };
    expect(judged([{ ...at(-20, 400), device: "van" }], heardJust)).toEqual(["other-device"]);
  });

  test("of a sender that is no device are its own word: neither jumps nor leads are looked for", () => {
    const fleet = (seconds: number, east: number) => ({ ...at(seconds, east), device: null });
    expect(judged([fleet(-3, 0), fleet(-2, 5000), fleet(-1, 0)])).toEqual(["now", "now", "now"]);
    expect(judged([at(-3), fleet(-2, 5000)])).toEqual(["now", "now"]);
  });

  test("PF3 never take the marker back, whatever comes in whatever order", () => {
    const any = fc.array(
      fc.record({
        at: fc.integer({ min: NOW - 100_000, max: NOW + 100_000 }),
        lon: fc.double({ min: -180, max: 180, noNaN: true }),
        lat: fc.double({ min: -90, max: 90, noNaN: true }),
        device: fc.constantFrom("a", "b", null),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(any, (fixes) => {
        let believed: Believed | undefined;
        for (const [i, fix] of fixes.entries()) {
          const before = believed?.at ?? Number.NEGATIVE_INFINITY;
          const found = judge(believed, fix, fix.device, NOW + i * 1000);
          expect(found.believed?.at ?? Number.NEGATIVE_INFINITY).toBeGreaterThanOrEqual(before);
          if (found.verdict === "now") expect(found.believed?.at).toBe(fix.at);
          believed = found.believed;
        }
      }),
    );
  });
});
