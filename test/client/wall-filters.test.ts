/** What a wall of some departments or services is told of, beyond its reports: news and alerts. */
import { afterEach, expect, test } from "vitest";
import type { CityEvent } from "#contract/events";
import { alsoInPanel } from "../../client/pages/wall/also-in-panel.ts";
import { readWall } from "../../client/pages/wall/wall-url.ts";
import { isAlertAbout, newsAskedFor } from "../../client/store/about-filters.ts";
import { noFilters } from "../../client/store/filters.ts";
import { type Happening, MOST_HAPPENINGS, noteHappenings } from "../../client/store/happenings.ts";
import { type Answer, usePage } from "../../client/store/page-store.ts";
import { anAlert, diceOf, emptyCity, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const NOW = Date.UTC(2026, 10, 23, 18);
const city = emptyCity();
for (const [id, { code, name, department }] of smallCity.brigades.entries())
  city.brigades.set(id, { id, code, name, department });

afterEach(() => usePage.setState({ answer: null, filters: noFilters }));

function received(seq: number, service: string): CityEvent {
  const report = { ...newReport(seq, NOW, diceOf(seq)), service };
  city.reports.set(report);
  return {
    seq,
    at: NOW,
    reportId: seq,
    version: 1,
    kind: "report.received",
    body: { report, channel: "app" },
  };
}

function silent(seq: number, brigade: number): CityEvent {
  return {
    seq,
    at: NOW,
    reportId: null,
    version: null,
    kind: "brigade.silent",
    body: { brigade, since: NOW },
  };
}

function newsWith(filters: Partial<typeof noFilters>, events: readonly CityEvent[]): Happening[] {
  usePage.setState({
    answer: { city: smallCity } as Answer,
    filters: { ...noFilters, ...filters },
  });
  const happened: Happening[] = [];
  noteHappenings(happened, city, events, newsAskedFor(city));
  return happened;
}

test("news are of the departments and services that the wall is of, and its last one is not pushed out by others'", () => {
  const events = [received(1, "tree"), silent(2, 0), silent(3, 2), received(4, "street-light")];
  const seqs = (filters: Partial<typeof noFilters>) => newsWith(filters, events).map(({ seq }) => seq);
  expect(seqs({})).toEqual([1, 2, 3, 4]);
  expect(seqs({ departments: ["parks"] })).toEqual([1, 3]);
  expect(seqs({ services: ["tree"] })).toEqual([1, 2, 3]);
  expect(seqs({ departments: ["works"], services: ["tree"] })).toEqual([2]);

  const busy = Array.from({ length: 4 * MOST_HAPPENINGS }, (_, i) => received(10 + i, "pothole"));
  expect(newsWith({ departments: ["parks"] }, [...events, ...busy]).map(({ seq }) => seq)).toEqual([1, 3]);
});

test("alerts are of them too; a warning is everybody's", () => {
  const of = (more: Parameters<typeof anAlert>[2]) =>
    isAlertAbout({ departments: ["parks"], services: [] }, smallCity, city, anAlert(1, NOW, more));
  expect(of({ kind: "surge", brigade: null, service: "tree" })).toBe(true);
  expect(of({ kind: "surge", brigade: null, service: "pothole" })).toBe(false);
  expect(of({ brigade: 2 })).toBe(true);
  expect(of({ brigade: 0 })).toBe(false);
  expect(of({ kind: "weather", brigade: null, warning: 7 })).toBe(true);
});

test.each([
  ["", ["late", "late-soon"]],
  ["?panel=none", []],
  ["?figures=open", []],
  ["?figures=late.free", ["late"]],
  ["?figures=soon", ["late-soon"]],
])("a wall at %o leaves out of its alerts what its panel counts: %o", (search, kinds) => {
  expect(alsoInPanel(readWall(search).wall)).toEqual(kinds);
});
