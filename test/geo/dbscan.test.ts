import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Density, dbscan, NOISE, onPlane } from "#geo/dbscan";
import { metresBetween } from "#geo/far";
import { root } from "#test/support/test-database";

interface Truth {
  core: boolean[];
  /** Clusters that a point may be in; none: it is noise. */
  allowed: Set<number>[];
}

/** By the definition and nothing else: every distance, components of cores, and the clusters whose cores an edge point is near. */
function byDefinition(x: readonly number[], y: readonly number[], { near, least }: Density): Truth {
  const isNear = (a: number, b: number) =>
    Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0)) <= near;
  const all = x.map((_, i) => i);
  const core = all.map((i) => all.filter((j) => isNear(i, j)).length >= least);
  const label = all.map(() => NOISE);
  let clusters = 0;
  for (const seed of all) {
    if (!core[seed] || label[seed] !== NOISE) continue;
    label[seed] = clusters;
    for (let grown = true; grown; ) {
      grown = false;
      for (const i of all)
        if (core[i] && label[i] === NOISE && all.some((j) => label[j] === clusters && isNear(i, j))) {
          label[i] = clusters;
          grown = true;
        }
    }
    clusters++;
  }
  const allowed = all.map(
    (i) =>
      new Set(
        core[i]
          ? [label[i] ?? NOISE]
          : all.filter((j) => core[j] && isNear(i, j)).map((j) => label[j] ?? NOISE),
      ),
  );
  return { core, allowed };
}

/** Whether labels are right, by whatever numbers the clusters have. */
function expectRight(labels: Int32Array, { core, allowed }: Truth) {
  const named = new Map<number, number>();
  for (const [i, label] of labels.entries())
    if (core[i]) named.set([...(allowed[i] ?? [])][0] ?? NOISE, label);
  expect(new Set(named.values()).size).toBe(named.size);
  for (const [i, label] of labels.entries()) {
    const right = [...(allowed[i] ?? [])].map((cluster) => named.get(cluster));
    if (right.length === 0) expect(label).toBe(NOISE);
    else expect(right).toContain(label);
  }
}

describe("points that lie close together", () => {
  test("are one cluster however long it is drawn out, and a lonely point is in none", () => {
    const x = [0, 1, 2, 3, 4, 50, 100, 101, 102];
    expect([
      ...dbscan(
        x,
        x.map(() => 0),
        { near: 1, least: 2 },
      ),
    ]).toEqual([0, 0, 0, 0, 0, -1, 1, 1, 1]);
  });

  test("count themselves, and one at exactly the distance is near", () => {
    expect([...dbscan([0, 3], [0, 4], { near: 5, least: 2 })]).toEqual([0, 0]);
    expect([...dbscan([0, 3], [0, 4], { near: 4.999, least: 2 })]).toEqual([-1, -1]);
    expect([...dbscan([0, 9], [0, 0], { near: 1, least: 1 })]).toEqual([0, 1]);
  });

  test("at the edges of two clusters go to the first of them", () => {
    const x = [10, 0, 1, 2, 18, 19, 20];
    expect([
      ...dbscan(
        x,
        x.map(() => 0),
        { near: 8, least: 4 },
      ),
    ]).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  test("are found as the definition says, whatever lies where, at one place too", () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 })), {
      maxLength: 60,
    });
    const density = fc.record({
      near: fc.integer({ min: 1, max: 6 }),
      least: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(points, density, (found, how) => {
        const [x, y] = [found.map(([each]) => each), found.map(([, each]) => each)];
        const labels = dbscan(x, y, how);
        expectRight(labels, byDefinition(x, y, how));
        // Numbered in the order of their first cores.
        const { core } = byDefinition(x, y, how);
        const order = [...labels].filter((_, i) => core[i]);
        expect([...new Set(order)]).toEqual([...new Set(order)].map((_, i) => i));
      }),
      { numRuns: 300 },
    );
  });

  test("a hundred thousand at one place take no longer than as many apart", () => {
    const x = new Float64Array(100_000);
    expect(new Set(dbscan(x, x, { near: 80, least: 3 }))).toEqual(new Set([0]));
  });
});

test("what cannot be a density or points is refused by name", () => {
  expect(() => dbscan([1], [], { near: 1, least: 1 })).toThrow("columns must be of one length, are 1 and 0");
  expect(() => dbscan([1], [1], { near: 0, least: 1 })).toThrow("near must be above 0, is 0");
  expect(() => dbscan([1], [1], { near: Number.NaN, least: 1 })).toThrow("near must be above 0");
  expect(() => dbscan([1], [1], { near: 1, least: 0 })).toThrow("least must be 1 or more, is 0");
});

test("a city laid on a plane keeps its distances", () => {
  const lon = [-100.445, -100.3, -100.4];
  const lat = [25.58, 25.725, 25.65];
  const { x, y } = onPlane(lon, lat);
  for (const [a, b] of [
    [0, 1],
    [1, 2],
    [0, 2],
  ] as const) {
    const planar = Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
    const earthly = metresBetween(
      { lon: lon[a] ?? 0, lat: lat[a] ?? 0 },
      { lon: lon[b] ?? 0, lat: lat[b] ?? 0 },
    );
    expect(Math.abs(planar / earthly - 1)).toBeLessThan(0.005);
  }
});

const ORACLE = join(root, "../shared/data/stats/dbscan.json");

interface Oracle {
  input: { x_m: number[]; y_m: number[] };
  expected: {
    cases: {
      eps_m: number;
      min_points: number;
      clusters: number;
      label_sklearn: number[];
      core: string;
      border_touching_several: Record<string, number[]>;
    }[];
  };
}

test("as scikit-learn, PostGIS and R's dbscan find them, but for points at the edges of two", {
  skip: !existsSync(ORACLE),
  tags: ["shared-data"],
}, () => {
  const { input, expected }: Oracle = JSON.parse(readFileSync(ORACLE, "utf8"));
  expect(expected.cases).toHaveLength(6);
  for (const each of expected.cases) {
    const labels = dbscan(input.x_m, input.y_m, { near: each.eps_m, least: each.min_points });
    for (const [i, label] of labels.entries())
      expect(each.border_touching_several[i] ?? [each.label_sklearn[i]]).toContain(label);
    expect(new Set(labels).size - 1).toBe(each.clusters);
  }
});
