/** Alerts in the page while another minute is shown: the list is of then, and whoever is told of new ones is told of now's. */
import { afterEach, expect, test } from "vitest";
import type { Alert, PastAlert } from "#contract/alerts";
import type { Me } from "#contract/identity";
import { crowds } from "#domain/alert";
import type { Words } from "../../client/i18n/use-words.ts";
import { acknowledgeAll } from "../../client/pages/alerts/acknowledge-all.ts";
import { alertTime } from "../../client/pages/alerts/alert-words.ts";
import { NewAlerts } from "../../client/pages/alerts/new-alerts.ts";
import { nextLoud } from "../../client/pages/alerts/next-loud.ts";
import { knownAfter, notKnown } from "../../client/pages/alerts/use-deeds.ts";
import { paletteSections } from "../../client/pages/dispatch/palette-entries.ts";
import { useAlertTray } from "../../client/store/alert-tray.ts";
import { readAlerts, readPresentAlerts, useAlerts } from "../../client/store/alerts-store.ts";
import { usePage } from "../../client/store/page-store.ts";
import { anAlert } from "./random-log.ts";

const NOW = Date.parse("2026-11-25T20:00:00Z");

function cityWith(...ids: number[]) {
  return {
    alerts: new Map(ids.map((id) => [id, anAlert(id, NOW)])),
    warnings: new Map(),
    warningsUnreadSince: null,
  };
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

test("AL1 an alert that was over and comes back under its number is no news, one that wakes after a snooze is", () => {
  const news = new NewAlerts();
  const told = (...open: Alert[]) => news.take(open, NOW).map(({ id }) => id);
  const [one, other] = [anAlert(1, NOW), anAlert(2, NOW)];
  expect(told(one, other)).toEqual([]);
  expect(told({ ...other, snoozedUntil: NOW + 1 })).toEqual([]);
  expect(told(one, { ...other, snoozedUntil: NOW + 1 }, anAlert(3, NOW))).toEqual([3]);
  expect(told(one, { ...other, snoozedUntil: NOW })).toEqual([2]);
});

test("all that are listed are acknowledged by parts; what was over by then, and what could not be asked, is said", async () => {
  const ids = Array.from({ length: 450 }, (_, i) => i + 1);
  const asked: number[] = [];
  const after = async (acknowledge: (part: readonly number[]) => Promise<number>) => {
    await acknowledgeAll(ids, acknowledge);
    return useAlertTray.getState();
  };
  const one = await after(async (part) => {
    asked.push(part.length);
    return part.length - 1;
  });
  expect(asked).toEqual([200, 200, 50]);
  expect(one).toEqual({ isOpen: true, busy: false, outcome: { of: 450, done: 447, failed: false } });
  let calls = 0;
  const two = await after(async (part) => {
    if (++calls === 2) throw new Error("unreachable");
    return part.length;
  });
  expect(two.outcome).toEqual({ of: 450, done: 200, failed: true });
});

test("of reports a kind is crowded in a department while a thousand of it wait there, and of brigades none is", () => {
  const waiting = (count: number, more: Partial<Alert>) =>
    Array.from({ length: count }, (_, i) => ({ ...anAlert(i + 1, NOW), acknowledgedAt: null, ...more }));
  const late = (count: number, department: string | null) => waiting(count, { kind: "late", department });
  const silent = waiting(1000, { kind: "brigade-silent", department: "works" });
  const seen = waiting(1, { kind: "late", department: "parks", acknowledgedAt: NOW });
  expect(
    crowds([...late(1000, "works"), ...late(999, "parks"), ...late(1000, null), ...seen, ...silent]),
  ).toEqual([
    { kind: "late", department: "works" },
    { kind: "late", department: null },
  ]);
});

test("the palette offers to acknowledge all that are loud, to whoever may, and not in the past", () => {
  const words = { t: (key: string) => key, format: { number: String } } as unknown as Words;
  const offered = () =>
    paletteSections(words, "", null)
      .flatMap(({ entries }) => entries)
      .some(({ id }) => id === "alerts:acknowledge");
  const page = usePage.getState();
  readPresentAlerts(cityWith(1, 2));
  expect(offered()).toBe(false);
  usePage.setState({ me: { may: ["alert.handle"] } as unknown as Me });
  expect(offered()).toBe(true);
  usePage.setState({ past: NOW });
  expect(offered()).toBe(false);
  usePage.setState({ past: null });
  readPresentAlerts({
    alerts: new Map([[1, { ...anAlert(1, NOW), acknowledgedAt: NOW }]]),
    warnings: new Map(),
    warningsUnreadSince: null,
  });
  expect(offered()).toBe(false);
  usePage.setState(page, true);
});

test("an alert of what is due says in how long that is, and of what was due how long ago", () => {
  const words = {
    t: (key: string, { span }: { span: string }) => `${key} ${span}`,
    ago: () => "ago",
  } as unknown as Words;
  const due = anAlert(1, NOW + 17 * 60_000);
  expect(alertTime(words, due, NOW)).toBe("time.ahead 17 min");
  expect(alertTime(words, due, NOW + 18 * 60_000)).toBe("ago");
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

test("who handled an alert is asked of those that are shown and were handled since they were read, however many are open", () => {
  const [quiet, asleep, done] = [1, 2, 3].map((id) => anAlert(id, NOW));
  if (!quiet || !asleep || !done) throw new Error("there are three");
  const shown = [quiet, { ...asleep, snoozedUntil: NOW + 1 }, { ...done, acknowledgedAt: NOW }];
  const read = (alert: Alert): [number, PastAlert] => [alert.id, { ...alert, clearedAt: null, deeds: [] }];
  expect(notKnown(shown, new Map())).toEqual([2, 3]);
  expect(notKnown(shown, new Map(shown.map(read)))).toEqual([]);
  const again = { ...asleep, snoozedUntil: NOW + 2 };
  expect(notKnown([again], new Map(shown.map(read)))).toEqual([2]);
  const many = Array.from({ length: 5000 }, (_, i) => ({ ...done, id: i + 1, acknowledgedAt: NOW }));
  expect(notKnown(many, new Map())).toHaveLength(200);
});

test("alerts that the server does not answer about are not asked again in the place of others", () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ ...anAlert(i + 1, NOW), acknowledgedAt: NOW }));
  const asked = notKnown(many, new Map());
  expect(asked).toEqual(many.slice(0, 200).map(({ id }) => id));
  const answer = many.slice(0, 1).map((alert) => ({ ...alert, clearedAt: null, deeds: [] }));
  const after = knownAfter(new Map(), asked, answer);
  expect(after.get(1)).toEqual(answer[0]);
  expect(notKnown(many, after)).toEqual(many.slice(200).map(({ id }) => id));
});
