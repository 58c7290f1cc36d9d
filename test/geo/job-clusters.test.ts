import { describe, expect, test } from "vitest";
import { type JobColumns, jobClusters } from "#geo/job-clusters";

const METRE = 1e6 / 111_195;
const rules = [
  { metres: 50, least: 3 },
  { metres: 200, least: 2 },
];

/** Reports on a meridian: number, service, metres to the north. */
function columns(...reports: [id: number, service: number, metres: number][]): JobColumns {
  return {
    id: Uint32Array.from(reports, ([id]) => id),
    lon: Int32Array.from(reports, () => -100_402_500),
    lat: Int32Array.from(reports, ([, , metres]) => 25_657_600 + metres * METRE),
    service: Uint16Array.from(reports, ([, service]) => service),
  };
}
const all = (of: JobColumns) => of.id.map((_, i) => i);
const idsOf = (of: JobColumns, rows: ArrayLike<number> = all(of)) =>
  jobClusters(of, rows, rules).map(({ service, ids }) => [service, [...ids]]);

describe("open reports near each other", () => {
  test("are one job by the distance and the count of their service, the largest first", () => {
    const reports = columns([1, 1, 0], [2, 1, 150], [3, 0, 0], [4, 0, 40], [5, 0, 80], [6, 0, 200]);
    expect(idsOf(reports)).toEqual([
      [0, [3, 4, 5]],
      [1, [1, 2]],
    ]);
  });

  test("are none when they are of different services", () => {
    expect(idsOf(columns([1, 0, 0], [2, 0, 10], [3, 1, 20]))).toEqual([]);
  });

  test("are the same job wherever their rows are", () => {
    const reports = columns([9, 0, 0], [4, 0, 40], [7, 0, 80], [1, 0, 110]);
    expect(idsOf(reports, [3, 1, 0, 2])).toEqual(idsOf(reports));
    expect(idsOf(reports)).toEqual([[0, [1, 4, 7, 9]]]);
  });

  test("count only in the rows that are meant, and of services that the city has", () => {
    const reports = columns([1, 0, 0], [2, 0, 10], [3, 0, 20], [4, 7, 0], [5, 7, 0], [6, 7, 0]);
    expect(idsOf(reports, [0, 1])).toEqual([]);
    expect(idsOf(reports)).toEqual([[0, [1, 2, 3]]]);
  });

  test("have their middle", () => {
    const [cluster] = jobClusters(columns([1, 1, 0], [2, 1, 100]), [0, 1], rules);
    expect(cluster?.lon).toBeCloseTo(-100.4025, 6);
    expect(cluster?.lat).toBeCloseTo(25.6576 + 50 / 111_195, 5);
  });
});
