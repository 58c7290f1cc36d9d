import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CityPartName, cityPartNames } from "#contract/administration";
import type { BrigadeFile, Calendar, City, Reason, Service } from "#contract/city";
import type { Database } from "#server/db/database";
import { issueDevice } from "#server/identity/issue-to-machine";
import { openContext } from "#server/open-context";
import { expectConsistent, rowCounts } from "#test/support/consistency";
import { place, silent, TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import { root, testDatabase } from "#test/support/test-database";
import { reachableDatabase, startTool } from "#test/support/tool";

let city: TestCity;
let admin: Record<string, string>;
beforeAll(async () => {
  city = await TestCity.start({ gateway: { digestEveryMs: 200 } });
  admin = await city.as("administrator");
});
afterAll(() => city.stop());
/** Whatever a test did, the next one begins with the files. */
afterEach(async () => {
  for (const part of ["brigades", ...cityPartNames] as const) {
    const { fromFile, version } = await get(part);
    if (!fromFile) await reset(part, version);
  }
});

interface Part {
  version: number;
  content: unknown;
  fromFile: boolean;
}
const ask = (method: string, path: string, body?: unknown, headers = admin) =>
  city.send(method, `/api/admin/city/${path}`, body, headers);
const get = async (part: string) => (await ask("GET", part)).body as unknown as Part;
const put = (part: string, version: number, content: unknown, more: object = {}) =>
  ask("PUT", part, { version, content, ...more });
const reset = (part: string, version: number) => ask("DELETE", `${part}?version=${version}`);

/** Changes a part as a page would: what is there, with something different in it. */
async function change<T>(part: CityPartName, edit: (content: T) => T) {
  const { version, content } = await get(part);
  return put(part, version, edit(content as T));
}
const renamed =
  (name: string, i = 0) =>
  (services: Service[]) =>
    services.map((s, n) => (n === i ? { ...s, name: { ...s.name, "es-MX": name } } : s));
const withService = (services: Service[]) => {
  const [first] = services;
  if (!first) throw new Error("the city has no services");
  return [{ ...first, code: "nido-de-avispas", name: { "es-MX": "Avispas", en: "Wasps" } }, ...services];
};
const theCity = async () => (await city.send("GET", "/api/city")).body as { city: City; fingerprint: string };
const firstErrors = (body: Record<string, unknown>) =>
  (body.errors as { field: string; rule: string }[] | undefined)?.slice(0, 2);

describe("a part of the city", () => {
  test.each(cityPartNames)(
    "%s comes from its file until somebody changes it, and goes back to it",
    async (part) => {
      const before = await get(part);
      expect(before.fromFile).toBe(true);
      const changed = await put(part, before.version, before.content);
      expect(changed.body).toMatchObject({ part, version: before.version + 1 });
      const after = await get(part);
      expect(after).toMatchObject({ version: before.version + 1, fromFile: false, content: before.content });
      expect((await reset(part, after.version)).body).toMatchObject({ version: after.version + 1 });
      expect(await get(part)).toMatchObject({ fromFile: true, content: before.content });
    },
  );

  test("that there is not is not found", async () => {
    for (const method of ["GET", "DELETE"])
      expect((await ask(method, "boundary")).body.code).toBe("not-found");
    expect((await put("boundary", 0, {})).body.code).toBe("not-found");
  });

  test("is changed at once for everybody who asks, and its change is an event with who did it", async () => {
    const before = await theCity();
    const { status, body } = await change<Service[]>("services", renamed("Bache profundo"));
    expect(status).toBe(200);
    const after = await theCity();
    expect(after.city.services[0]?.name["es-MX"]).toBe("Bache profundo");
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(after.fingerprint).toBe(body.fingerprint);
    const [event] = await city.ctx.db.query(
      `SELECT actor_role AS role, body FROM events WHERE kind = 'city.changed' ORDER BY seq DESC LIMIT 1`,
    );
    const { version, fingerprint } = body;
    expect(event).toEqual({ role: "administrator", body: { part: "services", version, fingerprint } });
    await expectConsistent(city);
  });

  test("is refused to whoever has seen an older one, and nothing is merged", async () => {
    const { version, content } = await get("reasons");
    const reasons = content as Reason[];
    const other = await city.as("administrator");
    const first = await put("reasons", version, reasons.slice().reverse());
    expect(first.status).toBe(200);
    const second = await ask("PUT", "reasons", { version, content: reasons }, other);
    expect([second.status, second.body.code, second.body.current]).toEqual([
      409,
      "stale-version",
      { part: "reasons", version: version + 1 },
    ]);
    expect((await reset("reasons", version)).body.code).toBe("stale-version");
    expect((await get("reasons")).content).toEqual(reasons.slice().reverse());
  });

  test("of two changes at the same instant one holds, and of two of different parts both", async () => {
    const services = await get("services");
    const reasons = await get("reasons");
    const answers = await Promise.all([
      put("services", services.version, services.content),
      put("services", services.version, services.content),
      put("reasons", reasons.version, reasons.content),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409]);
    expect((await get("reasons")).version).toBe(reasons.version + 1);
    expect((await get("services")).version).toBe(services.version + 1);
  });
});

describe("what is wrong is named, field and rule, and changes nothing", () => {
  type Wrong = [
    name: string,
    part: CityPartName,
    edit: (content: never) => unknown,
    field: string,
    rule: string,
  ];
  const service = (more: object) => (list: Service[]) =>
    list.map((s, i) => (i === 3 ? { ...s, ...more } : s));
  const brigade = (more: object) => (list: BrigadeFile[]) =>
    list.map((b, i) => (i === 2 ? { ...b, ...more } : b));
  const calendar = (more: object) => (list: Calendar[]) =>
    list.map((c) => (c.kind === "working" ? { ...c, ...more } : c));
  const without = (code: string) => (list: { code: string }[]) => list.filter((one) => one.code !== code);
  test.each<Wrong>([
    [
      "an SLA of less than nothing",
      "services",
      service({ sla: { hours: -1, calendar: "operativo" } }),
      "services[3].sla.hours",
      "must be a number above 0 and at most 8760, is -1",
    ],
    [
      "an unknown calendar",
      "services",
      service({ sla: { hours: 1, calendar: "nunca" } }),
      "services[3].sla.calendar",
      'must be a code of calendars.json, is "nunca"',
    ],
    [
      "an unknown department",
      "services",
      service({ department: "naves" }),
      "services[3].department",
      'must be a code of departments.json, is "naves"',
    ],
    [
      "a name in one language only",
      "services",
      service({ name: { en: "x" } }),
      "services[3].name",
      "must have es-MX, a language of the city",
    ],
    [
      "a name in no language",
      "services",
      service({ name: { "es-MX": "x", en: "x", "\u0000": "x" } }),
      "services[3].name.\u0000",
      'must be a language tag such as es-MX, is "x"',
    ],
    [
      "a name that the database cannot keep",
      "services",
      service({ name: { "es-MX": "a\u0000b", en: "\ud800" } }),
      "services[3].name.es-MX",
      'must not contain control characters or broken ones, is "a\\u0000b"',
    ],
    [
      "an empty name",
      "services",
      service({ name: { "es-MX": "", en: "x" } }),
      "services[3].name.es-MX",
      'must have 1 to 120 characters, is ""',
    ],
    [
      "a skill that nobody has",
      "services",
      service({ skills: ["volar"] }),
      "services[3].skills[0]",
      'must be a skill that a brigade has, is "volar"',
    ],
    [
      "an unknown field",
      "services",
      service({ colour: 1 }),
      "services[3]",
      "must not have colour, which is not known here",
    ],
    [
      "retired that is no yes or no",
      "services",
      service({ retired: "yes" }),
      "services[3].retired",
      'must be true or false, is "yes"',
    ],
    [
      "a code twice",
      "services",
      (list: Service[]) => [...list, list[0]],
      "services[28].code",
      'must be unique, "bache" is there already',
    ],
    [
      "a malformed code",
      "services",
      (list: Service[]) => [...list, { ...list[0], code: "B ache" }],
      "services[28].code",
      'must be lower-case letters, digits and single hyphens, is "B ache"',
    ],
    [
      "a code that is gone",
      "services",
      without("bache"),
      "services",
      'must have the code "bache" still; what is not wanted any more is retired',
    ],
    ["no service", "services", () => [], "services", "must have 1 to 65535 entries, has 0"],
    ["no list", "services", () => ({}), "services", "must be a list"],
    [
      "no content",
      "services",
      () => null,
      "content",
      "must be all of the part; DELETE takes it back to its file",
    ],
    [
      "a day that is none",
      "calendars",
      calendar({ holidays: ["2026-02-30"] }),
      "calendars[1].holidays[0]",
      'must be a date YYYY-MM-DD, is "2026-02-30"',
    ],
    [
      "a calendar that services are counted by",
      "calendars",
      without("operativo"),
      "services[0].sla.calendar",
      'must be a code of calendars.json, is "operativo"',
    ],
    [
      "no reason for being late",
      "reasons",
      (list: Reason[]) => list.filter(({ use }) => use !== "late"),
      "reasons",
      'must have at least one reason with use "late"',
    ],
    [
      "too many reasons for the wire",
      "reasons",
      (list: Reason[]) => [
        ...list,
        ...Array.from({ length: 254 }, (_, i) => ({ ...list[0], code: `r${i}` })),
      ],
      "reasons",
      "must have 0 to 254 entries, has 285",
    ],
    [
      "a depot in another town",
      "brigades",
      brigade({ depot: [-99.1, 19.4] }),
      "brigades[2].depot",
      "must lie within the bounds of city.json, is [-99.1,19.4]",
    ],
    [
      "no day on duty",
      "brigades",
      brigade({ shift: { days: [], from: "07:00", to: "15:00" } }),
      "brigades[2].shift.days",
      "must have a day",
    ],
    [
      "a brigade that is gone",
      "brigades",
      without("bacheo-1"),
      "brigades",
      'must have the code "bacheo-1" still; what is not wanted any more is retired',
    ],
    [
      "a share of more than all",
      "settings",
      (s: object) => ({ ...s, lateSoonShare: 1.5 }),
      "lateSoonShare",
      "must be a number above 0 and less than 1, is 1.5",
    ],
    [
      "a setting that is the files' alone",
      "settings",
      () => ({ timeZone: "UTC" }),
      "timeZone",
      "must be one of lateSoonShare, keepClosedHours, contactKeepDays, publicPositions, positions, travel, past to be changed here",
    ],
    ["settings that are a list", "settings", () => [], "settings", "must be an object"],
  ])("%s", async (_, part, edit, field, rule) => {
    const { version, content } = await get(part);
    const { status, body } = await put(part, version, edit(content as never));
    expect([status, body.code]).toEqual([400, "invalid-input"]);
    expect(firstErrors(body)?.[0]).toEqual({ field, rule });
    expect(await get(part)).toMatchObject({ version, content });
  });

  test("several are told together", async () => {
    const { version, content } = await get("services");
    const list = (content as Service[]).map((s, i) => (i < 2 ? { ...s, workMinutes: 0 } : s));
    const { body } = await put("services", version, list);
    expect(firstErrors(body)?.map(({ field }) => field)).toEqual([
      "services[0].workMinutes",
      "services[1].workMinutes",
    ]);
  });

  test.each([
    ["no version", { content: [] }, "version"],
    ["a version that is a text", { version: "1", content: [] }, "version"],
    ["a field that there is not", { version: 0, content: [], merge: true }, "body"],
  ])("%s", async (_, body, field) => {
    const answer = await ask("PUT", "services", body);
    expect([answer.body.code, firstErrors(answer.body)?.[0]?.field]).toEqual(["invalid-input", field]);
    expect((await ask("DELETE", "services")).body.code).toBe("invalid-input");
  });

  test("a file that no longer fits what was changed beside it is not gone back to", async () => {
    const working = (list: Calendar[]) => [...list, { ...list[1], code: "nocturno" } as Calendar];
    await change<Calendar[]>("calendars", working);
    await change<Service[]>("services", (list) =>
      list.map((s) => (s.code === "bache" ? { ...s, sla: { hours: 5, calendar: "nocturno" } } : s)),
    );
    const { version } = await get("calendars");
    const { body } = await reset("calendars", version);
    expect([body.code, firstErrors(body)?.[0]?.field]).toEqual(["invalid-input", "services[0].sla.calendar"]);
    await reset("services", (await get("services")).version);
  });
});

test("texts are text: HTML and SQL come back as they were written", async () => {
  const name = `<script>alert(1)</script>'); DROP TABLE city_parts; --`;
  expect((await change<Service[]>("services", renamed(name))).status).toBe(200);
  expect((await theCity()).city.services[0]?.name["es-MX"]).toBe(name);
});

describe("promises", () => {
  const dueOf = async (folio: string) => {
    const { body } = await city.send("GET", `/api/reports/${folio}`);
    return (body.report as { dueAt: number; receivedAt: number }).dueAt;
  };

  test("a changed SLA is that of reports from then on; those that exist stay due when they were", async () => {
    const code = "bache";
    const old = await city.report({ service: code });
    const due = await dueOf(old.folio);
    await change<Calendar[]>("calendars", (list) => [...list, { code: "siempre", kind: "continuous" }]);
    await change<Service[]>("services", (list) =>
      list.map((s) => (s.code === code ? { ...s, sla: { hours: 1, calendar: "siempre" } } : s)),
    );
    const fresh = await city.report({ service: code });
    const { body } = await city.send("GET", `/api/reports/${fresh.folio}`);
    const { dueAt, receivedAt } = body.report as { dueAt: number; receivedAt: number };
    expect(Math.round((dueAt - receivedAt) / 1000)).toBe(3600);
    expect(await dueOf(old.folio)).toBe(due);
    await reset("services", (await get("services")).version);
  });

  test("a holiday that is added moves the due date of new reports, and of no other", async () => {
    const service = "bache";
    const old = await city.report({ service });
    const due = await dueOf(old.folio);
    const days = Array.from({ length: 60 }, (_, i) =>
      new Date(Date.now() + (i - 1) * 86_400_000).toISOString().slice(0, 10),
    );
    await change<Calendar[]>("calendars", (list) =>
      list.map((c) =>
        c.kind === "working" ? { ...c, holidays: [...new Set([...c.holidays, ...days])] } : c,
      ),
    );
    const fresh = await city.report({ service });
    expect(await dueOf(fresh.folio)).toBeGreaterThan(Date.now() + 55 * 86_400_000);
    expect(await dueOf(old.folio)).toBe(due);
  });
});

describe("retired", () => {
  test("a service takes no new reports, is not offered, and the old ones keep its name and go on", async () => {
    const old = await city.report({ service: "bache" });
    await change<Service[]>("services", (list) =>
      list.map((s) => (s.code === "bache" ? { ...s, retired: true } : s)),
    );
    const refused = await city.send("POST", "/api/reports", { service: "bache", ...place });
    expect([refused.status, refused.body.code]).toEqual([422, "unknown-service"]);
    expect(refused.body.detail).toContain("no longer");
    const offered = (await city.send("GET", "/api/services")).body as unknown as { code: string }[];
    expect(offered.map(({ code }) => code)).not.toContain("bache");
    expect((await theCity()).city.services.some(({ code }) => code === "bache")).toBe(true);
    const closed = await city.move("close-report", old, {
      outcome: "resolved",
      reason: city.reason("resolve"),
    });
    await city.move("reopen-report", closed, { reason: city.reason("reopen") });
  });

  test("a brigade gets no more work and no devices, but ends what it has", async () => {
    const busy = await city.move("assign-report", await city.report(), { brigade: "bacheo-1" });
    const fresh = await city.report();
    await change<BrigadeFile[]>("brigades", (list) =>
      list.map((b) => (b.code === "bacheo-1" ? { ...b, retired: true } : b)),
    );
    const { folio, version } = fresh;
    const assign = { folio, version, brigade: "bacheo-1" };
    const refused = await city.send("POST", "/api/commands/assign-report", assign);
    expect([refused.status, refused.body.code]).toEqual([422, "unknown-brigade"]);
    const device = await city.send("POST", "/api/admin/devices", { brigade: "bacheo-1", name: "x" }, admin);
    expect(device.body.code).toBe("unknown-brigade");
    expect(device.body.detail).toContain("bacheo-1 is retired");
    await city.move("start-work", busy);
  });

  test("a brigade's phones and trackers are answered as unknown ones are, and a fleet's server sends for the others", async () => {
    const brigade = "bacheo-2";
    const [device, member, key, seer] = await Promise.all([
      tokenOf(city.ctx, "device", { brigade }),
      tokenOf(city.ctx, "brigade", { brigade }),
      tokenOf(city.ctx, "integration", { scopes: ["position.send"] }),
      tokenOf(city.ctx, "integration", { scopes: ["position.see"] }),
    ]);
    const friends = async () => {
      const answer = await fetch(`${city.url}/api/ingest/owntracks`, {
        method: "POST",
        headers: bearer(seer),
        body: '{"_type": "lwt"}',
      });
      return JSON.stringify(await answer.json());
    };
    const earlier = new Date(Date.now() - 60_000).toISOString();
    await city.send(
      "POST",
      "/api/ingest/batch",
      { positions: [{ brigade, at: earlier, ...place }] },
      bearer(key),
    );
    expect(await friends()).toContain(brigade);
    await issueDevice(city.ctx, { role: "system", id: "test" }, { brigade, name: "truck", trackerId: "86" });
    await change<BrigadeFile[]>("brigades", (list) =>
      list.map((b) => (b.code === brigade ? { ...b, retired: true } : b)),
    );
    expect(await friends()).not.toContain(brigade);
    const before = await rowCounts(city.ctx.db);
    const at = new Date().toISOString();
    const post = async (path: string, body: object, token = "") => {
      const answer = await city.send("POST", `/api/ingest/${path}`, body, bearer(token));
      return [answer.status, answer.body.code];
    };
    const json = { device_id: device, location: { coords: { latitude: place.lat, longitude: place.lon } } };
    expect((await fetch(`${city.url}/api/ingest/osmand?id=${device}&lat=25.6&lon=-100.3`)).status).toBe(400);
    expect(await post("osmand", json)).toEqual([404, "not-found"]);
    const location = { _type: "location", ...place, tst: Date.now() / 1000 };
    expect(await post("owntracks", location, device)).toEqual([401, "credential-ended"]);
    expect(await post("owntracks", location, member)).toEqual([200, undefined]);
    const position = { fixTime: at, latitude: place.lat, longitude: place.lon };
    for (const uniqueId of ["86", device])
      expect(await post("traccar", { device: { uniqueId }, position }, key)).toEqual([200, undefined]);
    for (const token of [device, member])
      expect(await post("batch", { positions: [{ brigade, at, ...place }] }, token)).toEqual([
        422,
        "unknown-brigade",
      ]);
    const letters = await city.ctx.db.query("SELECT reason FROM dead_letters");
    expect(letters).toEqual([{ reason: "retired-brigade" }, { reason: "retired-brigade" }]);
    expect(await rowCounts(city.ctx.db)).toMatchObject({ pings: before.pings });
    const both = [brigade, "bacheo-3"].map((code) => ({ brigade: code, at, ...place }));
    const { body } = await city.send("POST", "/api/ingest/batch", { positions: both }, bearer(key));
    expect(body).toEqual({ accepted: 1, repeated: 0, dropped: { "retired-brigade": 1 } });
  });
});

test("a brigade that is added is registered with the change, can be sent out and is seen", async () => {
  const wall = await city.wall();
  const { status } = await change<BrigadeFile[]>("brigades", (list) => [
    ...list,
    { ...(list[0] as BrigadeFile), code: "bacheo-9", name: "Bacheo 9" },
  ]);
  expect(status).toBe(200);
  const assigned = await city.move("assign-report", await city.report(), { brigade: "bacheo-9" });
  await wall.reached(assigned.cursor);
  await wall.renewing;
  const id = city.ctx.brigades.get("bacheo-9")?.id ?? -1;
  expect(wall.city.brigades.get(id)).toMatchObject({ code: "bacheo-9", name: "Bacheo 9" });
  await expectConsistent(city);
});

describe("sectors", () => {
  const square = (west: number, south: number, size = 0.004) => ({
    type: "Polygon",
    coordinates: [
      [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
      ],
    ],
  });
  const here = square(place.lon - 0.002, place.lat - 0.002);

  test("that are drawn have codes, and new reports lie in them", async () => {
    const { version } = await get("sectors");
    const feature = {
      type: "Feature",
      properties: { code: "centro-nuevo", name: "Centro <b>" },
      geometry: here,
    };
    const { status } = await put("sectors", version, { type: "FeatureCollection", features: [feature] });
    expect(status).toBe(200);
    const { folio } = await city.report();
    const { body } = await city.send("GET", `/api/reports/${folio}`);
    expect((body.report as { sector: string }).sector).toBe("centro-nuevo");
    await reset("sectors", version + 1);
    // The report keeps a code that no list has any more, and nobody stumbles over it.
    const live = await city.snapshot();
    expect(live.reports.get(await city.idOf(folio))?.sector).toBeNull();
    expect((await city.send("GET", `/api/reports/${folio}`)).status).toBe(200);
    await expectConsistent(city);
  });

  test("out of somebody's map get codes of their names, as an import gives them", async () => {
    const { version } = await get("sectors");
    const features = [here, square(place.lon + 0.005, place.lat)].map((geometry, i) => ({
      type: "Feature",
      properties: { COLONIA: i ? "Del Valle" : "Ñandú", ID: i },
      geometry,
    }));
    const upload = { type: "FeatureCollection", features };
    expect((await put("sectors", version, upload)).status).toBe(200);
    const { content } = await get("sectors");
    expect((content as typeof upload).features.map(({ properties }) => properties)).toEqual([
      { code: "nandu", name: "Ñandú" },
      { code: "del-valle", name: "Del Valle" },
    ]);
    const byId = await put("sectors", version + 1, upload, { nameProperty: "ID" });
    expect(byId.status).toBe(200);
    expect((await theCity()).city.sectors.map(({ name }) => name)).toEqual(["0", "1"]);
  });

  const named = (geometry: unknown) => ({
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: { name: "x" }, geometry }],
  });
  test.each([
    [
      "in another town",
      { ...named(square(-99, 19)) },
      "features[0].geometry",
      "must lie in the city's boundary, x does not",
    ],
    [
      "that are no areas",
      named({ type: "Point", coordinates: [0, 0] }),
      "content",
      "features[0].geometry.type",
    ],
    [
      "without a name",
      { ...named(here), features: [{ type: "Feature", properties: { a: 1 }, geometry: here }] },
      "content",
      "nameProperty must say which property is a sector's name; there are a",
    ],
    [
      "in metres",
      named(square(370_000, 2_840_000, 500)),
      "content",
      "features[0]: positions must be degrees of longitude and latitude",
    ],
    [
      "of another coordinate system",
      { ...named(here), crs: { type: "name", properties: { name: "EPSG:32614" } } },
      "content",
      "crs must be WGS 84",
    ],
    ["that are no GeoJSON", "x", "content", "must be GeoJSON"],
    [
      "with a ring that crosses itself",
      {
        type: "FeatureCollection",
        features: [
          {
            type: "Feature",
            properties: { code: "x", name: "x" },
            geometry: {
              type: "Polygon",
              coordinates: [
                [
                  [-100.4, 25.65],
                  [-100.39, 25.668],
                  [-100.39, 25.65],
                  [-100.4, 25.66],
                  [-100.4, 25.65],
                ],
              ],
            },
          },
        ],
      },
      "features[0].geometry.coordinates[0]",
      "must not cross itself",
    ],
  ])("%s are refused", async (_, content, field, rule) => {
    const { version } = await get("sectors");
    const { status, body } = await put("sectors", version, content);
    expect([status, firstErrors(body)?.[0]?.field]).toEqual([400, field]);
    expect(firstErrors(body)?.[0]?.rule).toContain(rule);
  });
});

describe("a wall that is hung up and left alone", () => {
  test("goes on over a service that is renamed and one that is put before all others, with its digest right", async () => {
    const wall = await city.wall();
    await change<Service[]>("services", renamed("Bache profundo"));
    const { body } = await change<Service[]>("services", withService);
    const report = await city.report({ service: "nido-de-avispas" });
    const other = await city.report({ service: "bache" });
    await wall.until(() => wall.rules.fingerprint === body.fingerprint, "the new city");
    await wall.renewing;
    await wall.reached(other.cursor);
    const serviceOf = async (folio: string) => wall.city.reports.get(await city.idOf(folio))?.service;
    expect([await serviceOf(report.folio), await serviceOf(other.folio)]).toEqual([
      "nido-de-avispas",
      "bache",
    ]);
    const sql = await city.snapshot();
    expect(wall.city.reports.digest).toEqual(sql.reports.digest);
    const compared = wall.digests.length;
    await wall.until(() => wall.digests.length > compared, "a digest");
    const { theirs, ours } = wall.digests.at(-1) ?? {};
    expect(ours).toEqual(theirs);
    expect(wall.seen.filter(({ kind }) => kind === "city.changed").length).toBeGreaterThan(0);
  });

  test("in public loses the reports of a service that is hidden, and a department's wall those of one that moves", async () => {
    const [first, second] = (await theCity()).city.departments.map(({ code }) => code);
    const mine = (await theCity()).city.services.find(({ department }) => department === first)?.code ?? "";
    const report = await city.report({ service: mine });
    const id = await city.idOf(report.folio);
    const everybody = await city.wall(null);
    const supervisor = await city.as("supervisor", { department: first ?? "" });
    const own = await city.wall(supervisor.authorization?.replace("Bearer ", ""));
    for (const wall of [everybody, own]) expect(wall.city.reports.get(id)?.service).toBe(mine);
    const edit = (list: Service[]): Service[] =>
      list.map((s) => (s.code === mine ? { ...s, publicPlace: "none", department: second ?? "" } : s));
    const { body } = await change<Service[]>("services", edit);
    const later = await city.report({ service: mine });
    for (const wall of [everybody, own]) {
      await wall.until(() => wall.rules.fingerprint === body.fingerprint, "the new city");
      await wall.renewing;
      await wall.reached(later.cursor);
      expect(wall.city.reports.get(id)).toBeUndefined();
      expect(wall.city.reports.get(await city.idOf(later.folio))).toBeUndefined();
    }
  });

  test("that was away meanwhile takes the city anew when it is back", async () => {
    const wall = await city.wall();
    wall.drop();
    const { body } = await change<Service[]>("services", withService);
    const report = await city.report({ service: "nido-de-avispas" });
    await wall.resume();
    await wall.until(() => wall.rules.fingerprint === body.fingerprint, "the new city");
    await wall.renewing;
    await wall.reached(report.cursor);
    expect(wall.city.reports.get(await city.idOf(report.folio))?.service).toBe("nido-de-avispas");
  });

  test("keeps reports of a service that is gone again with its part", async () => {
    await change<Service[]>("services", withService);
    const report = await city.report({ service: "nido-de-avispas" });
    await reset("services", (await get("services")).version);
    const wall = await city.wall();
    expect(wall.city.reports.get(await city.idOf(report.folio))?.service).toBe("unknown");
    const card = await city.send("GET", `/api/reports/${report.folio}`);
    expect((card.body.report as { service: string }).service).toBe("nido-de-avispas");
    const closed = await city.move("close-report", report, {
      outcome: "resolved",
      reason: city.reason("resolve"),
    });
    const { folio, version } = closed;
    const reopen = { folio, version, reason: city.reason("reopen") };
    const again = await city.send("POST", "/api/commands/reopen-report", reopen);
    expect([again.status, again.body.code]).toEqual([422, "unknown-service"]);
    await expectConsistent(city);
  });
});

describe("several servers on one database, and restarts", () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  test("another server knows of the change before it tells its walls, and a restart keeps it", async () => {
    const one = await TestCity.start({ database });
    const two = await TestCity.start({ database });
    const wall = await two.wall(two.token);
    const headers = await one.as("administrator");
    const { body: part } = await one.send("GET", "/api/admin/city/services", undefined, headers);
    const content = withService(part.content as Service[]);
    const { body } = await one.send("PUT", "/api/admin/city/services", { version: 0, content }, headers);
    await wall.until(() => wall.rules.fingerprint === body.fingerprint, "the new city");
    const { body: answer } = await two.send("GET", "/api/city");
    expect(answer.fingerprint).toBe(body.fingerprint);
    expect((await two.report({ service: "nido-de-avispas" })).status).toBe("received");
    // Below everything: a snapshot never has the newer cursor and the older lists.
    await wall.renewing;
    await one.stop();
    await two.stop();
    const again = await TestCity.start({ database });
    expect(again.ctx.rules.fingerprint).toBe(body.fingerprint);
    expect(again.ctx.rules.notes()).toEqual([
      expect.stringMatching(
        /^services: as an administrator changed it \(version 1, \d{4}-\d\d-\d\d\); services.json is not what holds$/,
      ),
    ]);
    await again.stop();
  });

  test("the start is refused, with the field, when the files no longer fit what was changed", async () => {
    const { loadCity, resolveCityFolder } = await import("#server/city/load-city");
    const folder = resolveCityFolder("san-pedro", root);
    const services = (await loadCity(folder)).city.services;
    const code = services[0]?.department;
    const departments = JSON.stringify(
      (await loadCity(folder)).city.departments.map((d) => (d.code === code ? { ...d, code: "otra" } : d)),
    );
    const all = (list: { department: string }[]) =>
      JSON.stringify(list.map((s) => (s.department === code ? { ...s, department: "otra" } : s)));
    const { brigades } = (await loadCity(folder)).city;
    const files = await loadCity(folder, {
      "departments.json": departments,
      "services.json": all(services),
      "brigades.json": all(brigades),
    });
    const opened = openContext({ db: database, root, city: files, version: "test", logger: silent });
    await expect(opened).rejects.toThrow(
      `with what an administrator changed: services[0].department: must be a code of departments.json, is "${code}"`,
    );
  });
});

describe("npm run city -- check", () => {
  test("says what an administrator changed while the server's database can be reached", async () => {
    const reachable = await reachableDatabase();
    const logger = pino({ level: "silent" });
    const ctx = await openContext({ db: reachable.db, root, city: "san-pedro", version: "test", logger });
    const check = (...more: string[]) => startTool("city", ["check", ...more], reachable.env).ended;
    const { changeCityPart } = await import("#server/city/change-city");
    const actor = { role: "system", id: "test" } as const;
    const content = { keepClosedHours: 12 };
    await changeCityPart(ctx, actor, "settings", { version: 0, content });
    expect(ctx.rules.city).toMatchObject({ keepClosedHours: 12, lateSoonShare: 0.2 });
    const { how, out } = await check("san-pedro");
    expect(how).toBe(0);
    expect(out).toMatch(
      /\nsettings: as an administrator changed it \(version 1, .*city\.json is not what holds\n$/,
    );
    // Another city's files have nothing to do with that database.
    expect((await check("test/cities/austin")).out.trim().split("\n")).toHaveLength(1);
    await reachable.close();
  }, 240_000);
});
