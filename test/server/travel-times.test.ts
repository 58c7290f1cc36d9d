import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Osrm } from "#server/travel/osrm";
import { StraightLine } from "#server/travel/travel-times";
import { silent } from "#test/support/living-city";
import { RoadServer } from "#test/support/road-server";

const line = new StraightLine({ city: { travel: { detour: 1.5, kmPerHour: 36 } } });
const at = (lon: number, lat = 0) => ({ lon, lat });
const clock = { at: 1_795_000_000_000, now: () => clock.at };
let roads: RoadServer;
beforeAll(async () => {
  roads = await RoadServer.start();
});
afterAll(() => roads.stop());
beforeEach(() => {
  roads.mood = "answers";
  roads.asked.length = 0;
  clock.at += 3_600_000;
});
const osrm = (more = {}) => new Osrm({ url: roads.url, instead: line, clock, logger: silent, ...more });

test("by the straight line a way takes the city's detour at the city's speed", async () => {
  const { seconds, by } = await line.table([at(0)], [at(0), at(0.01)]);
  expect(by).toBe("straight-line");
  expect(seconds[0]?.[0]).toBe(0);
  // 1,112 m, times 1.5, at 10 m/s.
  expect(seconds[0]?.[1]).toBeCloseTo(166.8, 1);
});

describe("with a road server", () => {
  test("ways are as long as it says, in the order of the places", async () => {
    expect(await osrm().table([at(0, 1), at(2, 1)], [at(1, 1), at(5, 1), at(2, 1)])).toEqual({
      seconds: [
        [3600, 18_000, 7200],
        [3600, 10_800, 0],
      ],
      by: "roads",
    });
  });

  test("more places than it takes at once are asked in parts", async () => {
    const many = Array.from({ length: 120 }, (_, i) => at(i / 100, 1));
    const { seconds } = await osrm().table(many, many.slice(0, 60));
    expect(roads.asked).toHaveLength(6);
    expect(seconds).toEqual(many.map((_, i) => many.slice(0, 60).map((_, j) => Math.abs(i - j) * 36)));
  });

  test("where it knows no way, that one is by the straight line", async () => {
    const { seconds, by } = await osrm().table([at(0, 1)], [at(1, 1), at(0, -1)]);
    expect(by).toBe("roads");
    expect(seconds[0]).toEqual([3600, line.seconds(at(0, 1), at(0, -1))]);
  });

  test("nothing is asked for nothing", async () => {
    expect((await osrm().table([], [at(1)])).seconds).toEqual([]);
    expect(roads.asked).toEqual([]);
  });

  test.each(["fails", "talks nonsense", "leaves one out", "hangs"] as const)(
    "that %s, all ways are by the straight line, and it is left alone for a while",
    async (mood) => {
      const travel = osrm({ timeoutMs: mood === "hangs" ? 50 : 30_000 });
      roads.mood = mood;
      expect((await travel.table([at(0)], [at(1)])).by).toBe("straight-line");
      roads.mood = "answers";
      expect((await travel.table([at(0)], [at(1)])).by).toBe("straight-line");
      expect(roads.asked).toHaveLength(1);
      clock.at += 20_000;
      const { by } = await travel.table([at(0)], [at(1)]);
      expect(roads.asked).toHaveLength(2);
      // In so little time it need not answer even when it can.
      if (mood !== "hangs") expect(by).toBe("roads");
    },
  );
});
