/** Traccar Client and others that speak OsmAnd, on the wire. */
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueCredential } from "#server/identity/issue-credential";
import { revokeCredential } from "#server/identity/revoke-credential";
import type { ProtocolCounts } from "#server/pings/trackers/tracker-counts";
import { rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { problemIn } from "#test/support/problem";

const NOW = Date.parse("2026-03-10T18:00:00Z");
const clock = { at: NOW, now: () => clock.at };

const logged: string[] = [];
let city: TestCity;
let brigades: string[];
/** Of the devices of the city's brigades, one each. */
const tokens: string[] = [];
beforeAll(async () => {
  const logger = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  city = await TestCity.start({ clock, logger });
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

describe("a phone keeps nothing in its queue that cannot be used:", () => {
  const answerTo = async (brigade: number, said: Record<string, string | number>) => {
    const before = await rowCounts(city.ctx.db);
    const answer = await get({ id: tokens[brigade] ?? "", ...said });
    return [
      answer.status,
      await answer.text(),
      Number((await rowCounts(city.ctx.db)).pings) - Number(before.pings),
    ];
  };

  test.each([
    ["cells alone", { cell: "334,20,1,2", timestamp: seconds() }],
    ["coordinates that are text", { lat: "north", lon: "west", timestamp: seconds() }],
    ["coordinates out of the world", { lat: 125, lon: -500, timestamp: seconds() }],
    ["one coordinate", { lat: 25.6, timestamp: seconds() }],
    ["the null island", { lat: 0, lon: 0, timestamp: seconds() }],
    ["a time that is none", { ...place, timestamp: "yesterday" }],
    ["a time long ago", { ...place, timestamp: seconds(60 * 86_400) }],
    ["a time to come", { ...place, timestamp: seconds(-7200) }],
  ])("%s are answered 200, and nothing is stored", async (_, said) => {
    expect(await answerTo(1, said)).toEqual([200, "", 0]);
  });

  test("a distant fix is answered 200, and the marker does not jump", async () => {
    expect(await answerTo(2, { ...place, timestamp: seconds(60) })).toEqual([200, "", 1]);
    expect(await answerTo(2, { lat: 40, lon: -3, timestamp: seconds(30) })).toEqual([200, "", 0]);
    expect(await latestOf(2)).toMatchObject(place);
  });

  test("a fix that comes again is answered 200, and is there once", async () => {
    const said = { ...place, timestamp: seconds(45) };
    expect(await answerTo(3, said)).toEqual([200, "", 1]);
    expect(await answerTo(3, said)).toEqual([200, "", 0]);
  });
});

test("five forms of one instant are one fix", async () => {
  const at = NOW - 20_000;
  const iso = new Date(at).toISOString();
  const forms = [at / 1000, at, iso, `${iso.slice(0, 19)}+00:00`, iso.slice(0, 19).replace("T", " ")];
  for (const timestamp of forms)
    expect((await get({ id: tokens[4] ?? "", ...place, timestamp })).status).toBe(200);
  expect(await latestOf(4)).toMatchObject({ at });
  const [row] = await city.ctx.db.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM pings JOIN brigades b ON b.id = brigade_id WHERE code = $1",
    [brigades[4]],
  );
  expect(row?.count).toBe(1);
});

describe("a post", () => {
  const post = (body: string, type?: string) =>
    fetch(door(), { method: "POST", body, headers: type === undefined ? {} : { "content-type": type } });

  test("of a form is taken, whatever its type says", async () => {
    for (const [i, type] of ["application/x-www-form-urlencoded", "text/plain", undefined].entries()) {
      const body = String(query({ id: tokens[5] ?? "", ...place, timestamp: seconds(40 - i) }));
      expect((await post(body, type)).status).toBe(200);
      expect(await latestOf(5)).toMatchObject({ at: NOW - (40 - i) * 1000 });
    }
  });

  const message = (device_id: string) => {
    const coords = { latitude: place.lat, longitude: place.lon, speed: 7, heading: -1, accuracy: 5 };
    const location = { timestamp: new Date(NOW - 9000).toISOString(), coords, battery: { level: 0.4 } };
    return JSON.stringify({ device_id, location });
  };

  test("of JSON is taken, its speed in metres a second and minus one for what it does not know", async () => {
    expect((await post(message(tokens[6] ?? ""), "application/json")).status).toBe(200);
    expect(await latestOf(6)).toMatchObject({
      at: NOW - 9000,
      ...place,
      speed: 7,
      heading: null,
      battery: expect.closeTo(0.4, 5),
    });
  });

  test("of JSON from an unknown device is answered 404", async () => {
    expect((await post(message("nobody"), "application/json")).status).toBe(404);
  });

  test("of JSON that is cut short is taken from a known device alone", async () => {
    const cut = message(tokens[7] ?? "").slice(0, 60);
    expect((await post(cut, "application/json")).status).toBe(400);
    const named = await fetch(`${door()}?${query({ id: tokens[7] ?? "" })}`, { method: "POST", body: cut });
    expect(named.status).toBe(200);
  });

  test("of a device that nobody knows is not taken apart to find out", async () => {
    const cut = `${message("nobody").slice(0, 60)}{`;
    await problemIn(await post(cut, "application/json"), "not-found");
  });

  test("of a form is answered 413 above 64 kB, whoever sends it, and of JSON is taken up to 2 MB", async () => {
    const said = query({ id: tokens[7] ?? "", ...place, timestamp: seconds(30) });
    const form = (bytes: number) => `${said}&`.padEnd(bytes, "a&");
    expect((await post(form(64_000))).status).toBe(200);
    await problemIn(await post(form(64_001)), "body-too-large");
    await problemIn(await post("&a".repeat(990_000)), "body-too-large");
    expect((await post(message(tokens[7] ?? "").padEnd(1_900_000))).status).toBe(200);
  });

  test("of ten megabytes is answered 413, and one that is packed 415", async () => {
    await problemIn(await post("a".repeat(10_000_000)), "body-too-large");
    const packed = await fetch(door(), {
      method: "POST",
      body: "x",
      headers: { "content-encoding": "gzip" },
    });
    await problemIn(packed, "unsupported-media-type");
  });
});

test("another method is refused", async () => {
  for (const method of ["PUT", "DELETE", "OPTIONS"])
    await problemIn(await fetch(door(), { method }), "method-not-allowed");
});

test("of two devices of one brigade one leads, and the other takes over when it is silent", async () => {
  const second = (await tokenOf(city.ctx, "device", { brigade: brigades[8] ?? "" })) ?? "";
  const send = (id: string | undefined, lon: number, ago: number) =>
    get({ id: id ?? "", lat: place.lat, lon, timestamp: (clock.at - ago * 1000) / 1000 });
  expect((await send(tokens[8], place.lon, 20)).status).toBe(200);
  expect((await send(second, place.lon + 0.001, 10)).status).toBe(200);
  expect(await latestOf(8)).toMatchObject({ lon: place.lon });
  clock.at += 180_000;
  expect((await send(second, place.lon + 0.001, 10)).status).toBe(200);
  expect(await latestOf(8)).toMatchObject({ lon: place.lon + 0.001 });
  clock.at = NOW;
});

test("a device that was ended sends nothing more", async () => {
  const { id, token } = await issueCredential(
    city.ctx,
    { role: "system", id: "test" },
    { kind: "device", name: "lost", brigade: 1 },
  );
  expect((await get({ id: token, ...place, timestamp: seconds() })).status).toBe(200);
  await revokeCredential(city.ctx, { role: "system", id: "test" }, id, ["device"]);
  expect((await get({ id: token, ...place, timestamp: seconds() })).status).toBe(400);
});

test("operators of the server see what was sent, by protocol and reason", async () => {
  const { positions } = (await city.send("GET", "/api/live/counts")).body as {
    positions: { trackers: { osmand: ProtocolCounts } };
  };
  const { osmand } = positions.trackers;
  expect(osmand).toMatchObject({ placeless: 1, repeated: 5 });
  expect(osmand.dropped).toMatchObject({
    "bad-place": 3,
    "bad-time": 1,
    "too-old": 1,
    "from-the-future": 1,
    "null-island": 1,
    jump: 1,
    "other-device": 1,
    "not-json": 1,
    "body-too-large": 3,
  });
  expect(osmand.dropped["unknown-device"]).toBeGreaterThan(4);
});

test("no token is in any line of the log, however much is logged", () => {
  const lines = logged.join("");
  expect(lines).toContain("answered a tracker");
  for (const token of tokens) expect(lines).not.toContain(token.slice("cua_device_".length));
});
