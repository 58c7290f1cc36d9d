/** OwnTracks in HTTP mode, on the wire. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "#contract/actor";
import { DeadLetterPage } from "#contract/trackers";
import { issueDevice } from "#server/identity/issue-to-machine";
import { rowCounts, tablesWith } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { type Somebody, tokenOf } from "#test/support/people";
import { problemIn } from "#test/support/problem";

const NOW = Date.parse("2026-03-10T18:00:00Z");
let city: TestCity;
let brigades: string[];
let token: string;
beforeAll(async () => {
  city = await TestCity.start({ clock: { now: () => NOW }, trackerBody: { timeMs: 5_000 } });
  brigades = city.ctx.rules.city.brigades.map(({ code }) => code);
  token = await make("device");
});
afterAll(() => city.stop());

const make = async (role: Role, who: Somebody = {}) => (await tokenOf(city.ctx, role, who)) ?? "";
const basic = (password: string, user = "anybody") => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
const fix = (ago: number, more: object = {}) => ({
  _type: "location",
  ...place,
  tst: NOW / 1000 - ago,
  tid: "a1",
  ...more,
});

async function post(body: unknown, headers: Record<string, string> = basic(token), query = "") {
  const answer = await fetch(`${city.url}/api/ingest/owntracks${query}`, {
    method: "POST",
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return answer;
}
/** Status and JSON of the answer, and how many fixes it stored. */
async function said(...message: Parameters<typeof post>) {
  const before = Number((await rowCounts(city.ctx.db)).pings);
  const answer = await post(...message);
  return [answer.status, await answer.json(), Number((await rowCounts(city.ctx.db)).pings) - before];
}
async function letters() {
  const { status, body } = await city.send("GET", "/api/admin/dead-letters");
  expect(status).toBe(200);
  return DeadLetterPage.parse(body).letters;
}

describe("a phone", () => {
  test("is known by the password alone, and its km/h and percent are made ours", async () => {
    expect(await said(fix(5, { vel: 36, cog: 180, acc: 12, batt: 55 }))).toEqual([200, [], 1]);
    const [row] = await city.ctx.db.query(
      "SELECT speed, heading, accuracy, battery FROM latest_positions JOIN brigades b ON b.id = brigade_id WHERE code = $1",
      [brigades[0]],
    );
    expect(row).toEqual({ speed: 10, heading: 180, accuracy: 12, battery: expect.closeTo(0.55, 5) });
  });

  test("is answered an empty array for each of its messages, with a place or without", async () => {
    expect(await said({ ...fix(4), _type: "transition", event: "enter", wtst: 1, acc: 5 })).toEqual([
      200,
      [],
      1,
    ]);
    expect(await said([fix(3), fix(2), { _type: "lwt", tst: 1 }])).toEqual([200, [], 2]);
    for (const body of [
      { _type: "lwt", tst: 1 },
      { _type: "status" },
      { _type: "waypoints", waypoints: [] },
      "",
      undefined,
    ])
      expect(await said(body)).toEqual([200, [], 0]);
    expect(await letters()).toEqual([]);
  });

  test("that sends nonsense is answered the same, and an administrator can read it", async () => {
    const nonsense = [
      "{",
      "[1]",
      '{"_type":"encrypted","data":"x"}',
      JSON.stringify(fix(1, { lat: 95 })),
      JSON.stringify(fix(1, { tst: "soon" })),
    ];
    for (const body of nonsense) expect(await said(body)).toEqual([200, [], 0]);
    const found = await letters();
    expect(found.map(({ reason, body }) => [reason, body]).reverse()).toEqual([
      ["not-json", nonsense[0]],
      ["wrong-form", nonsense[1]],
      ["encrypted", nonsense[2]],
      ["bad-place", nonsense[3]],
      ["bad-time", nonsense[4]],
    ]);
    expect(found[0]).toMatchObject({ at: NOW, protocol: "owntracks", credentialName: "Test device" });
  });

  test("that sends a long one has its beginning kept, without what text cannot hold", async () => {
    await post(`{"a":"\0${"ñ".repeat(5_000)}`, basic(await make("device")));
    const [last] = await letters();
    expect(Buffer.byteLength(last?.body ?? "")).toBeLessThanOrEqual(4_000);
    expect(last?.body).toMatch(/^\{"a":"\ufffdñ+$/);
  });

  test("has no token kept of it, wherever it put it", async () => {
    const [token, other] = [await make("device"), await make("device")];
    await post(`{"password":"${token}"`, basic(token));
    await post({ _type: "x", token }, basic(token));
    await fetch(`${city.url}/api/ingest/osmand?id=${token}&lat=95&lon=1`);
    await fetch(`${city.url}/api/ingest/osmand`, {
      method: "POST",
      body: JSON.stringify({ device_id: other, location: "here" }),
    });
    const [last, before, , first] = await letters();
    expect(first?.body).toBe('{"password":"cua_device_…"');
    expect(last?.body).toBe('{"device_id":"cua_device_…","location":"here"}');
    expect(before?.body).toBe("id=…&lat=95&lon=1");
    for (const secret of [token, other])
      expect(await tablesWith(city.ctx.db, secret.slice("cua_device_".length))).toEqual([]);
  });
});

describe("whoever shows", () => {
  test("nothing, or what opens nothing, is answered 401, and what they send is kept nowhere", async () => {
    const before = await rowCounts(city.ctx.db);
    const count = (await letters()).length;
    const limit = { "x-limit-u": "ana", "x-limit-d": "phone" };
    await problemIn(await post(fix(1), {}), "sign-in-needed");
    await problemIn(await post("{", limit, "?u=ana&d=phone"), "sign-in-needed");
    for (const headers of [
      basic("wrong"),
      basic(`${token.slice(0, -2)}xy`),
      { authorization: "Basic !!!" },
      { authorization: "Digest x" },
    ])
      expect((await post("{", headers)).status).toBe(401);
    expect((await post(fix(1), {})).headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(await rowCounts(city.ctx.db)).toEqual(before);
    expect((await letters()).length).toBe(count);
  });

  test("a key speaks for the devices that were made with a number, named as OwnTracks names them", async () => {
    const admin = { role: "system", id: "test" } as const;
    for (const [i, trackerId] of ["ana/phone", "z9"].entries())
      await issueDevice(city.ctx, admin, { brigade: brigades[3 + i] ?? "", name: "numbered", trackerId });
    const key = basic(await make("integration", { scopes: ["position.send"] }));
    expect(await said(fix(20), { ...key, "x-limit-u": "ana", "x-limit-d": "phone" })).toEqual([200, [], 1]);
    expect(await said(fix(19), key, "?u=ana&d=phone")).toEqual([200, [], 1]);
    expect(await said(fix(18, { topic: "owntracks/ana/phone" }), key)).toEqual([200, [], 1]);
    expect(await said(fix(17, { tid: "z9" }), key)).toEqual([200, [], 1]);
    expect(await said(fix(16, { tid: "zz" }), key)).toEqual([200, [], 0]);
    expect((await letters())[0]).toMatchObject({
      reason: "unknown-device",
      credentialName: "Test integration",
    });
  });
});

describe("friends", () => {
  const topics = async (headers: Record<string, string>) => {
    const answer = await post({ _type: "lwt", tst: 1 }, headers);
    expect(answer.status).toBe(200);
    const friends = (await answer.json()) as Record<string, unknown>[];
    for (const friend of friends)
      expect(friend).toMatchObject({
        _type: "location",
        tid: expect.stringMatching(/^..$/),
        lat: expect.any(Number),
        lon: expect.any(Number),
        tst: expect.any(Number),
      });
    return friends.map(({ topic }) => String(topic).split("/").at(-1)).sort();
  };

  test("are told to whoever may see positions, and of them those alone whom they may see", async () => {
    const [first, second] = [brigades[0] ?? "", brigades[1] ?? ""];
    const other = await make("device", { brigade: second });
    await post(fix(1), basic(other));
    const seeing = basic(await make("integration", { scopes: ["position.see"] }));
    expect(await topics(seeing)).toEqual(expect.arrayContaining([first, second]));
    expect(await topics(basic(await make("brigade", { brigade: second })))).toEqual([second]);
    for (const nobody of [
      basic(token),
      basic(other),
      basic(await make("integration", { scopes: ["position.send"] })),
    ])
      expect(await topics(nobody)).toEqual([]);
  });

  test("are told where another server on the same database heard them", async () => {
    const brigade = brigades[5] ?? "";
    await city.ctx.db.query(
      `INSERT INTO latest_positions (brigade_id, at, received_at, lon, lat) SELECT id, $2, $2, $3, $4 FROM brigades WHERE code = $1`,
      [brigade, new Date(NOW).toISOString(), place.lon, place.lat],
    );
    const seeing = basic(await make("integration", { scopes: ["position.see"] }));
    await expect.poll(() => topics(seeing), { timeout: 10_000 }).toContain(brigade);
  });

  test("may be watched by somebody who sends nothing: the place that their app sends along is let fall", async () => {
    const operator = basic(await make("operator"));
    const [status, , stored] = await said(fix(1), operator);
    expect([status, stored]).toEqual([200, 0]);
  });
});

test("a member's phone sends for its brigade", async () => {
  const brigade = brigades[10] ?? "";
  const [status, , stored] = await said(fix(8), basic(await make("brigade", { brigade })));
  expect([status, stored]).toEqual([200, 1]);
});

test("what is too large or packed is answered 200 and told an administrator, since it would else hold up the phone's queue for ever", async () => {
  expect(await said("a".repeat(10_000_000))).toEqual([200, [], 0]);
  expect(await said("x", { ...basic(await make("device")), "content-encoding": "gzip" })).toEqual([
    200,
    [],
    0,
  ]);
  const [packed, large] = await letters();
  expect([packed?.reason, large?.reason, large?.body]).toEqual(["wrong-form", "too-large", ""]);
});

test("what is no message at all is refused as everywhere: another method, a stranger's ten megabytes", async () => {
  await problemIn(
    await fetch(`${city.url}/api/ingest/owntracks`, { headers: basic(token) }),
    "method-not-allowed",
  );
  await problemIn(await post("a".repeat(10_000_000), {}), "sign-in-needed");
});
