/** What people do about alerts, and who is told of which. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AlertHandled, AlertHistory, AlertsHandled } from "#contract/alerts";
import { decodeSnapshot } from "#domain/snapshot";
import { readSnapshot } from "#server/live/read-snapshot";
import { ops, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { expectSameCity } from "#test/support/same-city";
import type { Wall } from "#test/support/wall";
import { raiseReportAlerts } from "#workers/raise-report-alerts";

const MINUTE = 60_000;
const clock = { at: Date.parse("2026-03-10T10:00:00-06:00"), now: () => clock.at };
let city: TestCity;
let departments: string[];
beforeAll(async () => {
  city = await TestCity.start({ clock });
  departments = city.ctx.rules.city.departments.map(({ code }) => code);
});
afterAll(() => city.stop());

const serviceOf = (department: string | undefined) =>
  city.ctx.rules.city.services.find((service) => service.department === department)?.code;

/** A report that is late, and its alert. */
async function alarm(department = departments[0]) {
  const report = await city.report({ service: serviceOf(department) });
  clock.at = Date.parse(report.dueAt) + MINUTE;
  await raiseReportAlerts.run(city.ctx);
  const found = [...(await city.snapshot()).alerts.values()].find(({ folio }) => folio === report.folio);
  if (!found) throw new Error("the alert was not raised");
  return { report, id: found.id };
}

async function follows(...walls: Wall[]) {
  for (const wall of walls) {
    await wall.reached((await city.snapshot()).cursor);
  }
}

test("AL3 who acknowledged or snoozed an alert is told by name in its history, and its state to everybody at once", async () => {
  const wall = await city.wall();
  const { id } = await alarm();
  const snoozed = await city.send("POST", `/api/alerts/${id}/snooze`, { minutes: 15 });
  const asleep = AlertHandled.parse(snoozed.body);
  expect(asleep.alert).toMatchObject({ snoozedUntil: clock.at + 15 * MINUTE, acknowledgedAt: null });
  const done = AlertHandled.parse((await city.send("POST", `/api/alerts/${id}/acknowledge`, {})).body);
  expect(done.alert).toMatchObject({ snoozedUntil: null, acknowledgedAt: clock.at });
  await wall.reached(done.cursor);
  expect(wall.city.alerts.get(id)).toEqual(done.alert);
  expectSameCity(wall.city, await city.snapshot());
  const history = AlertHistory.parse((await city.send("GET", "/api/alerts?open=1")).body);
  expect(history.find((alert) => alert.id === id)).toMatchObject({
    clearedAt: null,
    deeds: [
      { kind: "snoozed", name: "Ana", until: clock.at + 15 * MINUTE },
      { kind: "acknowledged", name: "Ana", until: null },
    ],
  });
  // And when it is not among the newest any more, to whoever asks for it.
  const asked = AlertHistory.parse((await city.send("GET", `/api/alerts?ids=${id},${id + 1000}`)).body);
  expect(asked).toEqual(history.filter((alert) => alert.id === id));
  expect(JSON.stringify([...wall.city.alerts.values(), wall.seen])).not.toContain("Ana");
});

test("AL3 many alerts are acknowledged at once, each by name; what is over or another department's is left out and said", async () => {
  const [mine = "", other = ""] = departments;
  const own = [await alarm(mine), await alarm(mine)].map(({ id }) => id);
  const foreign = (await alarm(other)).id;
  const wall = await city.wall();
  const headers = await city.as("operator", { department: mine, name: "Beto" });
  const acknowledge = (ids: number[]) => city.send("POST", "/api/alerts/acknowledge", { ids }, headers);
  const { alerts, cursor } = AlertsHandled.parse((await acknowledge([...own, foreign, 999_999])).body);
  expect(alerts.map(({ id }) => id)).toEqual(own);
  await wall.reached(cursor ?? 0);
  expect(alerts.map(({ id }) => wall.city.alerts.get(id))).toEqual(alerts);
  expect(wall.city.alerts.get(foreign)).toMatchObject({ acknowledgedAt: null });
  expectSameCity(wall.city, await city.snapshot());
  const history = AlertHistory.parse((await city.send("GET", "/api/alerts?open=1")).body);
  const deeds = history.filter(({ id }) => own.includes(id)).map((alert) => alert.deeds);
  expect(deeds).toMatchObject(own.map(() => [{ kind: "acknowledged", name: "Beto" }]));
  expect((await acknowledge([foreign])).body).toEqual({ alerts: [], cursor: null });
  expect((await acknowledge([])).status).toBe(400);
});

test("an alert that is over can be handled no more, and stays in the history with what cleared it", async () => {
  const { report, id } = await alarm();
  const reason = city.reason("resolve");
  await city.move("close-report", report, { outcome: "resolved", reason, lateReason: city.reason("late") });
  await raiseReportAlerts.run(city.ctx);
  expect((await city.send("POST", `/api/alerts/${id}/acknowledge`, {})).body.code).toBe("not-found");
  const history = AlertHistory.parse((await city.send("GET", "/api/alerts")).body);
  expect(history.find((alert) => alert.id === id)).toMatchObject({
    clearedAt: clock.at,
    deeds: [{ kind: "cleared", name: null }],
  });
  const page = AlertHistory.parse((await city.send("GET", `/api/alerts?before=${id}&limit=1`)).body);
  expect(page.every((alert) => alert.id < id)).toBe(true);
});

describe("AL2 alerts are told", () => {
  test("to those of their department alone, in snapshots, events and history, and to nobody else", async () => {
    const [mine = "", other = ""] = departments;
    const brigade = city.ctx.rules.city.brigades[0]?.code ?? "";
    const walls = {
      all: await city.wall(),
      mine: await city.wall((await tokenOf(city.ctx, "operator", { department: mine })) ?? null),
      other: await city.wall((await tokenOf(city.ctx, "supervisor", { department: other })) ?? null),
      field: await city.wall((await tokenOf(city.ctx, "brigade", { brigade })) ?? null),
      public: await city.wall(null),
    };
    const { id } = await alarm(mine);
    await follows(...Object.values(walls));
    const told = Object.entries(walls).filter(([, wall]) => wall.city.alerts.has(id));
    expect(told.map(([name]) => name)).toEqual(["all", "mine"]);
    for (const [name, audience] of [
      ["mine", { kind: "ops", department: mine }],
      ["other", { kind: "ops", department: other }],
      ["all", ops],
      ["field", { kind: "field", brigade }],
      ["public", { kind: "public" }],
    ] as const) {
      const bytes = await readSnapshot(city.ctx, audience);
      const sql = decodeSnapshot(bytes, city.ctx.rules.codes, city.ctx.rules.fingerprint);
      expect([...walls[name].city.alerts]).toEqual([...sql.alerts]);
    }
    const as = async (department: string) => await city.as("operator", { department });
    const ids = async (headers: Record<string, string>) =>
      AlertHistory.parse((await city.send("GET", "/api/alerts", undefined, headers)).body).map((a) => a.id);
    expect(await ids(await as(mine))).toContain(id);
    expect(await ids(await as(other))).not.toContain(id);
    const refused = await city.send("POST", `/api/alerts/${id}/acknowledge`, {}, await as(other));
    expect(refused.body.code).toBe("not-found");
  });
});

test("what is said of alerts in a wrong form is refused", async () => {
  const { id } = await alarm();
  for (const minutes of [0, -5, 1.5, 100_000, "15"])
    expect((await city.send("POST", `/api/alerts/${id}/snooze`, { minutes })).status).toBe(400);
  for (const wrong of ["x", "0", "1e99", "../1"])
    expect((await city.send("POST", `/api/alerts/${wrong}/acknowledge`, {})).status).toBeGreaterThanOrEqual(
      400,
    );
  const tooMany = Array.from({ length: 201 }, (_, i) => i + 1).join();
  for (const wrong of ["limit=0", "ids=", "ids=1,x", `ids=${tooMany}`])
    expect((await city.send("GET", `/api/alerts?${wrong}`)).status).toBe(400);
});
