/** What a browser, or somebody who plays one, may do to the server from elsewhere, and how often anybody may ask. */
import { randomUUID } from "node:crypto";
import { request as rawRequest } from "node:http";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROTOCOL } from "#contract/live";
import { limits as usual } from "#server/http/limits";
import { hashPassword } from "#server/identity/password";
import { addPerson } from "#server/identity/save-person";
import { openLogger } from "#server/logger";
import { BrowserLike } from "#test/support/browser-like";
import { rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import { problemIn } from "#test/support/problem";
import { driver, testDatabase } from "#test/support/test-database";

const password = "una frase que nadie adivina";
const admin = { role: "system", id: "test" } as const;
const PUBLIC = "https://obras.example";

let city: TestCity;
/** Another that people reach over TLS, at another name than its own. */
let secure: TestCity;
beforeAll(async () => {
  [city, secure] = [await TestCity.start(), await TestCity.start({ publicUrl: PUBLIC, trustProxy: 1 })];
});
afterAll(async () => {
  await city.stop();
  await secure.stop();
});

async function person(on: TestCity) {
  const email = `${randomUUID()}@city.example`;
  const fields = {
    name: "Ana",
    email,
    role: "operator",
    department: null,
    brigade: null,
    active: true,
  } as const;
  await addPerson(on.ctx, admin, fields, await hashPassword(password));
  return email;
}

async function signedIn(on = city) {
  const page = new BrowserLike(on.url);
  const token = (await tokenOf(on.ctx, "operator")) ?? "";
  page.cookies.set(on === secure ? "__Host-cuadrilla" : "cuadrilla", token);
  return { page, token };
}

describe("a page elsewhere", () => {
  const elsewhere: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://obras.example.evil.example" },
    { origin: "http://obras.example:81" },
    { origin: "not an origin" },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "https://blog.obras.example", "sec-fetch-site": "same-site" },
  ];

  test("changes nothing with the cookie of whoever looks at it, by any route that changes something", async () => {
    const { page } = await signedIn();
    const before = await rowCounts(city.ctx.db);
    const doors = [
      ["POST", "/api/reports", { service: "bache", ...place }],
      ["POST", "/api/sign-out", {}],
      ["PUT", "/api/me/password", { old: "a", new: "b" }],
      ["DELETE", "/api/me/sessions/x", undefined],
      ["PUT", "/api/demo", { running: false }],
    ] as const;
    for (const headers of elsewhere)
      for (const [method, path, body] of doors)
        await problemIn(await page.send(method, path, body, headers), "wrong-origin");
    expect(await rowCounts(city.ctx.db)).toEqual(before);
    // The same by our own.
    expect((await page.send("POST", "/api/reports", doors[0][2])).status).toBe(201);
  });

  test("signs nobody in as somebody else", async () => {
    const body = { email: await person(city), password };
    for (const headers of elsewhere)
      await problemIn(
        await new BrowserLike(city.url).send("POST", "/api/sign-in", body, headers),
        "wrong-origin",
      );
    const planted = { token: `cua_invite_${"A".repeat(43)}`, password };
    const accept = new BrowserLike(city.url).send("POST", "/api/invitations/accept", planted, elsewhere[0]);
    await problemIn(await accept, "wrong-origin");
  });

  test("opens no socket, whatever it has to show; ours does, and so does a program without a page", async () => {
    const { token } = await signedIn();
    const connect = async (headers: Record<string, string>) => {
      for (const transports of [["websocket"], ["polling"]]) {
        const socket = io(city.url, {
          transports,
          extraHeaders: headers,
          auth: { protocol: PROTOCOL, audience: "ops" },
          reconnection: false,
          forceNew: true,
        });
        const came = await new Promise<boolean>((resolve) => {
          socket.once("connect", () => resolve(true));
          socket.once("connect_error", () => resolve(false));
        });
        socket.disconnect();
        if (!came) return false;
      }
      return true;
    };
    const cookie = `cuadrilla=${token}`;
    for (const headers of elsewhere)
      expect(await connect({ cookie, ...headers }), headers.origin).toBe(false);
    expect(await connect({ cookie, origin: city.url })).toBe(true);
    expect(await connect(bearer(token))).toBe(true);
  });
});

describe("a page of ours", () => {
  const body = { service: "bache", ...place };

  test("is known by either header; with a cookie and neither, nothing is believed", async () => {
    const { token } = await signedIn();
    const send = (headers: Record<string, string>) =>
      city.send("POST", "/api/reports", body, {
        authorization: "",
        cookie: `cuadrilla=${token}`,
        ...headers,
      });
    expect((await send({ "sec-fetch-site": "same-origin" })).status).toBe(201);
    expect((await send({ origin: city.url })).status).toBe(201);
    expect((await send({})).body.code).toBe("wrong-origin");
    // What no browser adds by itself proves itself.
    expect((await city.send("POST", "/api/reports", body, { origin: "https://evil.example" })).status).toBe(
      201,
    );
  });

  test("behind a proxy is known by PUBLIC_URL, whatever Host the proxy says", async () => {
    const { page } = await signedIn(secure);
    expect((await page.send("POST", "/api/reports", body, { origin: PUBLIC })).status).toBe(201);
    const plain = { origin: PUBLIC.replace("https", "http") };
    await problemIn(await page.send("POST", "/api/reports", body, plain), "wrong-origin");
  });

  test("over TLS has a cookie that goes no other way, and no neighbour's is taken for it", async () => {
    const page = new BrowserLike(secure.url);
    const email = await person(secure);
    const headers = { origin: PUBLIC };
    expect((await page.send("POST", "/api/sign-in", { email, password }, headers)).status).toBe(204);
    expect(page.setCookies).toEqual([
      expect.stringMatching(
        /^__Host-cuadrilla=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
      ),
    ]);
    const { token } = await signedIn(secure);
    const tossed = await secure.send("GET", "/api/me", undefined, {
      authorization: "",
      cookie: `cuadrilla=${token}`,
    });
    expect(tossed.body.actor).toMatchObject({ role: "anonymous" });
  });
});

describe("an answer", () => {
  test("lets the page run nothing that did not come with it, and be framed by nobody", async () => {
    for (const path of ["/api/city", "/healthz", "/nothing", "/api/reports/x"]) {
      const { headers } = await fetch(city.url + path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).not.toContain("unsafe");
      expect(policy).toMatch(/default-src 'self';script-src 'self';/);
      expect(policy).toContain(`connect-src 'self' ${city.url.replace("http", "ws")};`);
      expect(policy).toContain("frame-ancestors 'self'");
      expect(Object.fromEntries(headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers.get("strict-transport-security")).toBeNull();
    }
    const { headers } = await fetch(`${secure.url}/api/city`);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
  });

  test("repeats no host that could be something else in the policy", async () => {
    const policyFor = (host: string) =>
      new Promise<string>((resolve, reject) => {
        const asked = rawRequest(`${city.url}/healthz`, { headers: { host } }, (response) => {
          response.resume();
          resolve(String(response.headers["content-security-policy"]));
        });
        asked.once("error", reject).end();
      });
    expect(await policyFor("a; script-src *")).not.toContain("script-src *");
    expect(await policyFor("a *")).not.toContain("*");
  });

  test("to headers that are too large is 431, and the server goes on", async () => {
    const response = await fetch(`${city.url}/api/city`, { headers: { "x-padding": "x".repeat(20_000) } });
    expect(response.status).toBe(431);
    const cookie = await fetch(`${city.url}/api/me`, {
      headers: { cookie: `cuadrilla=${"x".repeat(20_000)}` },
    });
    expect(cookie.status).toBe(431);
    expect((await fetch(`${city.url}/healthz`)).status).toBe(200);
  });
});

describe("whoever asks without end", () => {
  const few = (asks: number, byKey = asks) => ({ asks, byKey, seconds: 60 });
  const body = { service: "bache", ...place };
  let limited: TestCity;
  beforeAll(async () => {
    const table = {
      intake: few(3, 5),
      commands: few(4, 6),
      reads: few(5, 8),
      "sign-in": few(3),
      messages: few(20),
    };
    limited = await TestCity.start({ limits: table, trustProxy: 1 });
  });
  afterAll(() => limited.stop());

  /** How many are heard before the first that is told to wait. */
  async function heard(
    ask: () => Promise<{ status: number; headers: Headers; body: object }>,
  ): Promise<number> {
    for (let count = 0; ; count++) {
      const { status, headers, body: said } = await ask();
      if (status !== 429) continue;
      const after = Number(headers.get("retry-after"));
      expect(after).toBeGreaterThan(0);
      expect(after).toBeLessThanOrEqual(60);
      expect(said).toMatchObject({ code: "too-many-requests", retryAfter: after });
      return count;
    }
  }
  const from = (address: string, more: Record<string, string> = {}) => ({
    "x-forwarded-for": address,
    ...more,
  });
  const nobody = (address: string) => from(address, { authorization: "" });

  test("is told when to ask again: nobody known by their address, each for themselves", async () => {
    const report = (headers: Record<string, string>) => () =>
      limited.send("POST", "/api/reports", body, headers);
    expect(await heard(report(nobody("198.51.100.1")))).toBe(3);
    // Another address is another; within a network of IPv6 it is not.
    expect(await heard(report(nobody("198.51.100.2")))).toBe(3);
    expect(await heard(report(nobody("2001:db8:1:2::1")))).toBe(3);
    expect(await heard(report(nobody("2001:db8:1:2:ffff::2")))).toBe(0);
    expect(await heard(report(nobody("2001:db8:1:3::1")))).toBe(3);
    expect(await heard(report(nobody("::ffff:198.51.100.1")))).toBe(0);
    // What a client says of itself before the proxy's word counts for nothing.
    expect(await heard(report(nobody("10.1.1.1, 198.51.100.1")))).toBe(0);
    // Reading is another matter.
    expect(await heard(() => limited.send("GET", "/api/city", undefined, nobody("198.51.100.1")))).toBe(5);
  });

  test("is counted as a person wherever they are, and a key more generously than they", async () => {
    const ana = await limited.as("operator");
    let asked = 0;
    const command = (who: Record<string, string>) => () =>
      limited.send("POST", "/api/reports", body, from(`198.51.100.${++asked}`, who));
    expect(await heard(command(ana))).toBe(4);
    expect(await heard(command(await limited.as("operator")))).toBe(4);
    expect(await heard(command(await limited.as("integration")))).toBe(5);
    const read = (who: Record<string, string>) => () =>
      limited.send("GET", "/api/me", undefined, from("x", who));
    expect(await heard(read(ana))).toBe(5);
    expect(await heard(read(await limited.as("integration")))).toBe(8);
  });

  test("gets no more tries at a password by being somebody already", async () => {
    const at = from("198.51.100.77");
    const tries = async (headers: Record<string, string>) =>
      heard(() => limited.send("POST", "/api/sign-in", { email: "a", password: "b" }, headers));
    expect(await tries({ ...at, authorization: "" })).toBe(3);
    expect(await tries(await limited.as("operator").then((who) => ({ ...at, ...who })))).toBe(0);
  });

  test("over a socket is cut off", async () => {
    const socket = io(limited.url, {
      transports: ["websocket"],
      auth: { protocol: PROTOCOL, audience: "ops" },
      extraHeaders: bearer(await tokenOf(limited.ctx, "operator")),
      reconnection: false,
    });
    const ended = new Promise<string>((resolve) => socket.once("disconnect", resolve));
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
    for (let message = 0; message < 21; message++) socket.emit("nothing", {});
    expect(["io server disconnect", "transport close"]).toContain(await ended);
    socket.disconnect();
  });

  test("is still counted, and nobody else refused, while Redis is away", async () => {
    const alone = await TestCity.start({ limits: { intake: few(3) }, redisUrl: "redis://127.0.0.1:9" });
    try {
      const report = () => alone.send("POST", "/api/reports", body, { authorization: "" });
      expect(await heard(report)).toBe(3);
    } finally {
      await alone.stop();
    }
  });

  // Several servers share one PostgreSQL and one Redis; the embedded parts belong to one process.
  if (driver === "postgres")
    test("is counted by all servers of a city together", async () => {
      const redisUrl = process.env.TEST_REDIS_URL ?? "";
      const database = await testDatabase();
      const options = { database, limits: { intake: few(4) }, redisUrl };
      const [one, two] = [await TestCity.start(options), await TestCity.start(options)];
      try {
        let asked = 0;
        const report = () =>
          (asked++ % 2 === 0 ? one : two).send("POST", "/api/reports", body, { authorization: "" });
        expect(await heard(report)).toBe(4);
      } finally {
        await one.stop();
        await two.stop();
        await database.close();
      }
    });

  test("by the table that holds outside tests: a key has at least a person's share, and all have room to work", () => {
    for (const { asks, byKey, seconds } of Object.values(usual)) {
      expect(byKey).toBeGreaterThanOrEqual(asks);
      expect(asks / seconds).toBeGreaterThanOrEqual(0.5);
    }
  });
});

test("text stays text: SQL and HTML in every field come back as they were sent, and nothing else happens", async () => {
  const nasty = `'; DROP TABLE reports; -- <script>alert("1")</script> <img src=x onerror=alert(1)> {{7*7}} \${7*7} %00 ../../etc`;
  const email = `"<b>'--"@city.example`;
  const service = city.ctx.rules.city.services[0]?.code;
  const before = await rowCounts(city.ctx.db);
  const contact = { name: nasty.slice(0, 100), phone: "81 1234 5678" };
  const made = await city.send("POST", "/api/reports", { service, ...place, description: nasty, contact });
  expect(made.status).toBe(201);
  const { headers, body } = await city.send("GET", `/api/reports/${made.body.folio}`);
  expect(body.description).toBe(nasty);
  expect(headers.get("content-type")).toMatch(/^application\/json/);
  for (const [path, sent] of [
    ["/api/sign-in", { email: nasty, password: nasty }],
    ["/api/sign-in", { email, password: "' OR '1'='1" }],
    ["/api/invitations/read", { token: nasty.slice(0, 150) }],
    ["/api/invitations/accept", { token: nasty.slice(0, 150), password: nasty, name: nasty.slice(0, 100) }],
  ] as const) {
    const answer = await city.send("POST", path, sent, { authorization: "" });
    expect([401, 410]).toContain(answer.status);
  }
  const after = await rowCounts(city.ctx.db);
  expect(after.reports).toBe((before.reports ?? 0) + 1);
  expect(after.people).toBe(before.people);
});

test("nothing that opens a door stands in the log, even at its most talkative", async () => {
  const lines: string[] = [];
  const logger = openLogger("trace", { write: (line: string) => void lines.push(line) });
  const told = await TestCity.start({ logger });
  const secrets: string[] = [password, "a wrong password"];
  try {
    const email = await person(told);
    const page = new BrowserLike(told.url);
    await page.send("POST", "/api/sign-in", { email, password: "a wrong password" });
    await page.send("POST", "/api/sign-in", { email, password });
    await page.send("PUT", "/api/me/password", { old: password, new: "a wrong password" });
    await page.open("/api/me?token=cua_key_in-an-address");
    for (const role of ["integration", "device", "kiosk"] as const) {
      const token = (await tokenOf(told.ctx, role)) ?? "";
      secrets.push(token);
      await told.send("GET", "/api/me", undefined, bearer(token));
      await told.send("GET", `/api/${token}`, undefined, bearer(`${token.slice(0, -1)}_`));
    }
    secrets.push(page.cookies.get("cuadrilla") ?? "");
    // What somebody might hand to it one day.
    const token = secrets.at(-1) ?? "";
    logger.info({ headers: { authorization: `Bearer ${token}`, cookie: `cuadrilla=${token}` } }, "a request");
    logger.info({ request: { body: { password, token }, headers: { "set-cookie": token } } }, "a request");
    logger.error({ error: `could not read ${token}` }, `Authorization: Bearer ${token}`);
    logger.info({ password, "set-cookie": password }, "a person");
  } finally {
    await told.stop();
  }
  expect(lines.filter((line) => line.includes('"answered"')).length).toBeGreaterThan(8);
  const log = lines.join("");
  expect(secrets.filter((secret) => secret.length < 10 || log.includes(secret))).toEqual([]);
  expect(log).not.toContain("in-an-address");
});
