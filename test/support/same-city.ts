import { expect } from "vitest";
import type { LiveReport } from "#contract/report";
import type { LiveCity } from "#domain/fold";

/** All reports of a live city by id: what two readers must agree on, in whatever order their rows are. */
export function reportsOf(city: LiveCity): LiveReport[] {
  return Array.from({ length: city.reports.count }, (_, row) => city.reports.at(row)).sort(
    (a, b) => a.id - b.id,
  );
}

/** Fails unless both hold the same city at the same place of the same log. */
export function expectSameCity(ours: LiveCity, theirs: LiveCity): void {
  expect({ log: ours.log, cursor: ours.cursor }).toEqual({ log: theirs.log, cursor: theirs.cursor });
  expect(reportsOf(ours)).toEqual(reportsOf(theirs));
  expect(ours.reports.digest).toEqual(theirs.reports.digest);
  expect(ours.brigades).toEqual(theirs.brigades);
  expect(ours.elsewhere).toEqual(theirs.elsewhere);
  expect(ours.alerts).toEqual(theirs.alerts);
  expect(ours.warnings).toEqual(theirs.warnings);
  expect(ours.warningsUnreadSince).toBe(theirs.warningsUnreadSince);
}
