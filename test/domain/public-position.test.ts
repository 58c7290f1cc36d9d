import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { City } from "#contract/city";
import type { Fix } from "#contract/frame";
import { publicFix, publicWindow } from "#domain/public-position";
import { isOnDuty } from "#domain/shift";
import { metresOutside } from "#geo/far";
import { resolutionFor } from "#geo/hexagon";
import { smallCity } from "#test/client/small-city";

const city: City = { ...smallCity, publicPositions: { mode: "delayed", minutes: 10, snapMetres: 200 } };
/** Monday, by the clocks of Monterrey (UTC−6). */
const monday = (clock: string) => Date.parse(`2026-11-23T${clock}:00-06:00`);
const fix = (at: number, lon = -100.37, lat = 25.65): Fix => ({
  brigade: 0,
  lon,
  lat,
  at,
  speed: 4,
  heading: 90,
  accuracy: 5,
  battery: 1,
});

describe("a brigade in public", () => {
  test("PF5 is shown while it is on duty, and not before, after, on a day off or when nobody knows its shift", () => {
    const shown = (code: string, at: number) => publicFix(city, code, fix(at)) !== undefined;
    expect(shown("works-1", monday("07:00"))).toBe(true);
    expect(shown("works-1", monday("14:59"))).toBe(true);
    expect(shown("works-1", monday("06:59"))).toBe(false);
    expect(shown("works-1", monday("15:00"))).toBe(false);
    expect(shown("works-1", monday("10:00") - 86_400_000)).toBe(false);
    expect(shown("hired-yesterday", monday("10:00"))).toBe(false);
    const brigades = city.brigades.map((brigade) => ({ ...brigade, retired: true }));
    expect(publicFix({ ...city, brigades }, "works-1", fix(monday("10:00")))).toBeUndefined();
  });

  test("PF5 works past midnight on the day on which its shift began", () => {
    const night = city.brigades[2]?.shift ?? expect.fail("the night shift");
    expect(isOnDuty(night, monday("22:30"), city.timeZone)).toBe(true);
    // Saturday before dawn still belongs to Friday; Monday before dawn to Sunday, which is free.
    expect(isOnDuty(night, monday("05:00") + 5 * 86_400_000, city.timeZone)).toBe(true);
    expect(isOnDuty(night, monday("05:00"), city.timeZone)).toBe(false);
  });

  test("PF5 is shown in the middle of a hexagon, without speed and direction", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100.42, max: -100.32, noNaN: true }),
        fc.double({ min: 25.6, max: 25.7, noNaN: true }),
        (lon, lat) => {
          const shown = publicFix(city, "works-1", fix(monday("10:00"), lon, lat));
          if (!shown) expect.fail("it is on duty");
          expect([shown.speed, shown.heading]).toEqual([null, null]);
          expect(publicFix(city, "works-1", { ...shown, brigade: 0 })).toEqual(shown);
          expect(metresOutside(lon, lat, [shown.lon, shown.lat, shown.lon, shown.lat])).toBeLessThan(260);
        },
      ),
    );
  });

  test("the hexagons are as wide as the city chose, or wider", () => {
    expect([50, 200, 500, 5000].map(resolutionFor)).toEqual([10, 9, 8, 5]);
  });

  test("PF5 is shown as it was so many minutes ago, and nobody is where the city shows none", () => {
    const now = monday("10:00");
    expect(publicWindow(city, now)).toMatchObject({ until: now - 600_000 });
    const off: City = { ...city, publicPositions: { mode: "off" } };
    expect(publicWindow(off, now)).toBeUndefined();
    expect(publicFix(off, "works-1", fix(now))).toBeUndefined();
  });
});
