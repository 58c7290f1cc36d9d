/**
 * Two real fleets: what the filter drops of them, and how far they drove by what is left. The files are no part of the
 * repository, so this runs where they are.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { cleanTrack } from "#geo/clean-track";
import { metresBetween } from "#geo/far";
import { type Believed, judge, type RawFix, type Verdict } from "#geo/track";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import { compileDates } from "#server/import/dates";
import { readMapping } from "#server/import/read-mapping";
import { root } from "#test/support/test-database";

const SHARED = join(root, "../shared/data/gps");
const withData = { skip: !existsSync(SHARED), tags: ["shared-data"] };

/** The file's fixes by vehicle, each in the order of the file; what has no place or date that can be read is left out. */
async function fleetOf(city: string, file: string): Promise<Map<string, RawFix[]>> {
  const { city: rules } = await loadCity(resolveCityFolder(join(root, "test/cities", city), root));
  const mapping = await readMapping(join(root, "test/mappings", `${city}.json`), "positions", rules);
  const { place, csv } = mapping;
  if (!("lon" in place) || !("lat" in place)) throw new Error("the mapping has no lon and lat");
  const rows: Record<string, string>[] = parse(readFileSync(join(SHARED, file)), {
    columns: csv?.columns ? [...csv.columns] : true,
    delimiter: csv?.delimiter ?? ",",
    quote: csv?.quote === "" ? null : '"',
    relax_column_count: true,
  });
  const instant = compileDates(mapping.dates, mapping.timeZone ?? rules.timeZone);
  const fleet = new Map<string, RawFix[]>();
  for (const row of rows) {
    const vehicle = row[String(mapping.vehicle)] ?? "";
    const date = instant(row[String(mapping.at)] ?? "");
    const [lon, lat] = [row[String(place.lon)], row[String(place.lat)]];
    if (!date || !lon || !lat) continue;
    const fixes = fleet.get(vehicle) ?? [];
    fleet.set(vehicle, fixes);
    fixes.push({ at: date.at, lon: Number(lon), lat: Number(lat) });
  }
  return fleet;
}

/** As if each vehicle were one device that sends its fixes in this order, on the evening of the last of them. */
function received(fleet: ReadonlyMap<string, readonly RawFix[]>) {
  const verdicts: Partial<Record<Verdict | "repeated", number>> = {};
  const km = { raw: 0, cleaned: 0, hours: 0 };
  const now = Math.max(...[...fleet.values()].map((fixes) => Math.max(...fixes.map(({ at }) => at))));
  for (const [vehicle, fixes] of fleet) {
    let believed: Believed | undefined;
    const kept = new Map<number, RawFix>();
    for (const fix of fixes) {
      const judged = judge(believed, fix, vehicle, now);
      believed = judged.believed;
      const good = judged.verdict === "now" || judged.verdict === "trail";
      const verdict = good && kept.has(fix.at) ? "repeated" : judged.verdict;
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      if (verdict === "now" || verdict === "trail") kept.set(fix.at, fix);
    }
    const track = [...kept.values()].sort((a, b) => a.at - b.at);
    const { metres, movingSeconds } = cleanTrack(track);
    km.raw += track.reduce((sum, fix, i) => sum + metresBetween(track[i - 1] ?? fix, fix), 0) / 1000;
    km.cleaned += metres / 1000;
    km.hours += movingSeconds / 3600;
  }
  return {
    vehicles: fleet.size,
    verdicts,
    km: Object.fromEntries(Object.entries(km).map(([k, v]) => [k, Math.round(v)])),
  };
}

test(
  "Austin: a day of 329 buses, one fix each two minutes, the later ones often first",
  withData,
  async () => {
    expect(received(await fleetOf("austin", "austin_buses_2017-03-21.csv"))).toEqual({
      vehicles: 329,
      verdicts: { now: 20_299, trail: 25_083, repeated: 1, "null-island": 3 },
      km: { raw: 23_336, cleaned: 23_147, hours: 1056 },
    });
  },
);

test("Jersey City: a day of 68 lorries in no order, many fixes twice", withData, async () => {
  expect(received(await fleetOf("jersey-city", "jersey_city_trucks.psv"))).toEqual({
    vehicles: 68,
    verdicts: { now: 221, trail: 7128, repeated: 621, jump: 1 },
    km: { raw: 2450, cleaned: 2411, hours: 165 },
  });
});
