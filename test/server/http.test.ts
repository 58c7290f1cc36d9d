import { gzipSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Photo } from "#contract/photo";
import type { Route } from "#server/http/route";
import { routes } from "#server/http/routes";
import { expectConsistent, rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { problemIn } from "#test/support/problem";

let city: TestCity;
/** What the administrator shows, who alone may knock at some doors. */
let admin: Record<string, string>;
let brigade: string;
let service: string;
/** A report that exists, so that commands have something to be wrong about. */
let folio: string;
/** Of that report. */
let photo: string;
beforeAll(async () => {
  city = await TestCity.start();
  admin = await city.as("administrator");
  brigade = city.ctx.rules.city.brigades[0]?.code ?? "";
  service = city.ctx.rules.city.services[0]?.code ?? "";
  ({ folio } = await city.report());
  const picture = { create: { width: 8, height: 8, channels: 3 as const, background: "#123456" } };
  const sent = await fetch(`${city.url}/api/reports/${folio}/photos`, {
    method: "POST",
    headers: { authorization: `Bearer ${city.token}`, "content-type": "image/png" },
    body: new Uint8Array(await sharp(picture).png().toBuffer()),
  });
  photo = Photo.parse(await sent.json()).id;
});
afterAll(() => city.stop());

interface Asking {
  method?: string;
  /** Sent as it is when it is text or bytes, else as JSON. */
  body?: unknown;
  type?: string | undefined;
  headers?: Record<string, string>;
}

function ask(path: string, { method = "GET", body, type, headers = {} }: Asking = {}): Promise<Response> {
  const raw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  return fetch(city.url + path, {
    method,
    headers: {
      ...(path.startsWith("/api/admin") ? admin : { authorization: `Bearer ${city.tokenFor(path)}` }),
      ...(body !== undefined && { "content-type": type ?? "application/json" }),
      ...headers,
    },
    ...(body !== undefined && {
      body: raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(30_000),
  });
}

const pathOf = (route: Route) => filled(route.path);
const filled = (path: string) =>
  path
    .replace(":folio", folio)
    .replace(":code", brigade)
    .replace("/photos/:id", `/photos/${photo}`)
    .replace("/alerts/:id", "/alerts/1")
    .replace(":id", "nobody")
    .replace(":part", "reasons");
const named = routes.map((route): [string, Route] => [`${route.method.toUpperCase()} ${route.path}`, route]);
/** Those that take JSON: images have tests of their own. */
const withBody = named.filter(
  ([, { method, accepts }]) => (method === "post" || method === "put") && accepts !== "image",
);
const send = (route: Route, more: Asking) =>
  ask(pathOf(route), { method: route.method.toUpperCase(), ...more });

describe("every route", () => {
  test.each([...new Set(routes.map((route) => route.path))])(
    "%s refuses other methods and says which it takes",
    async (path) => {
      const allowed = routes
        .filter((route) => route.path === path)
        .map((route) => route.method.toUpperCase());
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        if (allowed.includes(method)) continue;
        const response = await ask(filled(path), { method });
        expect((response.headers.get("allow") ?? "").split(", ").filter((name) => name !== "HEAD")).toEqual(
          allowed,
        );
        await problemIn(response, "method-not-allowed");
      }
    },
  );

  test.each(named.filter(([, { method }]) => method === "get"))(
    "%s answers, and as much to a HEAD",
    async (_, route) => {
      const [from, until] = [-60_000, 0].map((ms) => new Date(Date.now() + ms).toISOString());
      const queries: Record<string, string> = {
        "/api/reports": "?open=1",
        "/api/search": "?q=bache",
        "/api/live/past": `?at=${until}`,
        "/api/live/past/events": `?from=0&until=${until}`,
        "/api/live/past/positions": `?from=${from}&until=${until}`,
      };
      const query = queries[route.path] ?? "";
      // This city has no identity provider.
      const status = route.path.startsWith("/api/sign-in/oidc") ? 404 : 200;
      const got = await ask(pathOf(route) + query);
      expect(got.status, await got.text()).toBe(status);
      const head = await ask(pathOf(route) + query, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([status, ""]);
    },
  );

  test("that does not exist is a problem like others", async () => {
    for (const path of [
      "/api",
      "/api/",
      "/api/nothing",
      "/api/commands/drop-tables",
      "/nothing",
      "/api/reports/x/y",
    ])
      for (const method of ["GET", "POST", "DELETE"])
        await problemIn(await ask(path, { method }), "not-found");
  });

  test("with a path that is not validly percent-encoded says so", async () => {
    for (const path of ["/api/reports/%E0%A4%A", "/api/brigades/%/trail", "/api/reports/%zz"])
      await problemIn(await ask(path), "invalid-input");
  });
});

describe("a body", () => {
  let before: Record<string, number>;
  beforeEach(async () => {
    before = await rowCounts(city.ctx.db);
  });
  // Whatever was sent in these tests was refused, so nothing may have been written.
  afterEach(async () => expect(await rowCounts(city.ctx.db)).toEqual(before));

  test.each(withBody)("%s is refused when it is not JSON by its type", async (_, route) => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "x",
      "text/json",
    ])
      await problemIn(await send(route, { body: '{"a": 1}', type }), "unsupported-media-type");
    await problemIn(
      await send(route, { body: new Uint8Array([123, 125]), type: "" }),
      "unsupported-media-type",
    );
    const charset = "application/json; charset=latin1";
    await problemIn(await send(route, { body: "{}", type: charset }), "unsupported-media-type");
  });

  test.each(withBody)("%s is refused when there is none", async (_, route) => {
    await problemIn(await send(route, {}), "malformed-body");
    await problemIn(await send(route, { headers: { "content-type": "application/json" } }), "malformed-body");
  });

  test.each(withBody)("%s is refused when it is no JSON", async (_, route) => {
    const texts = [
      "{",
      '{"a":}',
      "{'a': 1}",
      "NaN",
      '{"lon": NaN}',
      "undefined",
      '"text"',
      "1",
      "null",
      "true",
      "\u0000",
      "[1,",
      "{}{}",
    ];
    for (const body of texts) await problemIn(await send(route, { body }), "malformed-body");
  });

  test.each(withBody)(
    "%s is refused when it is compressed in a way that cannot be read",
    async (_, route) => {
      const headers = { "content-encoding": "gzip" };
      await problemIn(await send(route, { body: "{}", headers }), "malformed-body");
      const cut = new Uint8Array(gzipSync(JSON.stringify({ a: "b".repeat(1000) }))).subarray(0, 20);
      await problemIn(await send(route, { body: cut, headers }), "malformed-body");
      const other = { "content-encoding": "compress" };
      await problemIn(await send(route, { body: "{}", headers: other }), "unsupported-media-type");
    },
  );

  test.each(withBody)(
    "%s is refused when it is too large, even if it is not when compressed",
    async (_, route) => {
      const body = JSON.stringify({ a: "b".repeat(route.bodyLimit ?? 64_000) });
      await problemIn(await send(route, { body }), "body-too-large");
      const headers = { "content-encoding": "gzip" };
      await problemIn(await send(route, { body: new Uint8Array(gzipSync(body)), headers }), "body-too-large");
    },
  );

  test.each(withBody)("%s is refused when it is a list, or nothing but depth", async (_, route) => {
    const deep = "[".repeat(20_000) + "]".repeat(20_000);
    for (const body of ["[]", "[{}]", "[[1]]", deep])
      await problemIn(await send(route, { body }), "invalid-input");
  });

  test.each(withBody)(
    "%s is refused when it has a field that nobody knows, named in the answer",
    async (_, route) => {
      for (const field of [
        "surprise",
        "__proto__",
        "constructor",
        "toString",
        "",
        "a\u0000b",
        "x".repeat(5000),
      ]) {
        const problem = await problemIn(
          await send(route, { body: `{${JSON.stringify(field)}: {"a": 1}}` }),
          "invalid-input",
        );
        const rules = problem.errors?.map(({ rule }) => rule).join() ?? "";
        if (/^\w+$/.test(field)) expect(rules).toContain(field.slice(0, 100));
      }
    },
  );
});

describe("a field", () => {
  const report = () => ({ service, ...place });
  const at = "2026-01-02T03:04:05Z";
  const ping = () => ({ brigade, at, ...place });
  /** [field as the answer names it, route, body]: each body is right but for that field. */
  const wrong = (): [string, string, object][] => [
    ...[undefined, null, 5, "", "x".repeat(65), "a\u0000", ["bache"], { code: "bache" }, true].map(
      (value): [string, string, object] => ["service", "/api/reports", { ...report(), service: value }],
    ),
    ...[undefined, null, "-100.4", 180.001, -181, 1e308, true, [], {}, [1]].map(
      (value): [string, string, object] => ["lon", "/api/reports", { ...report(), lon: value }],
    ),
    ...[90.001, -91, "", "NaN"].map((value): [string, string, object] => [
      "lat",
      "/api/reports",
      { ...report(), lat: value },
    ]),
    ...[null, 5, "x".repeat(4001), "a\u0000b", "a\u001bb", "a\u009fb", "half \ud83d", "\udc00"].map(
      (value): [string, string, object] => [
        "description",
        "/api/reports",
        { ...report(), description: value },
      ],
    ),
    ["channel", "/api/reports", { ...report(), channel: "replay" }],
    ["channel", "/api/reports", { ...report(), channel: "import" }],
    ...[null, "me", [], {}, { name: "" }, { name: "  " }].map((value): [string, string, object] => [
      "contact",
      "/api/reports",
      { ...report(), contact: value },
    ]),
    ["contact.name", "/api/reports", { ...report(), contact: { name: "x".repeat(121) } }],
    ["contact.name", "/api/reports", { ...report(), contact: { name: "a\u0007b" } }],
    ["contact.email", "/api/reports", { ...report(), contact: { email: "nobody" } }],
    ["contact.email", "/api/reports", { ...report(), contact: { email: `${"x".repeat(250)}@example.org` } }],
    ["contact.phone", "/api/reports", { ...report(), contact: { phone: "ring me" } }],
    ["contact.phone", "/api/reports", { ...report(), contact: { phone: "81\u0000812345" } }],
    ["contact", "/api/reports", { ...report(), contact: { name: "Ana", address: "here" } }],
    ...[
      undefined,
      null,
      5,
      "",
      "nonsense",
      "22222-22223",
      folio.toLowerCase(),
      folio.replace("-", ""),
      `${folio} `,
    ].map((value): [string, string, object] => [
      "folio",
      "/api/commands/start-work",
      { folio: value, version: 1 },
    ]),
    ...[undefined, null, "1", 0, -1, 1.5, 2 ** 53, 1e300, true, [1]].map(
      (value): [string, string, object] => ["version", "/api/commands/start-work", { folio, version: value }],
    ),
    ...[undefined, null, 0, "", ["x"], "x".repeat(65)].map((value): [string, string, object] => [
      "brigade",
      "/api/commands/assign-report",
      { folio, version: 1, brigade: value },
    ]),
    ["outcome", "/api/commands/close-report", { folio, version: 1, outcome: "forgotten", reason: "x" }],
    ["reason", "/api/commands/close-report", { folio, version: 1, outcome: "resolved" }],
    [
      "duplicateOf",
      "/api/commands/close-report",
      { folio, version: 1, outcome: "duplicate", reason: "x", duplicateOf: "y" },
    ],
    ["reason", "/api/commands/reopen-report", { folio, version: 1, reason: null }],
    ...[undefined, null, {}, [], "x", 5].map((value): [string, string, object] => [
      "positions",
      "/api/ingest/batch",
      { positions: value },
    ]),
    ["positions.0", "/api/ingest/batch", { positions: [null] }],
    ["positions.1.at", "/api/ingest/batch", { positions: [ping(), { ...ping(), at: "yesterday" }] }],
    ["positions.0.at", "/api/ingest/batch", { positions: [{ ...ping(), at: "2026-01-02 03:04:05" }] }],
    ["positions.0.at", "/api/ingest/batch", { positions: [{ ...ping(), at: "+275760-09-13T00:00:00Z" }] }],
    ["positions.0.lon", "/api/ingest/batch", { positions: [{ ...ping(), lon: 181 }] }],
    ["positions.0.lat", "/api/ingest/batch", { positions: [{ ...ping(), lat: null }] }],
    ["positions.0.speed", "/api/ingest/batch", { positions: [{ ...ping(), speed: -1 }] }],
    ["positions.0.heading", "/api/ingest/batch", { positions: [{ ...ping(), heading: "north" }] }],
    ["positions.0.battery", "/api/ingest/batch", { positions: [{ ...ping(), battery: 101 }] }],
    ["positions.0.accuracy", "/api/ingest/batch", { positions: [{ ...ping(), accuracy: 1e9 }] }],
    ["positions.0.brigade", "/api/ingest/batch", { positions: [{ ...ping(), brigade: "" }] }],
  ];

  test("that is wrong is named with its rule, and nothing is written", async () => {
    const before = await rowCounts(city.ctx.db);
    for (const [field, path, body] of wrong()) {
      const problem = await problemIn(await ask(path, { method: "POST", body }), "invalid-input");
      expect(
        problem.errors?.map((error) => error.field),
        `${path} ${JSON.stringify(body)}`,
      ).toContain(field);
    }
    expect(await rowCounts(city.ctx.db)).toEqual(before);
  });

  test.each([
    ["lon", { lon: 181 }, "must be a number from -180 to 180"],
    ["lon", { lon: "-100.4" }, "must be a number from -180 to 180"],
    ["lat", { lat: undefined }, "is needed, and must be a number from -90 to 90"],
    ["service", { service: undefined }, "is needed"],
    ["service", { service: "x".repeat(65) }, "must have 1 to 64 characters"],
    ["description", { description: "x".repeat(4001) }, "must have at most 4000 characters"],
    ["channel", { channel: "telegraph" }, "must be one of app, web, phone, chat"],
    ["contact.email", { contact: { email: "nobody" } }, "must be an email address"],
    ["body", { colour: 1, size: 2 }, "must not have colour, size, which are not known here"],
  ])("%s of %j is refused in a sentence that says what it may be", async (field, change, rule) => {
    const body = { ...report(), ...change };
    const problem = await problemIn(await ask("/api/reports", { method: "POST", body }), "invalid-input");
    expect(problem).toMatchObject({ detail: `${field}: ${rule}`, errors: [{ field, rule }] });
  });

  test("of more than one is wrong: all are named", async () => {
    const body = { service: "", lon: "a", lat: 100, description: 5 };
    const problem = await problemIn(await ask("/api/reports", { method: "POST", body }), "invalid-input");
    expect(problem.errors?.map(({ field }) => field)).toEqual(["service", "lon", "lat", "description"]);
  });

  test("may hold what people write: accents, line breaks, other scripts, signs beyond the first plane", async () => {
    const description = "Señalización caída —\n\t‘peligro’ 🚧 漢字 ¿sí? \u202e\u200d";
    const { folio: of } = await city.report({ description });
    const { body } = await city.send("GET", `/api/reports/${of}`);
    expect(body.description).toBe(description);
  });

  test("may be as long as its rule says", async () => {
    await city.report({ description: "é".repeat(4000), contact: { name: "x".repeat(120) } });
    const key = "k".repeat(128);
    const { status } = await city.send("POST", "/api/reports", report(), { "idempotency-key": key });
    expect(status).toBe(201);
  });

  test("of a number that no store can tell from zero is taken as zero", async () => {
    const fix = {
      ...ping(),
      at: new Date().toISOString(),
      speed: 1e-300,
      heading: 5e-324,
      accuracy: 1e-46,
      battery: 1e-60,
    };
    const { status, body } = await city.send("POST", "/api/ingest/batch", { positions: [fix] });
    expect([status, body]).toEqual([200, { accepted: 1, repeated: 0, dropped: {} }]);
  });
});

describe("what is said besides the body", () => {
  test("a query is refused when it is not what the route takes", async () => {
    const trail = `/api/brigades/${brigade}/trail`;
    for (const [path, field] of [
      ["/api/reports", "open"],
      ["/api/reports?open=0", "open"],
      ["/api/reports?open=1&open=1", "open"],
      ["/api/reports?open=1&closed=1", "query"],
      [`${trail}?minutes=0`, "minutes"],
      [`${trail}?minutes=1441`, "minutes"],
      [`${trail}?minutes=1.5`, "minutes"],
      [`${trail}?minutes=NaN`, "minutes"],
      [`${trail}?minutes=1e999`, "minutes"],
      [`${trail}?minutes=`, "minutes"],
      [`${trail}?minutes=5&minutes=6`, "minutes"],
      [`${trail}?hours=1`, "query"],
      [`${trail}?__proto__=1`, "query"],
    ] as const) {
      const problem = await problemIn(await ask(path), "invalid-input");
      expect(
        problem.errors?.map((error) => error.field),
        path,
      ).toEqual([field]);
    }
  });

  test("a folio is refused when it has a wrong form or check character, and not found when there is none", async () => {
    for (const wrong of [
      "x",
      "22222-22223",
      "22222-222222",
      "%00",
      "__proto__",
      "%F0%9F%9A%A7",
      "x".repeat(2000),
      "..%2f..%2f",
    ])
      await problemIn(await ask(`/api/reports/${wrong}`), "invalid-input");
    await problemIn(await ask("/api/reports/22222-22222"), "not-found");
  });

  test("a folio is understood as people type it", async () => {
    const { body } = await city.send("GET", `/api/reports/${folio.toLowerCase().replace("-", "%20")}`);
    expect(body.report).toMatchObject({ folio });
  });

  test("a brigade that the city does not have has no trail", async () => {
    for (const wrong of ["nobody", "__proto__", "%00", "'%20OR%201=1--", "%F0%9F%9A%A7"])
      await problemIn(await ask(`/api/brigades/${wrong}/trail`), "not-found");
  });

  test("an idempotency key is refused when it is too short, too long or not printable", async () => {
    for (const key of ["short", "x".repeat(129), "with a blank in it", "", "ñandúñandú"]) {
      const headers = { "idempotency-key": Buffer.from(key).toString("latin1") };
      const body = { service, ...place };
      await problemIn(await ask("/api/reports", { method: "POST", body, headers }), "invalid-input");
    }
  });

  test("what opens nothing is refused as that, even where nothing is needed", async () => {
    for (const authorization of [
      "Bearer",
      "Basic YW5hOmFuYQ==",
      "Bearer cua_session_short",
      `Bearer cua_session_${"x".repeat(43)}`,
      `Bearer ${"x".repeat(4000)}`,
      "Bearer ' OR 1=1 --",
    ])
      await problemIn(await ask("/api/city", { headers: { authorization } }), "credential-ended");
  });

  test("an answer carries what a browser needs to be careful, and nothing about who made it", async () => {
    const { headers } = await ask("/api/city");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

describe("whatever is sent", () => {
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(
      "__proto__",
      "\u0000",
      "\ud800",
      "",
      " ",
      -0,
      1e-320,
      1e308,
      2 ** 53,
      "NaN",
      "1; DROP TABLE reports",
    ),
    fc.string({ unit: "binary", maxLength: 30 }),
  );
  /** Bodies that are right, and as many of which one field is not, so that every check behind the first is reached. */
  function mostly(right: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
    const broken = fc.record({ body: right, place: fc.nat(), value: fc.option(junk, { nil: undefined }) });
    return fc.oneof(
      right,
      broken.map(({ body, place: at, value }) => {
        const names = [...Object.keys(body), "surprise"];
        return { ...body, [names[at % names.length] ?? ""]: value };
      }),
    );
  }
  const some = <T extends object>(fields: { [N in keyof T]: fc.Arbitrary<T[N]> }, needed: (keyof T)[]) =>
    fc.record<T, keyof T>(fields, { requiredKeys: needed });
  const lon = fc.oneof(fc.double({ min: -100.5, max: -100.25, noNaN: true }), fc.constant(place.lon));
  const lat = fc.oneof(fc.double({ min: 25.55, max: 25.75, noNaN: true }), fc.constant(place.lat));

  /** Sends many at once; gives back how many were accepted. */
  async function sendAll(bodies: unknown[], path: () => string): Promise<number> {
    const answers = await Promise.all(
      bodies.map((body) => ask(path(), { method: "POST", body: JSON.stringify(body) ?? "" })),
    );
    for (const response of answers) {
      expect(response.status, "a status of 2xx or 4xx").toBeLessThan(500);
      if (response.ok) await response.text();
      else await problemIn(response);
    }
    return answers.filter((response) => response.ok).length;
  }

  async function attack(body: fc.Arbitrary<unknown>, path: () => string, runs: number): Promise<number> {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 9, arbitrary: body }, junk), { minLength: 40, maxLength: 40 }),
        async (bodies) => {
          accepted += await sendAll(bodies, path);
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
    await expectConsistent(city);
    return accepted;
  }

  test("to report something is answered, and leaves a city that fits together", async () => {
    const contact = mostly(
      some({ name: fc.string(), email: fc.emailAddress(), phone: fc.constant("+52 81 8400 4400") }, [
        "phone",
      ]),
    );
    const service = fc.constantFrom(...city.ctx.rules.city.services.map(({ code }) => code));
    const description = fc.string({ unit: "grapheme" });
    const channel = fc.constantFrom("app", "web", "phone", "chat");
    const body = some({ service, lon, lat, description, contact, channel }, ["service", "lon", "lat"]);
    expect(await attack(mostly(body), () => "/api/reports", 12)).toBeGreaterThan(0);
  });

  test("as a command is answered, and leaves a city that fits together", async () => {
    const folios = [folio];
    for (let i = 0; i < 20; i++) folios.push((await city.report()).folio);
    const reasonTo = (...uses: string[]) =>
      fc.constantFrom(
        ...city.ctx.rules.city.reasons.filter(({ use }) => uses.includes(use)).map(({ code }) => code),
      );
    const brigade = fc.constantFrom(...city.ctx.rules.city.brigades.map(({ code }) => code));
    const duplicateOf = fc.constantFrom(...folios, "22222-22222", "22222-22223");
    const closings = fc.oneof(
      fc.record({
        outcome: fc.constant("resolved"),
        reason: reasonTo("resolve"),
        lateReason: reasonTo("late"),
      }),
      fc.record({ outcome: fc.constant("rejected"), reason: reasonTo("reject", "late") }),
      fc.record({ outcome: fc.constant("cancelled"), reason: reasonTo("cancel") }),
      fc.record({ outcome: fc.constant("duplicate"), reason: reasonTo("duplicate"), duplicateOf }),
    );
    const rests: Record<string, fc.Arbitrary<object>> = {
      "assign-report": fc.record({ brigade }),
      "start-travel": fc.constant({}),
      "start-work": fc.constant({}),
      "close-report": closings,
      "reopen-report": fc.record({ reason: reasonTo("reopen", "cancel") }),
    };
    const accepted: Record<string, number> = {};
    for (const [name, rest] of Object.entries(rests)) {
      const current = await city.ctx.db.query<{ folio: string; version: number }>(
        "SELECT folio, version FROM reports WHERE folio = ANY ($1)",
        [folios],
      );
      const target = fc
        .tuple(fc.constantFrom(...current), fc.constantFrom(0, 0, 0, 1, -1))
        .map(([report, off]) => ({ ...report, version: report.version + off }));
      const body = fc.tuple(target, rest).map(([of, more]) => ({ ...of, ...more }));
      accepted[name] = await attack(mostly(body), () => `/api/commands/${name}`, 6);
    }
    // Each of them got through at least once, or this would be a test of the first check only.
    expect(Object.entries(accepted).filter(([, count]) => count === 0)).toEqual([]);
  });

  test("as positions is answered, and leaves a city that fits together", async () => {
    const near = fc
      .integer({ min: -40 * 86_400_000, max: 120_000 })
      .map((ms) => new Date(Date.now() + ms).toISOString());
    const anyDay = fc.date({ noInvalidDate: true }).map((date) => date.toJSON());
    const number = (max: number) => fc.double({ min: 0, max, noNaN: true });
    const ping = some(
      {
        brigade: fc.constantFrom(...city.ctx.rules.city.brigades.map(({ code }) => code)),
        at: fc.oneof({ weight: 5, arbitrary: near }, anyDay),
        lon,
        lat,
        speed: number(150),
        heading: number(360),
        accuracy: number(100_000),
        battery: number(1),
      },
      ["brigade", "at", "lon", "lat"],
    );
    const body = fc.record({
      positions: fc.array(fc.oneof({ weight: 9, arbitrary: ping }, mostly(ping)), {
        minLength: 1,
        maxLength: 4,
      }),
    });
    expect(await attack(mostly(body), () => "/api/ingest/batch", 6)).toBeGreaterThan(0);
  });
});
