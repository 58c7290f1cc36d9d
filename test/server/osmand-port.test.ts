/** The port of its own for trackers, spoken to as they speak: with what Node's parser refuses too. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openOsmandPort } from "#server/http/trackers/osmand-port";
import { StartError } from "#server/main";
import { place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { freePort } from "#test/support/private-process";
import { RawLine } from "#test/support/raw-line";

const NOW = Date.parse("2026-03-10T18:00:00Z");
let city: TestCity;
let server: Server;
let port: number;
let token: string;
let sent = 0;
const lines: RawLine[] = [];
beforeAll(async () => {
  city = await TestCity.start({ clock: { now: () => NOW }, trackerBody: { timeMs: 300 } });
  token = (await tokenOf(city.ctx, "device")) ?? "";
  server = await openOsmandPort(city.server.trackers, 0, "127.0.0.1");
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  for (const line of lines.splice(0)) line.drop();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await city.stop();
});

async function open(): Promise<RawLine> {
  const line = await RawLine.open(port);
  lines.push(line);
  return line;
}
/** A line, and when the server has let go of it, which a peer that never ends its own half does not hear. */
async function openSeen(of = server, at = port): Promise<[RawLine, Promise<unknown>]> {
  const seen = once(of, "connection") as Promise<[Socket]>;
  const line = await RawLine.open(at);
  lines.push(line);
  const [socket] = await seen;
  return [line, once(socket, "close")];
}
/** Another fix each time, so that each can be found. */
const said = () => {
  sent++;
  return `id=${token}&timestamp=${NOW / 1000 - 3600 + sent}&lat=${place.lat}&lon=${place.lon}`;
};
const stored = async () => {
  const [row] = await city.ctx.db.query<{ count: number }>("SELECT count(*)::int AS count FROM pings");
  return row?.count;
};

describe("a request line", () => {
  test.each([
    ["without a slash", () => `GET ?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["without a slash, posted", () => `POST ?${said()} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`],
    ["with a path of the sender's own", () => `GET /gps/in.php?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["with the whole address", () => `GET http://city.example:5055/?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`],
    [
      "with an address without a path",
      () => `GET http://city.example:5055?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`,
    ],
    ["that names no host", () => `GET /?${said()} HTTP/1.1\r\n\r\n`],
    ["of HTTP 1.0", () => `GET ?${said()} HTTP/1.0\r\n\r\n`],
    ["after an empty line", () => `\r\nGET /?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`],
    [
      "with a blank in its time",
      () =>
        `GET /?id=${token}&timestamp=2026-03-10 17:59:0${sent % 10}&lat=${place.lat}&lon=${place.lon} HTTP/1.1\r\nHost: a\r\n\r\n`,
    ],
  ])("%s is answered 200 and stored", async (_, request) => {
    const before = Number(await stored());
    const line = await open();
    expect(await line.say(request()).answers(1)).toEqual([200]);
    expect(await stored()).toBe(before + 1);
  });

  test("may come in pieces, and others after it on the same connection, with bodies between", async () => {
    const before = Number(await stored());
    const line = await open();
    const form = said();
    for (const part of ["G", "ET ?", said(), " HT", "TP/1.1\r\nHo", "st: a\r", "\n\r\n"]) line.say(part);
    expect(await line.answers(1)).toEqual([200]);
    line.say(`POST ? HTTP/1.1\r\nHost: a\r\nContent-Length: ${form.length}\r\n\r\n${form}`);
    expect(await line.answers(2)).toEqual([200, 200]);
    // Two at once.
    line.say(`GET ?${said()} HTTP/1.1\r\nHost: a\r\n\r\nGET ?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(await line.answers(4)).toEqual([200, 200, 200, 200]);
    expect(await stored()).toBe(before + 4);
  });

  test("that is none is answered 400, and the line is closed", async () => {
    for (const nonsense of ["hello\r\n\r\n", "\x16\x03\x01\x02\r\n", `${"x".repeat(20_000)}\r\n`]) {
      const line = await open();
      expect(await line.say(nonsense).answers(1)).toEqual([
        expect.toSatisfy((s: number) => s === 400 || s === 431),
      ]);
      await line.end();
    }
  });
});

describe("a sender", () => {
  test("that has closed its half still gets its answer", async () => {
    const line = await open();
    line.say(`GET ?${said()} HTTP/1.1\r\nHost: a\r\n\r\n`).finish();
    expect(await line.answers(1)).toEqual([200]);
    await line.end();
  });

  test("that hangs up in the middle of its body stores nothing and keeps nobody waiting", async () => {
    const before = await stored();
    const line = await open();
    line.say(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n${said()}`).finish();
    expect(await line.answers(1)).toEqual([400]);
    await line.end();
    expect(await stored()).toBe(before);
  });

  test("that is too slow with its body is answered 408 and cut off", async () => {
    const line = await open();
    line.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nid=");
    expect(await line.answers(1)).toEqual([408]);
    await line.end();
  });

  test.each([
    ["HTTP 1.0", () => `GET ?${said()} HTTP/1.0\r\n\r\n`, 200],
    ["one message only", () => `GET ?${said()} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, 200],
    ["nonsense", () => "hello\r\n\r\n", 400],
  ])("of %s that never hangs up is hung up on when it has its answer", async (_, request, status) => {
    const [line, gone] = await openSeen();
    expect(await line.say(request()).answers(1)).toEqual([status]);
    await gone;
  });

  test("of ten megabytes is answered 413", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body: Buffer.alloc(10_000_000, "a"),
    });
    expect(answer.status).toBe(413);
    await answer.arrayBuffer();
  });

  test("whose word on its address nobody vouches for is known by where it comes from", async () => {
    const other = (await tokenOf(city.ctx, "device", { name: "elsewhere" })) ?? "";
    const line = await open();
    line.say(`GET ?id=${other} HTTP/1.1\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n`);
    expect(await line.answers(1)).toEqual([200]);
    await city.ctx.identities.idle();
    const [row] = await city.ctx.db.query<{ address: string }>(
      "SELECT last_address AS address FROM credentials WHERE name = 'elsewhere'",
    );
    expect(row?.address).toMatch(/127\.0\.0\.1$/);
  });
});

describe("the port", () => {
  test("that another program has stops a city in one line, and a demo goes on without it", async () => {
    const said: string[] = [];
    const logger = pino({ level: "warn" }, { write: (line: string) => void said.push(line) });
    const taken = `OSMAND_PORT: 127.0.0.1:${port} is in use by another program`;
    await expect(TestCity.start({ osmandPort: port, demo: false })).rejects.toThrow(new StartError(taken));
    const demo = await TestCity.start({ osmandPort: port, logger });
    expect(said.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      `${taken}; the demo goes on without it`,
    ]);
    await demo.stop();
  });

  test("takes no more connections at once than it has room for, counts the others, and then takes new ones", async () => {
    const narrow = await openOsmandPort(city.server.trackers, 0, "127.0.0.1", 1);
    const at = (narrow.address() as AddressInfo).port;
    const [first, gone] = await openSeen(narrow, at);
    const second = await RawLine.open(at);
    await second.end();
    expect(city.server.trackers.counts.of.osmand.dropped["too-many-connections"]).toBe(1);
    expect(await first.say(`GET ?${said()} HTTP/1.0\r\n\r\n`).answers(1)).toEqual([200]);
    await gone;
    const [third] = await openSeen(narrow, at);
    expect(await third.say(`GET ?${said()} HTTP/1.1\r\n\r\n`).answers(1)).toEqual([200]);
    narrow.closeAllConnections();
    await new Promise((resolve) => narrow.close(resolve));
  });

  test("is open from the start, and closed with the city", async () => {
    const free = await freePort();
    const other = await TestCity.start({ osmandPort: free });
    const id = (await tokenOf(other.ctx, "device")) ?? "";
    const line = await RawLine.open(free);
    lines.push(line);
    line.say(`GET ?id=${id} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(await line.answers(1)).toEqual([200]);
    await other.stop();
    await line.end();
    await expect(RawLine.open(free)).rejects.toThrow("ECONNREFUSED");
  });
});
