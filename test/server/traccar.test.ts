/** What a Traccar server forwards, on the wire; and the devices' numbers by which it knows them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Device, Issued } from "#contract/administration";
import { DeadLetterPage } from "#contract/trackers";
import { DeadLetters } from "#server/pings/trackers/dead-letters";
import { rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import { problemIn } from "#test/support/problem";
import { pruneDeadLetters } from "#workers/prune-letters";

const NOW = Date.parse("2026-03-10T18:00:00Z");
const clock = { at: NOW, now: () => clock.at };
const IMEI = "356938035643809";
let city: TestCity;
let brigade: string;
let key: Record<string, string>;
beforeAll(async () => {
  city = await TestCity.start({ clock });
  brigade = city.ctx.rules.city.brigades[2]?.code ?? "";
  key = await city.as("integration", { scopes: ["position.send"] });
});
afterAll(() => city.stop());

const add = (name: string, trackerId: string | null) =>
  city.send("POST", "/api/admin/devices", { brigade, name, trackerId });
const forwarded = (uniqueId: string, ago: number, more: object = {}) => ({
  position: {
    id: 0,
    deviceId: 1,
    protocol: "teltonika",
    valid: true,
    outdated: false,
    latitude: place.lat,
    longitude: place.lon,
    altitude: 540,
    fixTime: new Date(NOW - ago * 1000).toISOString().replace("Z", "+00:00"),
    speed: 20,
    course: 45,
    accuracy: 0,
    attributes: { batteryLevel: 90, motion: true },
    ...more,
  },
  device: { id: 1, name: "truck", uniqueId, status: "online" },
});
const post = (body: unknown, headers = key) =>
  fetch(`${city.url}/api/ingest/traccar`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
async function stored(body: unknown) {
  const before = Number((await rowCounts(city.ctx.db)).pings);
  const { status } = await post(body);
  return [status, Number((await rowCounts(city.ctx.db)).pings) - before];
}
const lettersAre = async () =>
  DeadLetterPage.parse((await city.send("GET", "/api/admin/dead-letters")).body).letters;

describe("a device's number", () => {
  test("is what the administrator gave it, and no two that hold have the same", async () => {
    const made = await add("GPS 1", IMEI);
    expect(made.status).toBe(201);
    const again = await add("GPS 2", IMEI);
    expect([again.status, again.body.code]).toEqual([400, "invalid-input"]);
    expect(again.body.errors).toEqual([
      { field: "trackerId", rule: expect.stringContaining("must not be taken") },
    ]);
    expect((await add("GPS 3", null)).status).toBe(201);
    const listed = Device.array().parse((await city.send("GET", "/api/admin/devices")).body);
    expect(listed.map(({ name, trackerId }) => [name, trackerId]).sort()).toEqual([
      ["GPS 1", IMEI],
      ["GPS 3", null],
    ]);
  });

  test("is free again when the device has ended", async () => {
    const { id } = Issued.parse((await add("GPS 4", "867")).body);
    await city.send("DELETE", `/api/admin/devices/${id}`);
    expect((await add("GPS 5", "867")).status).toBe(201);
  });

  test("opens nothing by itself", async () => {
    expect((await fetch(`${city.url}/api/ingest/osmand?id=${IMEI}&lat=1&lon=1`)).status).toBe(400);
    await problemIn(await post(forwarded(IMEI, 1), {}), "sign-in-needed");
  });
});

describe("a position", () => {
  test("of a device with that number moves its brigade, knots made metres a second", async () => {
    expect(await stored(forwarded(IMEI, 10))).toEqual([200, 1]);
    const [row] = await city.ctx.db.query(
      "SELECT speed, heading, accuracy, battery FROM latest_positions JOIN brigades b ON b.id = brigade_id WHERE code = $1",
      [brigade],
    );
    expect(row).toEqual({
      speed: expect.closeTo(10.289, 3),
      heading: 45,
      accuracy: null,
      battery: expect.closeTo(0.9, 5),
    });
  });

  test("may name the device by its token, and is an old one or none when it says so", async () => {
    const token =
      (await tokenOf(city.ctx, "device", { brigade: city.ctx.rules.city.brigades[4]?.code ?? "" })) ?? "";
    expect(await stored(forwarded(token, 9))).toEqual([200, 1]);
    expect(await stored(forwarded(token, 8, { outdated: true }))).toEqual([200, 0]);
    expect(await stored(forwarded(token, 7, { valid: false }))).toEqual([200, 0]);
  });

  test("of an unknown device, and nonsense, are answered 200 and can be read", async () => {
    expect(await stored(forwarded("000", 5))).toEqual([200, 0]);
    expect(await stored("nonsense")).toEqual([200, 0]);
    expect(await stored({ event: {} })).toEqual([200, 0]);
    expect(await stored(forwarded(IMEI, 5, { latitude: "north" }))).toEqual([200, 0]);
    const found = await lettersAre();
    expect(found.map(({ reason }) => reason)).toEqual([
      "bad-place",
      "wrong-form",
      "not-json",
      "unknown-device",
    ]);
    expect(found[3]?.body).toContain('"uniqueId":"000"');
  });

  test("that is as bad as one a moment ago is counted, and not written down again before a minute is over", async () => {
    const before = (await lettersAre()).length;
    const added = async () =>
      (await lettersAre())
        .slice(0, -before)
        .map(({ reason, body }) => [reason, /"uniqueId":"(\w+)"/.exec(body)?.[1]])
        .reverse();
    const dropped = () => ({ ...city.server.trackers.counts.of.traccar.dropped });
    const unknown = dropped()["unknown-device"] ?? 0;
    for (let i = 0; i < 5; i++)
      for (const id of ["001", "002"]) expect(await stored(forwarded(id, 5 - i))).toEqual([200, 0]);
    expect(await stored(forwarded("001", 5, { fixTime: "soon", deviceTime: "soon" }))).toEqual([200, 0]);
    const others = await city.as("integration", { scopes: ["position.send"] });
    expect((await post(forwarded("001", 5), others)).status).toBe(200);
    const once = [
      ["unknown-device", "001"],
      ["unknown-device", "002"],
      ["bad-time", "001"],
      ["unknown-device", "001"],
    ];
    expect(await added()).toEqual(once);
    expect(dropped()["unknown-device"]).toBe(unknown + 11);
    clock.at = NOW + 60_000;
    for (let i = 0; i < 2; i++) await post(forwarded("001", 5));
    expect(await added()).toEqual([...once, ["unknown-device", "001"]]);
    clock.at = NOW;
  });

  test("is taken from a key with the scope alone", async () => {
    for (const headers of [
      await city.as("integration", { scopes: ["position.see"] }),
      await city.as("device"),
      await city.as("administrator"),
      await city.as("brigade"),
    ])
      await problemIn(await post(forwarded(IMEI, 4), headers), "forbidden");
    await problemIn(await post(forwarded(IMEI, 4), bearer("cua_key_none")), "credential-ended");
  });
});

describe("the lost messages", () => {
  const bury = (letters: DeadLetters, device: string, at: number) =>
    letters.bury(
      city.ctx.db,
      { protocol: "traccar", address: "::1", credential: "x", reason: "unknown-device", body: device },
      device,
      at,
    );
  const bodies = async () => {
    const rows = await city.ctx.db.query<{ body: string }>(
      "SELECT body FROM dead_letters WHERE credential = 'x' ORDER BY id",
    );
    await city.ctx.db.query("DELETE FROM dead_letters WHERE credential = 'x'");
    return rows.map(({ body }) => body);
  };

  test("are no more in a minute than there is room to remember, however many devices somebody makes up", async () => {
    const letters = new DeadLetters(3);
    for (let i = 0; i < 10; i++) await bury(letters, `made up ${i}`, NOW + i);
    for (const late of [60_000, 60_001]) await bury(letters, `later ${late}`, NOW + late);
    await bury(letters, "when the clock was put back", NOW - 5);
    expect(await bodies()).toEqual([
      "made up 0",
      "made up 1",
      "made up 2",
      "later 60000",
      "later 60001",
      "when the clock was put back",
    ]);
  });

  test("that the database could not take are written when they come again", async () => {
    const letters = new DeadLetters();
    const { query } = city.ctx.db;
    city.ctx.db.query = () => Promise.reject(new Error("away"));
    await expect(bury(letters, "7", NOW)).rejects.toThrow("away");
    city.ctx.db.query = query;
    await bury(letters, "7", NOW);
    expect(await bodies()).toEqual(["7"]);
  });

  test("are an administrator's, page by page", async () => {
    const page = async (query: string) =>
      DeadLetterPage.parse((await city.send("GET", `/api/admin/dead-letters${query}`)).body);
    const first = await page("?limit=5");
    expect([first.letters.length, first.next]).toEqual([5, first.letters[4]?.id]);
    const second = await page(`?limit=5&before=${first.next}`);
    expect([second.letters.length, second.next]).toEqual([4, null]);
    const makes = await city.as("integration", { scopes: ["device.manage"] });
    expect((await city.send("GET", "/api/admin/dead-letters", undefined, makes)).status).toBe(403);
    expect((await city.send("GET", "/api/admin/dead-letters?limit=9999")).status).toBe(400);
  });

  test("are forgotten after thirty days, and all but the newest ten thousand", async () => {
    await city.ctx.db.query(
      `INSERT INTO dead_letters (at, protocol, address, credential, reason, body)
       SELECT $1, 'osmand', '::1', 'x', 'bad-place', '' FROM generate_series(1, 10010)`,
      [new Date(NOW).toISOString()],
    );
    const { query } = city.ctx.db;
    const fetched: object[] = [];
    city.ctx.db.query = async <Row extends object>(...asked: Parameters<typeof query>) => {
      const rows = await query<Row>(...asked);
      if (asked[0].includes("dead_letters")) fetched.push(...rows);
      return rows;
    };
    expect(await pruneDeadLetters.run(city.ctx)).toEqual({ letters: 19 });
    city.ctx.db.query = query;
    expect(fetched).toEqual([]);
    expect(await pruneDeadLetters.run(city.ctx)).toEqual({ letters: 0 });
    clock.at = NOW + 30 * 86_400_000 + 1;
    expect(await pruneDeadLetters.run(city.ctx)).toEqual({ letters: 10_000 });
    clock.at = NOW;
  });
});

test("what the database cannot take now is asked for again, and nothing of it is lost", async () => {
  const { query } = city.ctx.db;
  const away = () => Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" }));
  city.ctx.identities.changed();
  city.ctx.db.query = away;
  const answers = [
    await post(forwarded(IMEI, 3)),
    await fetch(`${city.url}/api/ingest/osmand?id=cua_device_${"x".repeat(43)}`),
  ];
  city.ctx.db.query = query;
  for (const answer of answers) {
    expect(answer.headers.get("retry-after")).toBe("2");
    expect([answer.status, (await answer.json()).code]).toEqual([503, "busy"]);
  }
  expect(await stored(forwarded(IMEI, 3))).toEqual([200, 1]);
});
