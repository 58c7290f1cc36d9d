/** Which open reports are one job with a report. */
import { expect, test } from "vitest";
import type { LiveReport } from "#contract/report";
import { nearGroup } from "../../client/pages/dispatch/near-group.ts";
import { diceOf, emptyCity, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const NOW = Date.UTC(2026, 10, 23, 18);

function groupOf(...reports: Partial<LiveReport>[]): readonly number[] {
  const city = emptyCity();
  const all = reports.map((more, i) => ({
    ...newReport(i + 1, NOW, diceOf(i)),
    service: "pothole",
    status: "received" as const,
    lon: -100.37,
    lat: 25.65 + i * 0.0003,
    ...more,
  }));
  for (const each of all) city.reports.set(each);
  const [first] = all;
  return first ? nearGroup(city, smallCity, first) : [];
}

test("a report is one job with the open ones of its service around it, however the chain is long", () => {
  expect(groupOf({}, {}, {}, {})).toEqual([1, 2, 3, 4]);
});

test("what is closed, of another service or farther away is not of the job, and two are none", () => {
  const closed = { status: "closed", outcome: "resolved", closedAt: NOW } as const;
  expect(groupOf({}, {}, {}, closed, { service: "tree" }, { lat: 25.68 })).toEqual([1, 2, 3]);
  expect(groupOf({}, {}, closed)).toEqual([1]);
});
