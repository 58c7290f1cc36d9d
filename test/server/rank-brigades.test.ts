import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RankedBrigades } from "#contract/match";
import { place, TestCity } from "#test/support/living-city";
import { RoadServer } from "#test/support/road-server";

/** Wednesday, 10:00: the morning's brigades are on their shifts. */
const clock = { at: Date.parse("2026-11-25T10:00:00-06:00"), now: () => clock.at };
let city: TestCity;
let roads: RoadServer;
beforeAll(async () => {
  roads = await RoadServer.start();
  city = await TestCity.start({ clock, osrmUrl: roads.url });
});
afterAll(async () => {
  await city.stop();
  await roads.stop();
});

const ask = (folios: string[], headers = {}) => city.send("POST", "/api/rank-brigades", { folios }, headers);
async function rank(folios: string[], headers = {}) {
  const { status, body } = await ask(folios, headers);
  expect([status, body.code]).toEqual([200, undefined]);
  return RankedBrigades.parse(body);
}
async function heard(brigade: string, metres: number, secondsAgo = 0) {
  const at = new Date(clock.at - secondsAgo * 1000).toISOString();
  const positions = [{ brigade, at, lon: place.lon + metres / 100_000, lat: place.lat }];
  expect((await city.send("POST", "/api/ingest/batch", { positions })).status).toBe(200);
}
const pothole = (more = {}) => city.report({ service: "bache", ...more });

describe("the brigades for a report", () => {
  test("come with the best first and what each was ranked by", async () => {
    await heard("bacheo-1", 900, 30);
    await heard("limpia-1", 10);
    const { folio } = await pothole();
    const { travel, brigades } = await rank([folio]);
    expect(travel).toBe("roads");
    expect(new Set(brigades.map(({ code }) => code))).toEqual(
      new Set(city.ctx.rules.city.brigades.map(({ code }) => code)),
    );
    const [first] = brigades;
    const limpia = brigades.find(({ code }) => code === "limpia-1");
    expect(first).toMatchObject({
      code: "bacheo-1",
      reasons: {
        from: "position",
        positionSeconds: 30,
        missingSkills: [],
        openStops: 0,
        sameDepartment: true,
        onShift: true,
        costs: { skills: 0, department: 0, shift: 0, late: 0 },
      },
    });
    // By the roads of this test a degree is an hour.
    expect(first?.etaSeconds).toBe(32);
    expect(limpia?.reasons).toMatchObject({ missingSkills: ["asfalto"], sameDepartment: false });
    expect(limpia?.score).toBeLessThan(first?.score ?? 0);
  });

  test("are ranked by what they have to do, and would be late for", async () => {
    const { folio } = await pothole();
    const before = (await rank([folio])).brigades.find(({ code }) => code === "bacheo-1");
    const other = await pothole({ lat: place.lat + 0.001 });
    await city.move("assign-report", other, { brigade: "bacheo-1" });
    const after = (await rank([folio])).brigades.find(({ code }) => code === "bacheo-1");
    expect(after?.reasons.openStops).toBe((before?.reasons.openStops ?? 0) + 1);
    expect(after?.score).toBeLessThan(before?.score ?? 0);
    // Its own stop is no stop besides.
    const again = (await rank([other.folio])).brigades.find(({ code }) => code === "bacheo-1");
    expect(again?.reasons.openStops).toBe(before?.reasons.openStops);
  });

  test("are those of today: what was heard of hours ago is not where they are", async () => {
    const { folio } = await pothole();
    clock.at += 3 * 3_600_000;
    const found = (await rank([folio])).brigades.find(({ code }) => code === "bacheo-1");
    expect(found?.reasons).toMatchObject({ from: "depot", positionSeconds: null });
    clock.at -= 3 * 3_600_000;
  });

  test("are reckoned by the straight line while the roads are not known", async () => {
    const { folio } = await pothole();
    roads.mood = "fails";
    expect((await rank([folio])).travel).toBe("straight-line");
    roads.mood = "answers";
    clock.at += 60_000;
    expect((await rank([folio])).travel).toBe("roads");
  });
});

test("several reports are one job", async () => {
  const reports = [await pothole(), await pothole({ lon: place.lon + 0.001 })];
  const folios = reports.map(({ folio }) => folio);
  expect((await rank([...folios, ...folios])).brigades.length).toBeGreaterThan(1);
  const none = await ask([]);
  expect([none.status, none.body.code]).toEqual([400, "invalid-input"]);
});

describe("nobody is told of brigades for", () => {
  test("a report that is not theirs", async () => {
    const { folio } = await pothole();
    const headers = await city.as("operator", { department: "parques" });
    expect((await ask([folio], headers)).body.code).toBe("not-found");
    expect((await ask(["22222-22222"])).body.code).toBe("not-found");
  });

  test("a report that is closed", async () => {
    const closed = await city.move("close-report", await pothole(), {
      outcome: "resolved",
      reason: city.reason("resolve"),
    });
    const { status, body } = await ask([closed.folio]);
    expect([status, body.code]).toEqual([409, "move-not-allowed"]);
  });

  test("anything, by a key that may not see where they are", async () => {
    const { folio } = await pothole();
    const headers = await city.as("integration", { scopes: ["report.assign"] });
    expect((await ask([folio], headers)).body.code).toBe("forbidden");
    const both = await city.as("integration", { scopes: ["report.assign", "position.see"] });
    expect((await ask([folio], both)).status).toBe(200);
  });
});

test("stops of another department that would become late are counted, not named", async () => {
  // A brigade that has tree work due soon, and is asked to mend a hole that is due still sooner.
  const tree = city.ctx.rules.city.services.find(({ department }) => department === "parques")?.code;
  const dueSoon = await city.report({ service: tree, lat: place.lat + 0.01 });
  await city.move("assign-report", dueSoon, { brigade: "bacheo-1" });
  const { folio } = await pothole();
  const at = (minutes: number) => new Date(clock.at + minutes * 60_000).toISOString();
  const due = "UPDATE reports SET due_at = $2 WHERE folio = $1";
  const minutes = city.ctx.rules.city.services.find(({ code }) => code === tree)?.workMinutes ?? 0;
  await city.ctx.db.query(due, [dueSoon.folio, at(minutes + 15)]);
  await city.ctx.db.query(due, [folio, at(10)]);
  await heard("bacheo-1", 0);
  const lateBy = async (headers = {}) =>
    (await rank([folio], headers)).brigades.find(({ code }) => code === "bacheo-1")?.reasons.madeLate;
  expect(await lateBy()).toMatchObject({ folios: expect.arrayContaining([dueSoon.folio]) });
  const vialidad = await lateBy(await city.as("supervisor", { department: "vialidad" }));
  expect(vialidad?.count).toBe((await lateBy())?.count);
  expect(vialidad?.folios).not.toContain(dueSoon.folio);
});
