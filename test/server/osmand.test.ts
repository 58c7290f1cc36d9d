/** Traccar Client and others that speak OsmAnd, on the wire. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";

const NOW = Date.parse("2026-03-10T18:00:00Z");
const clock = { at: NOW, now: () => clock.at };

let city: TestCity;
let brigades: string[];
/** Of the devices of the city's brigades, one each. */
const tokens: string[] = [];
beforeAll(async () => {
  city = await TestCity.start({ clock });
  brigades = city.ctx.rules.city.brigades.map(({ code }) => code);
  for (const brigade of brigades) tokens.push((await tokenOf(city.ctx, "device", { brigade })) ?? "");
});
afterAll(() => city.stop());

const seconds = (ago = 0) => (NOW - ago * 1000) / 1000;
const door = () => `${city.url}/api/ingest/osmand`;
const query = (said: Record<string, string | number>) =>
  new URLSearchParams(Object.entries(said).map(([name, value]) => [name, String(value)]));
const get = (said: Record<string, string | number>) => fetch(`${door()}?${query(said)}`);

async function latestOf(brigade: number) {
  const [row] = await city.ctx.db.query<Record<string, number | null>>(
    `SELECT floor(extract(epoch FROM at) * 1000)::bigint AS at, lon, lat, speed, heading, accuracy, battery
       FROM latest_positions JOIN brigades b ON b.id = brigade_id WHERE code = $1`,
    [brigades[brigade]],
  );
  return row;
}

describe("a fix", () => {
  test("in a query moves the device's brigade, knots and percent being made metres a second and a share", async () => {
    const answer = await get({
      id: tokens[0] ?? "",
      timestamp: seconds(5),
      ...place,
      speed: 10,
      bearing: 90,
      accuracy: 6,
      batt: 85,
    });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(await latestOf(0)).toEqual({
      at: NOW - 5000,
      ...place,
      speed: expect.closeTo(5.144, 3),
      heading: 90,
      accuracy: 6,
      battery: expect.closeTo(0.85, 5),
    });
  });

  test("of a device that nobody knows, or of none, is answered 400 and stored nowhere", async () => {
    const [good = ""] = tokens;
    const operator = (await tokenOf(city.ctx, "operator")) ?? "";
    const before = await rowCounts(city.ctx.db);
    for (const id of ["123456", `${good.slice(0, -1)}_`, "", operator])
      expect((await get({ id, timestamp: seconds(), ...place })).status).toBe(400);
    expect((await get({ timestamp: seconds(), ...place })).status).toBe(400);
    expect(await rowCounts(city.ctx.db)).toEqual(before);
  });
});
