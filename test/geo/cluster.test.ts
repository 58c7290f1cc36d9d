import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClusterPoints, clusterPoints, mercatorX, mercatorY } from "#geo/cluster";

interface Spot {
  id: number;
  lon: number;
  lat: number;
  urgency: number;
}

const spots = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 4_294_967_295 }),
    lon: fc.integer({ min: -100_430_000, max: -100_310_000 }),
    lat: fc.integer({ min: 25_590_000, max: 25_715_000 }),
    urgency: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: (spot) => spot.id, maxLength: 120 },
);
const zooms = fc.integer({ min: 8, max: 17 });

function columns(list: readonly Spot[]): ClusterPoints {
  return {
    id: Uint32Array.from(list, (s) => s.id),
    lon: Int32Array.from(list, (s) => s.lon),
    lat: Int32Array.from(list, (s) => s.lat),
    urgency: Uint8Array.from(list, (s) => s.urgency),
  };
}

/** The same rule without an index: every pair is looked at. */
function byHand(list: readonly Spot[], zoom: number, radius: number) {
  const reach = radius / (512 * 2 ** zoom);
  const left = new Set([...list].sort((a, b) => a.id - b.id));
  const singles: number[] = [];
  const clusters: { seed: number; members: Spot[] }[] = [];
  for (const seed of [...left]) {
    if (!left.has(seed)) continue;
    const members = [...left].filter((spot) => {
      const dx = mercatorX(spot.lon / 1e6) - mercatorX(seed.lon / 1e6);
      const dy = mercatorY(spot.lat / 1e6) - mercatorY(seed.lat / 1e6);
      return dx * dx + dy * dy <= reach * reach;
    });
    if (members.length < 2) {
      left.delete(seed);
      singles.push(seed.id);
      continue;
    }
    for (const member of members) left.delete(member);
    clusters.push({ seed: seed.id, members });
  }
  return { singles, clusters };
}

describe("clusters", () => {
  test("are those that looking at every pair gives", () => {
    fc.assert(
      fc.property(spots, zooms, (list, zoom) => {
        const got = clusterPoints(columns(list), { zoom, radius: 40, least: 2 });
        const wanted = byHand(list, zoom, 40);
        expect([...got.singles]).toEqual(wanted.singles);
        expect([...got.seed]).toEqual(wanted.clusters.map((c) => c.seed));
        expect([...got.count]).toEqual(wanted.clusters.map((c) => c.members.length));
        expect([...got.late]).toEqual(
          wanted.clusters.map((c) => c.members.filter((m) => m.urgency === 2).length),
        );
        expect([...got.soon]).toEqual(
          wanted.clusters.map((c) => c.members.filter((m) => m.urgency === 1).length),
        );
      }),
    );
  });

  test("do not depend on the order of the rows", () => {
    fc.assert(
      fc.property(
        spots,
        zooms,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (list, zoom, dice) => {
          const shuffled = list
            .map((spot) => ({ spot, key: dice.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ spot }) => spot);
          const options = { zoom, radius: 40, least: 2 };
          const a = clusterPoints(columns(list), options);
          const b = clusterPoints(columns(shuffled), options);
          expect([...b.seed]).toEqual([...a.seed]);
          expect([...b.count]).toEqual([...a.count]);
          expect([...b.singles]).toEqual([...a.singles]);
        },
      ),
    );
  });

  test("lose nobody: singles and members are all the points, each mean within its bounds", () => {
    fc.assert(
      fc.property(spots, zooms, (list, zoom) => {
        const got = clusterPoints(columns(list), { zoom, radius: 60, least: 3 });
        expect(got.count.reduce((sum, count) => sum + count, got.singles.length)).toBe(list.length);
        for (let i = 0; i < got.seed.length; i++) {
          const [west = 0, south = 0, east = 0, north = 0] = got.bounds.subarray(4 * i, 4 * i + 4);
          const slack = 1e-9;
          expect(got.lon[i]).toBeGreaterThanOrEqual(west - slack);
          expect(got.lon[i]).toBeLessThanOrEqual(east + slack);
          expect(got.lat[i]).toBeGreaterThanOrEqual(south - slack);
          expect(got.lat[i]).toBeLessThanOrEqual(north + slack);
        }
      }),
    );
  });

  test("of nothing are nothing", () => {
    const none = clusterPoints(columns([]), { zoom: 12, radius: 40, least: 2 });
    expect(none.singles.length + none.seed.length).toBe(0);
  });

  test("refuse columns of different lengths and options out of range, naming the value", () => {
    const one = columns([{ id: 1, lon: 0, lat: 0, urgency: 0 }]);
    expect(() => clusterPoints({ ...one, lat: new Int32Array(2) }, { zoom: 1, radius: 1, least: 2 })).toThrow(
      "1, 1, 2, 1",
    );
    expect(() => clusterPoints(one, { zoom: 25, radius: 1, least: 2 })).toThrow("is 25");
    expect(() => clusterPoints(one, { zoom: 1, radius: 0, least: 2 })).toThrow("is 0");
    expect(() => clusterPoints(one, { zoom: 1, radius: 1, least: 1 })).toThrow("is 1");
  });
});
