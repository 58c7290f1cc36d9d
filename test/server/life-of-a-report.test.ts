import { afterAll, beforeAll, expect, test } from "vitest";
import { place, TestCity } from "#test/support/living-city";

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start();
});
afterAll(() => city.stop());

test("a report goes from a citizen to a wall, through every move, and back again", async () => {
  const wall = await city.wall();
  const brigade = city.ctx.rules.city.brigades[0]?.code;
  let report = await city.report({ description: "Hay un bache" });
  report = await city.move("assign-report", report, { brigade });
  report = await city.move("start-travel", report);
  report = await city.move("start-work", report);
  report = await city.move("close-report", report, { outcome: "resolved", reason: city.reason("resolve") });
  report = await city.move("reopen-report", report, { reason: city.reason("reopen") });
  await wall.reached(report.cursor);
  const id = wall.seen.find((event) => event.kind === "report.received")?.reportId ?? 0;
  expect(wall.kindsOf(id)).toEqual([
    "report.received",
    "report.assigned",
    "report.travelling",
    "report.started",
    "report.closed",
    "report.reopened",
  ]);
  expect(wall.city.reports.get(id)).toMatchObject({
    status: "reopened",
    version: 6,
    reopenings: 1,
    brigade: null,
  });
  const sql = await city.snapshot();
  expect(sql.cursor).toBe(wall.city.cursor);
  expect(sql.reports.get(id)).toEqual(wall.city.reports.get(id));
  expect(sql.reports.digest).toEqual(wall.city.reports.digest);
});

test("positions reach a wall as a frame", async () => {
  const wall = await city.wall();
  const brigade = city.ctx.rules.city.brigades[3]?.code ?? "";
  const at = new Date().toISOString();
  const { status, body } = await city.send("POST", "/api/ingest/batch", {
    positions: [{ brigade, at, ...place, speed: 8, heading: 90 }],
  });
  expect([status, body]).toEqual([200, { accepted: 1, repeated: 0, dropped: {} }]);
  const id = city.ctx.brigades.get(brigade)?.id ?? -1;
  await wall.until(() => wall.fixes.has(id), "the brigade's fix");
  const fix = wall.fixes.get(id);
  expect(fix).toMatchObject({ heading: 90, speed: 8 });
  expect(fix?.lon).toBeCloseTo(place.lon, 5);
  expect(fix?.lat).toBeCloseTo(place.lat, 5);
});
