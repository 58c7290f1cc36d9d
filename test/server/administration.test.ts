import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KioskView } from "#contract/administration";
import { actions, cell } from "#domain/may";
import { routes } from "#server/http/routes";
import { addPerson, changePerson } from "#server/identity/save-person";
import { beginSession } from "#server/identity/sessions";
import { place, TestCity } from "#test/support/living-city";
import { startTool } from "#test/support/tool";
import { admitDemoPeople, openDemoPeople } from "../../bin/demo-people.ts";

const DAY = 86_400_000;

/** The city's clock, which a test may set ahead. */
let ahead = 0;
let city: TestCity;
let admin: Record<string, string>;
beforeAll(async () => {
  city = await TestCity.start({ clock: { now: () => Date.now() + ahead } });
  admin = await city.as("administrator", { name: "Beatriz" });
});
afterAll(() => city.stop());

const ask = (method: string, path: string, body?: unknown, headers = admin) =>
  city.send(method, `/api/admin/${path}`, body, headers);
const list = async (path: string) => (await ask("GET", path)).body as unknown as Record<string, unknown>[];
const showing = (token: unknown) => ({ authorization: `Bearer ${token}` });
const me = (token: unknown) => city.send("GET", "/api/me", undefined, showing(token));

let made = 0;
const fields = (more: object = {}) => ({
  name: "Rosa Treviño",
  email: `rosa-${made++}@example.com`,
  role: "operator",
  department: null,
  brigade: null,
  active: true,
  ...more,
});
const add = async (more: object = {}) => (await ask("POST", "people", fields(more))).body;
async function eventsOf(kind: string): Promise<{ role: string; body: object }[]> {
  return city.ctx.db.query(
    `SELECT actor_role AS role, body FROM events WHERE kind = $1 ORDER BY seq DESC LIMIT 5`,
    [kind],
  );
}

describe("people", () => {
  test("somebody who is added gets a link to set a password, and is listed with what they may do", async () => {
    const wanted = fields({ role: "supervisor", department: "vialidad" });
    const { status, body } = await ask("POST", "people", wanted);
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 1, invitation: { token: expect.stringMatching(/^cua_invite_/) } });
    const found = (await list("people")).find(({ id }) => id === body.id);
    expect(found).toMatchObject({ ...wanted, version: 1, hasPassword: false, sessions: 0, lastUsedAt: null });
    expect(Number(found?.invitedUntil)).toBeGreaterThan(Date.now() + 2.9 * DAY);
    expect((await eventsOf("person.saved"))[0]).toEqual({
      role: "administrator",
      body: { person: body.id, role: "supervisor", department: "vialidad", brigade: null, active: true },
    });
  });

  test.each([
    ["a name that is empty", { name: "  " }, "name"],
    ["a name with control characters", { name: "Ro\u0000sa" }, "name"],
    ["a name that is too long", { name: "x".repeat(121) }, "name"],
    ["no e-mail address", { email: "rosa" }, "email"],
    ["a role that no person has", { role: "device" }, "role"],
    ["an unknown department", { department: "naves" }, "department"],
    ["a brigade for whoever is in none", { brigade: "bacheo-1" }, "brigade"],
    ["a brigade that is none", { role: "brigade", brigade: "naves" }, "brigade"],
    ["no brigade for a member of one", { role: "brigade" }, "brigade"],
    ["no answer whether they are active", { active: "yes" }, "active"],
    ["a field that there is not", { admin: true }, "admin"],
  ])("%s is refused, and the field is named", async (_, wrong, field) => {
    const before = (await list("people")).length;
    const { status, body } = await ask("POST", "people", fields(wrong));
    expect([400, 422]).toContain(status);
    expect(body.detail).toContain(field);
    expect((await list("people")).length).toBe(before);
  });

  test("an e-mail address belongs to one person, however it is written", async () => {
    const wanted = fields();
    await ask("POST", "people", wanted);
    const again = await ask("POST", "people", { ...wanted, email: wanted.email.toUpperCase() });
    expect([again.status, again.body.errors]).toEqual([
      400,
      [{ field: "email", rule: "must be nobody else's" }],
    ]);
  });

  test("names are text, whatever is written in them", async () => {
    const name = `<img src=x onerror=alert(1)> '); DROP TABLE people; --`;
    const { id } = await add({ name });
    expect((await list("people")).find((person) => person.id === id)?.name).toBe(name);
  });

  test("of two administrators who change the same person, the second is told so", async () => {
    const person = await add();
    const other = await city.as("administrator");
    const change = { ...fields({ name: "Rosa T." }), version: 1 };
    const first = await ask("PUT", `people/${person.id}`, change);
    expect([first.status, first.body.version]).toEqual([200, 2]);
    const second = await ask("PUT", `people/${person.id}`, change, other);
    expect([second.status, second.body.code]).toEqual([409, "stale-version"]);
    expect(second.body.current).toMatchObject({ version: 2 });
  });

  test("whoever is made inactive is out at once, and comes back by a new sign-in alone", async () => {
    const wanted = fields();
    const { id } = (await ask("POST", "people", wanted)).body;
    const { token } = await beginSession(city.ctx, String(id), "Firefox");
    expect((await me(token)).body).toMatchObject({ name: "Rosa Treviño", actor: { role: "operator" } });
    await ask("PUT", `people/${id}`, { ...wanted, active: false, version: 1 });
    expect((await me(token)).body.code).toBe("credential-ended");
    const back = { ...wanted, active: true, role: "supervisor", version: 2 };
    await ask("PUT", `people/${id}`, back);
    expect((await me(token)).body.code).toBe("credential-ended");
    const again = await beginSession(city.ctx, String(id), "Firefox");
    expect((await me(again.token)).body.actor).toMatchObject({ role: "supervisor" });
  });

  test("all of somebody's sessions are ended at once, and each is an event", async () => {
    const { id } = await add();
    const sessions = [1, 2].map(() => beginSession(city.ctx, String(id), "Firefox"));
    const [one, two] = await Promise.all(sessions);
    expect((await list("people")).find((person) => person.id === id)?.sessions).toBe(2);
    expect((await ask("DELETE", `people/${id}/sessions`)).body).toEqual({ ended: 2 });
    for (const session of [one, two]) expect((await me(session?.token)).body.code).toBe("credential-ended");
    const ended = (await eventsOf("credential.revoked")).map(({ body }) => body);
    expect(ended).toEqual(expect.arrayContaining([{ credential: one?.id }, { credential: two?.id }]));
    expect((await ask("DELETE", "people/nobody/sessions")).body.code).toBe("not-found");
  });

  test("a new invitation ends the older one", async () => {
    const { id } = await add();
    const again = await ask("POST", `people/${id}/invitation`, {});
    expect(again.status).toBe(201);
    const open = await city.ctx.db.query<{ open: number }>(
      "SELECT count(*) AS open FROM credentials WHERE person_id = $1 AND kind = 'invite' AND revoked_at IS NULL",
      [id],
    );
    expect(open).toEqual([{ open: 1 }]);
    expect((await ask("POST", "people/nobody/invitation", {})).body.code).toBe("not-found");
    const gone = await add({ active: false });
    expect(gone.invitation).toBeNull();
    expect((await ask("POST", `people/${gone.id}/invitation`, {})).body.code).toBe("invalid-input");
  });

  test("an invitation is no token to ask with", async () => {
    const { invitation } = await add();
    expect((await me((invitation as { token: string }).token)).body.code).toBe("credential-ended");
  });
});

describe("the last administrator", () => {
  let own: TestCity;
  beforeAll(async () => {
    own = await TestCity.start();
    // The one that every city of the tests has.
    await own.ctx.db.query("UPDATE people SET active = false WHERE role = 'administrator'");
  });
  afterAll(() => own.stop());

  const person = (email: string) => ({
    name: email,
    email: `${email}@example.com`,
    role: "administrator" as const,
    department: null,
    brigade: null,
    active: true,
  });
  const actor = { role: "system", id: "test" } as const;

  test("stays one, and stays active", async () => {
    // The city of a test has administrators of its own.
    await own.ctx.db.query("UPDATE people SET active = false");
    const { id } = await addPerson(own.ctx, actor, person("a"));
    const headers = showing((await beginSession(own.ctx, id, "test")).token);
    const change = (more: object) =>
      own.send("PUT", `/api/admin/people/${id}`, { ...person("a"), version: 1, ...more }, headers);
    expect((await change({ role: "operator" })).body.code).toBe("last-administrator");
    const { body } = await change({ active: false });
    expect([body.code, body.errors]).toEqual([
      "last-administrator",
      [{ field: "active", rule: "the last administrator must stay one; name another first" }],
    ]);
    expect((await change({ name: "A" })).status).toBe(200);
    const { id: second } = await addPerson(own.ctx, actor, person("b"));
    expect((await change({ role: "operator", version: 2 })).status).toBe(200);
    // Leaves no administrator but the other for the next test.
    expect(second).not.toBe(id);
  });

  test("cannot be lost by two who take each other's role away at the same instant", async () => {
    const [b] = await own.ctx.db.query<{ id: string }>(
      "SELECT id FROM people WHERE role = 'administrator' AND active",
    );
    const c = await addPerson(own.ctx, actor, person("c"));
    const down = (id: string, email: string) =>
      changePerson(own.ctx, actor, id, 1, { ...person(email), role: "operator" }).then(
        () => "done",
        (error: { code?: string }) => error.code,
      );
    const both = await Promise.all([down(b?.id ?? "", "b"), down(c.id, "c")]);
    expect(both.sort()).toEqual(["done", "last-administrator"]);
  });
});

describe("API keys", () => {
  const issue = async (more: object = {}) =>
    (await ask("POST", "keys", { name: "Open311", scopes: ["report.list"], expiresInDays: 30, ...more }))
      .body;
  const reports = (token: unknown) => city.send("GET", "/api/reports?open=1", undefined, showing(token));

  test("a key does what its scopes name, and nothing else", async () => {
    const key = await issue();
    expect(key).toMatchObject({ token: expect.stringMatching(/^cua_key_/), id: expect.any(String) });
    expect((await reports(key.token)).status).toBe(200);
    const service = city.ctx.rules.city.services[0]?.code;
    const more = await city.send("POST", "/api/reports", { service, ...place }, showing(key.token));
    expect([more.status, more.body.code]).toEqual([403, "forbidden"]);
  });

  test("the list shows scopes, who issued it, and when and whence it was last used, but no token", async () => {
    const key = await issue({ name: "Con uso" });
    const entry = async () => (await list("keys")).find(({ id }) => id === key.id);
    expect(await entry()).toMatchObject({
      name: "Con uso",
      scopes: ["report.list"],
      createdBy: "Beatriz",
      lastUsedAt: null,
      endedAt: null,
      expiresAt: key.expiresAt,
    });
    await reports(key.token);
    await city.ctx.identities.idle();
    const used = await entry();
    expect(Number(used?.lastUsedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(used?.lastAddress).toMatch(/127\.0\.0\.1/);
    expect(JSON.stringify(await list("keys"))).not.toContain("cua_key_");
  });

  test("one that is ended opens nothing from that moment on, and stays in the list", async () => {
    const key = await issue();
    expect((await reports(key.token)).status).toBe(200);
    expect((await ask("DELETE", `keys/${key.id}`)).status).toBe(204);
    expect((await reports(key.token)).body.code).toBe("credential-ended");
    expect((await list("keys")).find(({ id }) => id === key.id)?.endedAt).toEqual(expect.any(Number));
    expect((await ask("DELETE", `keys/${key.id}`)).body.code).toBe("not-found");
    expect((await eventsOf("credential.revoked"))[0]).toEqual({
      role: "administrator",
      body: { credential: key.id },
    });
  });

  test("one that has expired opens nothing", async () => {
    const key = await issue({ expiresInDays: 1 });
    expect((await reports(key.token)).status).toBe(200);
    ahead = DAY + 1000;
    expect((await reports(key.token)).body.code).toBe("credential-ended");
    ahead = 0;
  });

  test("nothing but keys is ended as a key", async () => {
    const kiosk = (await ask("POST", "kiosks", { name: "Sala", view: "" })).body;
    expect((await ask("DELETE", `keys/${kiosk.id}`)).body.code).toBe("not-found");
  });

  test.each(actions.map((action) => [action, cell("integration", action)]))(
    "a key may have the scope %s: %s",
    async (scope, allowed) => {
      const { status, body } = await ask("POST", "keys", { name: "x", scopes: [scope], expiresInDays: 1 });
      if (allowed !== "no") expect(status).toBe(201);
      else
        expect([status, body.errors]).toEqual([
          400,
          [{ field: "scopes.0", rule: `must be something that a key may do, is ${scope}` }],
        ]);
    },
  );

  test.each([
    ["no name", { name: "" }, "name"],
    ["no scope", { scopes: [] }, "scopes"],
    ["a scope that there is not", { scopes: ["report.list", "report.burn"] }, "scopes.1"],
    ["scopes that are no list", { scopes: "report.list" }, "scopes"],
    ["no day", { expiresInDays: 0 }, "expiresInDays"],
    ["half a day", { expiresInDays: 0.5 }, "expiresInDays"],
    ["more than two years", { expiresInDays: 731 }, "expiresInDays"],
    ["for ever", { expiresInDays: null }, "expiresInDays"],
  ])("%s is refused, and the field is named", async (_, wrong, field) => {
    const { code, errors } = await issue(wrong);
    expect([code, (errors as { field: string }[])[0]?.field]).toEqual(["invalid-input", field]);
  });
});

describe("kiosk links", () => {
  const issue = async (more: object = {}) =>
    (await ask("POST", "kiosks", { name: "Sala de crisis", view: "dep=vialidad&late=1", ...more })).body;
  const open = (token: unknown) => city.send("POST", "/api/kiosk", { token }, { authorization: "" });
  const snapshotBy = (cookie: string) =>
    fetch(`${city.url}/api/live/snapshot`, { headers: { cookie } }).then(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    });

  test("a wall that opens the link gets a cookie, its one view, and reads the live map", async () => {
    const kiosk = await issue();
    expect(kiosk.link).toBe(`/kiosk#${kiosk.token}`);
    const opened = await open(kiosk.token);
    expect([opened.status, opened.body]).toEqual([200, { view: "dep=vialidad&late=1" }]);
    const cookie = opened.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^cuadrilla=cua_kiosk_.*; HttpOnly; SameSite=Lax; Max-Age=34560000$/);
    const [pair = ""] = cookie.split(";");
    expect(await snapshotBy(pair)).toBe(200);
    const who = await fetch(`${city.url}/api/me`, { headers: { cookie: pair } });
    expect(await who.json()).toMatchObject({
      actor: { role: "kiosk" },
      view: "dep=vialidad&late=1",
      // The server holds it to what the view shows; the page could ask for anything.
      department: "vialidad",
    });
    expect((await issue({ department: "limpia" })).code).toBe("invalid-input");
    const report = await fetch(`${city.url}/api/reports?open=1`, { headers: { cookie: pair } });
    expect(report.status).toBe(403);
    await ask("DELETE", `kiosks/${kiosk.id}`);
    expect(await snapshotBy(pair)).toBe(401);
    expect((await open(kiosk.token)).body.code).toBe("credential-ended");
  });

  test("an expired link opens nothing, and the cookie of one that expires ends with it", async () => {
    const kiosk = await issue({ expiresInDays: 2 });
    expect((await open(kiosk.token)).headers.get("set-cookie")).toMatch(/Max-Age=17279\d$/);
    ahead = 2 * DAY + 1000;
    expect((await open(kiosk.token)).body.code).toBe("credential-ended");
    ahead = 0;
  });

  test("no other token becomes a wall's cookie", async () => {
    const key = (await ask("POST", "keys", { name: "k", scopes: ["report.list"], expiresInDays: 1 })).body;
    const { invitation } = await add();
    const forged = `cua_kiosk_${"A".repeat(43)}`;
    for (const token of [key.token, (invitation as { token: string }).token, city.token, forged, "x"])
      expect((await open(token)).body.code).toBe("credential-ended");
    expect((await open("")).body.code).toBe("invalid-input");
    expect((await open(["x"])).body.code).toBe("invalid-input");
  });

  test("the list shows the view and the department", async () => {
    const { id } = await issue({ department: "vialidad" });
    expect((await list("kiosks")).find((kiosk) => kiosk.id === id)).toMatchObject({
      name: "Sala de crisis",
      view: "dep=vialidad&late=1",
      department: "vialidad",
      audience: "ops",
      expiresAt: null,
    });
  });

  test.each(["", "?dep=a", "view=-100.36,25.65,12.5&svc=bache.fuga", "sel=b:bacheo-1", "theme=dark"])(
    "%s is a view",
    (view) => expect(KioskView.safeParse(view).success).toBe(true),
  );
  test.each([
    "https://elsewhere.example",
    "dep=a#token",
    "dep=<script>",
    "dep",
    "=x",
    "dep=a&&late=1",
    'dep="a"',
    `dep=${"a".repeat(1000)}`,
  ])("%s is none", async (view) => {
    const { code, errors } = await issue({ view });
    expect([code, (errors as { field: string }[])[0]?.field]).toEqual(["invalid-input", "view"]);
  });
  test.each([
    ["an unknown department", { department: "naves" }, "department"],
    ["another audience", { audience: "field" }, "audience"],
    ["no name", { name: " " }, "name"],
  ])("%s is refused", async (_, wrong, field) => {
    const { code, errors } = await issue(wrong);
    expect([code, (errors as { field: string }[])[0]?.field]).toEqual(["invalid-input", field]);
  });
});

describe("devices", () => {
  const issue = async (brigade: string) =>
    (await ask("POST", "devices", { brigade, name: "Teléfono 3" })).body;
  const send = (token: unknown, brigade: string) =>
    city.send(
      "POST",
      "/api/ingest/batch",
      { positions: [{ brigade, at: new Date().toISOString(), ...place }] },
      showing(token),
    );

  test("one sends for its brigade until it is ended, and is listed with it", async () => {
    const device = await issue("bacheo-1");
    expect((await send(device.token, "bacheo-1")).status).toBe(200);
    const brigades = (await list("devices?brigade=bacheo-1")).map(({ brigade }) => brigade);
    expect(new Set(brigades)).toEqual(new Set(["bacheo-1"]));
    expect(await list("devices?brigade=nobody")).toEqual([]);
    await ask("DELETE", `devices/${device.id}`);
    expect((await send(device.token, "bacheo-1")).body.code).toBe("credential-ended");
  });

  test("a brigade that there is not has none", async () => {
    expect((await issue("naves")).code).toBe("unknown-brigade");
  });

  const tool = (args: string[], env: Record<string, string>) => startTool("device", args, env).ended;

  test("npm run device gives one its tracker number, and says in one line when that is taken", async () => {
    const key = (await ask("POST", "keys", { name: "taller", scopes: ["device.manage"], expiresInDays: 1 }))
      .body;
    const args = [
      "add",
      "--brigade",
      "bacheo-1",
      "--name",
      "GPS 8",
      "--tracker-id",
      "861",
      "--url",
      city.url,
    ];
    const first = await tool(args, { CUADRILLA_KEY: String(key.token) });
    expect([first.how, first.err]).toEqual([0, ""]);
    expect((await list("devices")).find(({ name }) => name === "GPS 8")?.trackerId).toBe("861");
    const second = await tool(args, { CUADRILLA_KEY: String(key.token) });
    expect(second.how).toBe(2);
    expect(second.err).toContain("trackerId: must not be taken by another device, is 861\n");
  });

  test("npm run device adds one with a key of that scope, and prints its token alone", async () => {
    const scopes = ["device.manage"];
    const key = (await ask("POST", "keys", { name: "inventario", scopes, expiresInDays: 1 })).body;
    const args = ["add", "--brigade", "bacheo-1", "--name", "GPS 7", "--url", city.url];
    const { how, out, err } = await tool(args, { CUADRILLA_KEY: String(key.token) });
    expect([how, err]).toEqual([0, ""]);
    expect(out).toMatch(/^cua_device_[\w-]{43}\n$/);
    expect((await send(out.trim(), "bacheo-1")).status).toBe(200);
    const listed = (await list("devices")).find(({ name }) => name === "GPS 7");
    expect(listed?.createdBy).toBe(`integration:${key.id}`);
  });

  test("npm run device needs no name, and in the demo no key: it asks as the demo's administrator and signs out again", async () => {
    await openDemoPeople(city.ctx);
    const { how, out, err } = await tool(["add", "--brigade", "bacheo-2", "--url", city.url], {});
    expect([how, err]).toEqual([0, ""]);
    expect((await send(out.trim(), "bacheo-2")).status).toBe(200);
    const [listed] = await list("devices?brigade=bacheo-2");
    expect(listed?.name).toBe("bacheo-2");
    const sessions = await city.ctx.db.query(
      `SELECT 1 FROM credentials JOIN people p ON p.id = person_id
        WHERE kind = 'session' AND revoked_at IS NULL AND p.email = 'administrator@demo.example'`,
    );
    expect(sessions).toEqual([]);
    await admitDemoPeople(city.ctx, false);
    admin = await city.as("administrator", { name: "Beatriz" });
  });

  test.each([
    ["no key", {}, ["add", "--brigade", "bacheo-1", "--name", "x"], "CUADRILLA_KEY"],
    [
      "a key that opens nothing",
      { CUADRILLA_KEY: "cua_key_x" },
      ["add", "--brigade", "bacheo-1", "--name", "x"],
      "has ended or was never valid",
    ],
    ["no brigade", { CUADRILLA_KEY: "k" }, ["add", "--name", "x"], "--brigade CODE"],
    ["another command", { CUADRILLA_KEY: "k" }, ["remove"], "unknown command remove"],
  ])("npm run device refuses %s in one line", async (_, env, args, said) => {
    const { how, err } = await tool(args[0] === "add" ? [...args, "--url", city.url] : args, env);
    expect(how).toBe(2);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain(said);
  });

  test.each([
    ["with a key", { CUADRILLA_KEY: "k" }],
    ["without one", {}],
  ])("npm run device says, %s, that no server is where it asked", async (_, env) => {
    const url = "http://127.0.0.1:9";
    const { how, err } = await tool(["add", "--brigade", "bacheo-1", "--url", url], env);
    expect(how).toBe(2);
    expect(err).toContain(`no server at ${url} (set PORT or --url)`);
  });
});

test("whatever an administrator does is in the audit, with from where and to what, and without a name", async () => {
  const wanted = fields({ name: "Nombre Privado" });
  const person = (await ask("POST", "people", wanted)).body.id;
  await ask("PUT", `people/${person}`, { ...wanted, role: "planner", version: 1 });
  await ask("POST", `people/${person}/invitation`, {});
  await ask("DELETE", `people/${person}/sessions`);
  const issue = async (kind: string, body: object) =>
    (await ask("POST", kind, { name: "Nombre Privado", ...body })).body.id;
  const key = await issue("keys", { scopes: ["report.list"], expiresInDays: 1 });
  await ask("DELETE", `keys/${key}`);
  const kiosk = await issue("kiosks", { view: "" });
  await ask("DELETE", `kiosks/${kiosk}`);
  const device = await issue("devices", { brigade: "bacheo-1" });
  await ask("DELETE", `devices/${device}`);
  const { version, content } = (await ask("GET", "city/reasons")).body;
  await ask("PUT", "city/reasons", { version, content });
  await ask("DELETE", `city/reasons?version=${Number(version) + 1}`);
  const { body } = await ask("GET", "audit?limit=13");
  const lines = (body.lines as Record<string, unknown>[]).reverse();
  const told = lines.map(({ action, target, detail }) => [action, target, (detail as { did: string }).did]);
  expect(told).toEqual([
    ["person.manage", person, "add"],
    ["person.manage", person, "invite"],
    ["person.manage", person, "change"],
    ["person.manage", person, "invite"],
    ["person.manage", person, "end sessions"],
    ["key.manage", key, "issue"],
    ["key.manage", key, "revoke"],
    ["kiosk.manage", kiosk, "issue"],
    ["kiosk.manage", kiosk, "revoke"],
    ["device.manage", device, "issue"],
    ["device.manage", device, "revoke"],
    ["city.manage", "reasons", "change"],
    ["city.manage", "reasons", "back to file"],
  ]);
  // One for each door that changes something here, and one more: who is added is invited.
  const doors = routes.filter(({ method, needs }) => method !== "get" && told.some(([a]) => a === needs));
  expect(told).toHaveLength(doors.length + 1);
  for (const line of lines)
    expect(line).toMatchObject({
      actor: { role: "administrator" },
      actorName: "Beatriz",
      outcome: "done",
      address: expect.stringMatching(/127\.0\.0\.1/),
    });
  // A name is looked up for whoever reads, and goes with its person; what is kept for ever has none.
  expect(lines[0]?.targetName).toBe("Nombre Privado");
  const kept = await city.ctx.db.query("SELECT * FROM audit");
  expect(JSON.stringify(kept)).not.toMatch(/Privado|@example/);
});
