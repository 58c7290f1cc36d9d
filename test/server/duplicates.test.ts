import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Duplicates } from "#contract/match";
import { TestCity } from "#test/support/living-city";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = { at: Date.parse("2026-11-25T10:00:00-06:00"), now: () => clock.at };
let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock });
});
afterAll(() => city.stop());

/** A place of its own for each test, so that they do not find each other's reports. */
let corner = 0;
function anotherPlace(): (metres?: number) => { lon: number; lat: number } {
  const lat = 25.65 + corner++ * 0.003;
  return (metres = 0) => ({ lon: -100.4025, lat: lat + metres / 111_195 });
}

async function duplicatesOf(folio: string, headers = {}) {
  const { status, body } = await city.send("GET", `/api/reports/${folio}/duplicates`, undefined, headers);
  expect([status, body.code]).toEqual([200, undefined]);
  return Duplicates.parse(body).candidates;
}
const foliosOf = async (folio: string, headers = {}) =>
  (await duplicatesOf(folio, headers)).map((each) => each.folio);

describe("likely duplicates of a report", () => {
  test("are the ones around it by service, place, hour and words, the likeliest first, with the reasons", async () => {
    const at = anotherPlace();
    const old = await city.report({
      service: "bache",
      ...at(),
      description: "Hoyo frente al Oxxo de Vasconcelos",
    });
    clock.at += 5 * HOUR;
    const near = await city.report({ service: "bache", ...at(20) });
    await city.report({ service: "ruido", ...at(3) });
    await city.report({ service: "bache", ...at(240) });
    clock.at += HOUR;
    const fresh = await city.report({
      service: "bache",
      ...at(8),
      description: "Hay un bache afuera del OXXO en Vasconcelos",
    });
    const found = await duplicatesOf(fresh.folio);
    expect(found.map(({ folio }) => folio)).toEqual([old.folio, near.folio]);
    expect(found[0]).toMatchObject({
      service: "bache",
      status: "received",
      ...at(),
      sector: expect.any(String),
      text: "Hoyo frente al Oxxo de Vasconcelos",
      reasons: { service: "same", hours: 6 },
    });
    expect(found[0]?.reasons.metres).toBeCloseTo(8, 0);
    expect(found[0]?.reasons.words).toBeGreaterThan(0.4);
    expect(found[1]).toMatchObject({ text: null, reasons: { words: null, hours: 1 } });
    // And the same the other way round.
    expect(await foliosOf(old.folio)).toContain(fresh.folio);
  });

  test("are found while it is being taken in", async () => {
    const at = anotherPlace();
    const { folio } = await city.report({ service: "luminaria-apagada", ...at() });
    const ask = { service: "luminaria-apagada", ...at(10), description: "no sirve el foco" };
    const { status, body } = await city.send("POST", "/api/duplicates", ask);
    expect(status).toBe(200);
    expect(Duplicates.parse(body).candidates.map((each) => each.folio)).toEqual([folio]);
    const wrong = await city.send("POST", "/api/duplicates", { ...ask, service: "nothing" });
    expect([wrong.status, wrong.body.code]).toEqual([422, "unknown-service"]);
    const anywhere = await city.send("POST", "/api/duplicates", { ...ask, lon: 0, lat: 90 });
    expect(anywhere.body).toEqual({ candidates: [] });
  });

  test("are also what was closed this week, but not what was closed before, or has been merged", async () => {
    const at = anotherPlace();
    const close = async (outcome: string, more = {}) =>
      city.move("close-report", await city.report({ service: "bache", ...at() }), {
        outcome,
        reason: city.reason(outcome === "resolved" ? "resolve" : outcome),
        ...more,
      });
    const done = await close("resolved");
    await close("duplicate", { duplicateOf: done.folio });
    const again = await city.report({ service: "bache", ...at(2) });
    expect(await foliosOf(again.folio)).toEqual([done.folio]);
    clock.at += 8 * DAY;
    expect(await foliosOf(again.folio)).toEqual([]);
  });

  test("are only those that the asker may see", async () => {
    const at = anotherPlace();
    const light = await city.report({ service: "luminaria-apagada", ...at() });
    const same = await city.report({ service: "luminaria-apagada", ...at(4) });
    const vialidad = await city.as("operator", { department: "vialidad" });
    const alumbrado = await city.as("operator", { department: "alumbrado" });
    expect(await foliosOf(light.folio, alumbrado)).toEqual([same.folio]);
    const refused = await city.send("GET", `/api/reports/${light.folio}/duplicates`, undefined, vialidad);
    expect([refused.status, refused.body.code]).toEqual([404, "not-found"]);
    const ask = { service: "luminaria-apagada", ...at() };
    expect((await city.send("POST", "/api/duplicates", ask, vialidad)).body).toEqual({ candidates: [] });
  });
});
