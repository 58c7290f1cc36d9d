/** Alerts in the page while another minute is shown: the list is of then, and whoever is told of new ones is told of now's. */
import { afterEach, expect, test } from "vitest";
import { NewAlerts } from "../../client/pages/alerts/new-alerts.ts";
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
