/**
 * What stock clients put on the wire, byte for byte as their sources write it, and what they look at of the answer. Both ports, where
 * a client may be given either.
 */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openOsmandPort } from "#server/http/trackers/osmand-port";
import { issueDevice } from "#server/identity/issue-to-machine";
import { place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { RawLine } from "#test/support/raw-line";

const NOW = Date.parse("2026-03-10T18:00:00Z");
const IMEI = "356938035643809";
let city: TestCity;
let server: Server;
let token: string;
let key: string;
let ports: { web: number; osmand: number };
let sent = 0;
const lines: RawLine[] = [];
beforeAll(async () => {
  city = await TestCity.start({ clock: { now: () => NOW } });
  token = (await tokenOf(city.ctx, "device")) ?? "";
  key = (await tokenOf(city.ctx, "integration", { scopes: ["position.send"] })) ?? "";
  const brigade = city.ctx.rules.city.brigades[1]?.code ?? "";
  await issueDevice(city.ctx, { role: "system", id: "test" }, { brigade, name: "truck", trackerId: IMEI });
  server = await openOsmandPort(city.server.trackers, 0, "127.0.0.1");
  ports = { web: Number(new URL(city.url).port), osmand: (server.address() as AddressInfo).port };
});
afterEach(() => {
  for (const line of lines.splice(0)) line.drop();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await city.stop();
});

const second = () => NOW / 1000 - 3600 + ++sent;
const iso = () => new Date(second() * 1000).toISOString();

/** Status, body, and how many fixes it stored. */
async function say(port: number, head: string, body = "") {
  const before = await stored();
  const line = await RawLine.open(port);
  lines.push(line);
  line.say(`${head.replaceAll("\n", "\r\n")}\r\n\r\n${body}`);
  const [status] = await line.answers(1);
  const length = () => Number(/content-length: (\d+)/i.exec(line.heard)?.[1] ?? Number.NaN);
  const said = () => line.heard.slice(line.heard.indexOf("\r\n\r\n") + 4);
  await expect.poll(() => said().length).toBe(length());
  return [status, said(), (await stored()) - before];
}
async function stored(): Promise<number> {
  const [row] = await city.ctx.db.query<{ count: number }>("SELECT count(*)::int AS count FROM pings");
  return row?.count ?? 0;
}

describe("Traccar Client", () => {
  const query = (id: string) =>
    `id=${id}&timestamp=${second()}&lat=${place.lat}&lon=${place.lon}&speed=0.0&bearing=0.0&altitude=540.0&accuracy=20.0&batt=85.0&charge=true`;
  const post = (target: string, port: number, length = 0, type = "") =>
    `POST ${target} HTTP/1.1\nUser-Agent: Dalvik/2.1.0 (Linux; U; Android 13)\nHost: 127.0.0.1:${port}\nConnection: Keep-Alive\nAccept-Encoding: gzip\n${type}Content-Length: ${length}`;

  test("up to version 8 posts a query without a body, and wants 200", async () => {
    const at = ports.osmand;
    expect(await say(at, post(`/?${query(token)}`, at))).toEqual([200, "", 1]);
    expect(await say(ports.web, post(`/api/ingest/osmand?${query(token)}`, ports.web))).toEqual([200, "", 1]);
    for (const said of [query("123456"), query(token).replace(/^id=[^&]*&/, "")])
      expect(await say(at, post(`/?${said}`, at))).toEqual([400, expect.stringContaining("id: "), 0]);
  });

  test("from version 9 on posts JSON, and wants 200", async () => {
    const json = (device_id: string) =>
      JSON.stringify({
        location: {
          event: "motionchange",
          is_moving: true,
          uuid: "6fa8a7d4-5a1c-4f11-9d59-0b2f1c6f8a3d",
          timestamp: iso(),
          age: 12,
          odometer: 1204.5,
          coords: {
            latitude: place.lat,
            longitude: place.lon,
            accuracy: 14.2,
            speed: -1,
            speed_accuracy: -1,
            heading: -1,
            heading_accuracy: -1,
            altitude: 540.1,
            ellipsoidal_altitude: 540.1,
            altitude_accuracy: 3.1,
          },
          activity: { type: "in_vehicle", confidence: 100 },
          battery: { is_charging: false, level: 0.85 },
          extras: {},
        },
        device_id,
      });
    for (const [port, path] of [
      [ports.osmand, "/"],
      [ports.web, "/api/ingest/osmand"],
    ] as const) {
      const ask = (body: string) =>
        say(port, post(path, port, body.length, "Content-Type: application/json; charset=utf-8\n"), body);
      expect(await ask(json(token))).toEqual([200, "", 1]);
      expect(await ask(json("123456"))).toEqual([404, expect.stringContaining("id: "), 0]);
    }
  });

  test("and Traccar's own test scripts ask without a slash", async () => {
    expect(await say(ports.osmand, `GET ?${query(token)} HTTP/1.1\nHost: a`)).toEqual([200, "", 1]);
  });
});

describe("OwnTracks", () => {
  const post = (length: number, more = "") =>
    `POST /api/ingest/owntracks HTTP/1.1\nUser-Agent: Owntracks-Android/gms/420503000\nAuthorization: Basic ${Buffer.from(`bacheo-1:${token}`).toString("base64")}\nX-Limit-U: bacheo-1\nX-Limit-D: pixel\nContent-Type: application/json; charset=utf-8\nContent-Length: ${length}\nHost: 127.0.0.1:${ports.web}\nConnection: Keep-Alive\nAccept-Encoding: gzip${more}`;
  const ask = (message: object | "") => {
    const body = message === "" ? "" : JSON.stringify(message);
    return say(ports.web, post(body.length), body);
  };

  test("of Android posts a location with its topic, and wants 2xx with an array", async () => {
    const location = {
      _type: "location",
      BSSID: "12:34:56:78:9a:bc",
      SSID: "Taller",
      _id: "f1a2b3c4",
      acc: 13,
      alt: 540,
      batt: 78,
      bs: 1,
      cog: 271,
      conn: "m",
      created_at: second(),
      lat: place.lat,
      lon: place.lon,
      m: 2,
      t: "u",
      tid: "b1",
      topic: "owntracks/bacheo-1/pixel",
      tst: second(),
      vac: 2,
      vel: 24,
    };
    expect(await ask(location)).toEqual([200, "[]", 1]);
  });

  test("posts what holds no place, and a region that it entered with or without one", async () => {
    const entered = { _type: "transition", acc: 12, desc: "Taller", event: "enter", t: "c", tid: "b1" };
    const { lat, lon } = place;
    expect(await ask({ ...entered, lat, lon, tst: second(), wtst: second() })).toEqual([200, "[]", 1]);
    expect(await ask({ ...entered, tst: second(), wtst: second() })).toEqual([200, "[]", 0]);
    for (const message of [
      { _type: "lwt", tst: second() },
      { _type: "status", android: { hib: 0, bo: 0, loc: 0, ps: 0, wifi: 1 }, _id: "a" },
      { _type: "waypoint", desc: "Taller", lat, lon, rad: 100, rid: "x", tst: second() },
      { _type: "waypoints", _creator: "x", waypoints: [] },
      { _type: "card", name: "Ana", tid: "b1" },
      { _type: "cmd", action: "reportLocation" },
      "" as const,
    ])
      expect(await ask(message)).toEqual([200, "[]", 0]);
  });

  test("with an encryption key is answered 200, as it would else send the same for ever, and found among the letters", async () => {
    const data = Buffer.alloc(24 + 120, 7).toString("base64");
    expect(await ask({ _type: "encrypted", data })).toEqual([200, "[]", 0]);
    const letters = await city.ctx.db.query<{ reason: string }>("SELECT reason FROM dead_letters");
    expect(letters).toEqual([{ reason: "encrypted" }]);
  });
});

describe("a Traccar server that forwards", () => {
  test("posts a position with its device, and wants 2xx", async () => {
    const time = iso().replace("Z", "+00:00");
    const message = (uniqueId: string) => ({
      position: {
        id: 0,
        attributes: { priority: 0, sat: 12, ignition: true, batteryLevel: 90, distance: 12.4, motion: true },
        deviceId: 3,
        protocol: "teltonika",
        serverTime: time,
        deviceTime: time,
        fixTime: time,
        valid: true,
        latitude: place.lat,
        longitude: place.lon,
        altitude: 540,
        speed: 12.4,
        course: 45,
        address: null,
        accuracy: 0,
        network: null,
        geofenceIds: null,
      },
      device: {
        id: 3,
        attributes: {},
        groupId: 0,
        calendarId: 0,
        name: "truck",
        uniqueId,
        status: "online",
        lastUpdate: time,
        positionId: 9,
        phone: null,
        model: null,
        contact: null,
        category: null,
        disabled: false,
        expirationTime: null,
      },
    });
    const ask = (body: string, bearer = key) =>
      say(
        ports.web,
        `POST /api/ingest/traccar HTTP/1.1\nAuthorization: Bearer ${bearer}\nAccept: application/json\nContent-Type: application/json\nUser-Agent: Jersey/3.1.5 (HttpUrlConnection 17)\nHost: 127.0.0.1:${ports.web}\nConnection: keep-alive\nContent-Length: ${body.length}`,
        body,
      );
    expect(await ask(JSON.stringify(message(IMEI)))).toEqual([200, "", 1]);
    expect(await ask(JSON.stringify(message("000000")))).toEqual([200, "", 0]);
    expect((await ask(JSON.stringify(message(IMEI)), "cua_key_none"))[0]).toBe(401);
  });
});
