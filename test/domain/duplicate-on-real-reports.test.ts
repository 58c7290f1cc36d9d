/**
 * How many reports of real cities are thought to repeat another one, so that the threshold is neither noise nor never. Nobody has
 * labelled these reports: what is held fast is the rate, and that it falls to a fraction when the dates are shuffled, which keeps
 * every place and every day's rush and leaves no report beside its repetition. The files are no part of the repository.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import type { City } from "#contract/city";
import { compareReports, DUPLICATE_DAYS, DUPLICATE_METRES, LIKELY, type Told } from "#domain/duplicate";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import { cityRules } from "#server/city/rules";
import { Columns } from "#server/import/columns";
import { readMapping } from "#server/import/read-mapping";
import { compileReport } from "#server/import/read-report";
import { Refused } from "#server/import/refusals";
import { randomFrom } from "#test/support/random";
import { root } from "#test/support/test-database";

const SHARED = join(root, "../shared/data/reports");
const withData = { skip: !existsSync(SHARED), tags: ["shared-data"] };
const DAY = 86_400_000;

async function reportsOf(
  code: string,
  text: string,
  most = 20_000,
): Promise<{ city: City; reports: Told[] }> {
  const { city, base } = await loadCity(resolveCityFolder(join(root, "test/cities", code), root));
  const mapping = await readMapping(join(root, "test/mappings", `${code}.json`), "reports", city);
  const [header = [], ...rows]: string[][] = parse(text, { relax_column_count: true, to: most });
  const read = compileReport(mapping, new Columns(header, mapping.csv, code), cityRules(city, base), {});
  const reports = rows.flatMap((cells) => {
    const report = read(cells);
    if (report instanceof Refused) return [];
    const { service, lon, lat, receivedAt, description = null } = report;
    return [{ service, lon, lat, receivedAt, description }];
  });
  return { city, reports };
}

/** Of 1,000 reports, how many repeat an earlier one by their score. */
function repeating(city: City, reports: readonly Told[]): number {
  const size = DUPLICATE_METRES / 111_195;
  const cells = new Map<string, Told[]>();
  const cellOf = (x: number, y: number) => `${Math.floor(x / size)} ${Math.floor(y / size)}`;
  let found = 0;
  for (const report of [...reports].sort((a, b) => a.receivedAt - b.receivedAt)) {
    const [x, y] = [report.lon * Math.cos((report.lat * Math.PI) / 180), report.lat];
    const around = [-1, 0, 1].flatMap((dx) =>
      [-1, 0, 1].flatMap((dy) => cells.get(cellOf(x + dx * size, y + dy * size)) ?? []),
    );
    const isRepeated = around.some(
      (other) =>
        report.receivedAt - other.receivedAt < DUPLICATE_DAYS * DAY &&
        compareReports(report, other, city).score >= LIKELY,
    );
    if (isRepeated) found++;
    const cell = cellOf(x, y);
    cells.set(cell, [...(cells.get(cell) ?? []), report]);
  }
  return Math.round((1000 * found) / reports.length);
}
/** The same reports, each on the date of another one. */
function shuffled(reports: readonly Told[]): Told[] {
  const next = randomFrom(7);
  const order = reports
    .map((report) => ({ at: report.receivedAt, key: next() }))
    .sort((a, b) => a.key - b.key);
  return reports.map((report, i) => ({ ...report, receivedAt: order[i]?.at ?? 0 }));
}

test("of Boston's reports one in ten repeats another, six times as many as by chance", withData, async () => {
  const { city, reports } = await reportsOf("boston", readFileSync(join(SHARED, "boston_311.csv"), "utf8"));
  expect(reports).toHaveLength(5415);
  expect(repeating(city, reports)).toBe(107);
  expect(repeating(city, shuffled(reports))).toBe(18);
});

test("of St. Louis's one in six, three times as many as by chance", withData, async () => {
  const { city, reports } = await reportsOf(
    "st-louis",
    readFileSync(join(SHARED, "stlouis_csb_2011.csv"), "utf8"),
  );
  expect(repeating(city, reports)).toBe(170);
  expect(repeating(city, shuffled(reports))).toBe(55);
});

test(
  "of Madrid's in a week without their texts one in six, but for bicycles, which stand at one place",
  withData,
  async () => {
    const text = gunzipSync(readFileSync(join(SHARED, "madrid_avisos_2021-2022.csv.gz"))).toString();
    const { city, reports } = await reportsOf("madrid", text, 8_001);
    const still = reports.filter(({ service }) => service !== "bicimad");
    expect(repeating(city, still)).toBe(175);
  },
);
