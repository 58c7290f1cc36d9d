/** Alerts in the page while another minute is shown: the list is of then, and whoever is told of new ones is told of now's. */
import { afterEach, expect, test } from "vitest";
import { NewAlerts } from "../../client/pages/alerts/new-alerts.ts";
import { nextLoud } from "../../client/pages/alerts/next-loud.ts";
import { readAlerts, readPresentAlerts, useAlerts } from "../../client/store/alerts-store.ts";
import { usePage } from "../../client/store/page-store.ts";
import { anAlert } from "./random-log.ts";

const NOW = Date.parse("2026-11-25T20:00:00Z");

function cityWith(...ids: number[]) {
  return { alerts: new Map(ids.map((id) => [id, anAlert(id, NOW)])), warnings: new Map() };
}

afterEach(() => {
  usePage.setState({ past: null });
  readPresentAlerts(undefined);
});

test("while yesterday is shown its alerts are in the list, those of now are news, and on the way back nothing is told again", () => {
  const news = new NewAlerts();
  const told = () => news.take(useAlerts.getState().present, NOW).map(({ id }) => id);
  const listed = () => useAlerts.getState().open.map(({ id }) => id);
  readPresentAlerts(cityWith(11, 12));
  expect([told(), listed()]).toEqual([[], [12, 11]]);

  usePage.setState({ past: NOW - 86_400_000 });
  readAlerts(cityWith(1, 2, 3));
  expect([told(), listed()]).toEqual([[], [3, 2, 1]]);
  readPresentAlerts(cityWith(11, 12, 13));
  expect([told(), listed()]).toEqual([[13], [3, 2, 1]]);

  usePage.setState({ past: null });
  readAlerts(cityWith(11, 12, 13));
  expect([told(), listed()]).toEqual([[], [13, 12, 11]]);
});

test("from an alert that is handled the next that asks for somebody is gone on to, from the last the one before, and else nowhere", () => {
  const [first, second, third] = [1, 2, 3].map((id) => ({
    ...anAlert(id, NOW),
    acknowledgedAt: null,
    snoozedUntil: null,
  }));
  if (!first || !second || !third) throw new Error("three were made");
  const asleep = { ...second, snoozedUntil: NOW + 1 };
  const seen = { ...third, acknowledgedAt: NOW };
  expect(nextLoud([first, second, third], 1, NOW)).toBe(2);
  expect(nextLoud([first, asleep, third], 1, NOW)).toBe(3);
  expect(nextLoud([first, second, seen], 2, NOW)).toBe(1);
  expect(nextLoud([first, asleep, seen], 1, NOW)).toBeNull();
});
