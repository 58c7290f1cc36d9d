import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { whyDropped } from "#geo/track";

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
