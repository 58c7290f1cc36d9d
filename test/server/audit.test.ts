import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditPage } from "#contract/audit";
import { audit } from "#server/audit/audit";
import { cellOf } from "#server/audit/audit-csv";
import { hashPassword } from "#server/identity/password";
import { addPerson } from "#server/identity/save-person";
import { tablesWith } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start();
});
afterAll(() => city.stop());

interface Row {
  actor_role: string;
  actor_id: string;
  credential: string | null;
  address: string | null;
  action: string;
  outcome: string;
  folio: string | null;
}

function rowsOf(folio: string): Promise<Row[]> {
  return city.ctx.db.query<Row>("SELECT * FROM audit WHERE folio = $1 ORDER BY id", [folio]);
}

describe("the audit of commands", () => {
  test("says who did what to which report, from where, by which credential", async () => {
    const { folio, version } = await city.report();
    const brigade = city.ctx.rules.city.brigades[0]?.code;
    const headers = await city.as("supervisor");
    await city.send("POST", "/api/commands/assign-report", { folio, version, brigade }, headers);
    const rows = await rowsOf(folio);
    expect(rows.map(({ actor_role, action, outcome }) => [actor_role, action, outcome])).toEqual([
      ["operator", "report.create", "done"],
      ["supervisor", "report.assign", "done"],
    ]);
    for (const { address, credential } of rows) {
      expect(address).toMatch(/127\.0\.0\.1/);
      expect(credential).not.toBeNull();
    }
  });

  test("keeps no address of a citizen", async () => {
    const service = city.ctx.rules.city.services[0]?.code;
    const made = await city.send("POST", "/api/reports", { service, ...place }, { authorization: "" });
    expect(await rowsOf(String(made.body.folio))).toMatchObject([
      { actor_role: "anonymous", action: "report.create", address: null, credential: null },
    ]);
  });

  test("has one line for a command that was sent twice, and none for one that was refused", async () => {
    const { folio, version } = await city.report();
    const brigade = city.ctx.rules.city.brigades[0]?.code;
    const assign = (by: number, key: string) =>
      city.send(
        "POST",
        "/api/commands/assign-report",
        { folio, version: by, brigade },
        { "idempotency-key": key },
      );
    expect((await assign(version, "audited-once")).status).toBe(200);
    expect((await assign(version, "audited-once")).status).toBe(200);
    expect((await assign(version, "comes-too-late")).status).toBe(409);
    expect((await rowsOf(folio)).map(({ action }) => action)).toEqual(["report.create", "report.assign"]);
  });
});

test("the audit of sign-ins says who came in, how and from where, and who did not, without what they typed", async () => {
  const actor = { role: "system", id: "test" } as const;
  const email = "entrada@example.org";
  const password = "a long enough password";
  const { id } = await addPerson(
    city.ctx,
    actor,
    { name: "Elena", email, role: "operator", department: null, brigade: null, active: true },
    await hashPassword(password),
  );
  const signIn = (typed: object) => city.send("POST", "/api/sign-in", typed, { authorization: "" });
  expect((await signIn({ email, password: "not that, my-typed-marker" })).status).toBe(401);
  expect((await signIn({ email: "typed-marker@example.org", password })).status).toBe(401);
  const answer = await signIn({ email, password });
  expect(answer.status).toBe(204);
  const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const mine = { authorization: "", cookie, origin: city.url };
  const change = { old: password, new: "another long enough one" };
  expect((await city.send("PUT", "/api/me/password", change, mine)).status).toBe(204);
  expect((await city.send("POST", "/api/sign-out", {}, mine)).status).toBe(204);
  const lines = await city.ctx.db.query<Row & { target: string | null; detail: object | null }>(
    `SELECT * FROM audit WHERE action <> 'person.manage' AND actor_role <> 'system'
        AND (actor_id = $1 OR target = $1 OR (action = 'sign-in' AND target IS NULL)) ORDER BY id`,
    [id],
  );
  expect(
    lines.map(({ action, outcome, actor_role, target }) => [action, outcome, actor_role, target]),
  ).toEqual([
    ["sign-in", "refused", "anonymous", id],
    ["sign-in", "refused", "anonymous", null],
    ["sign-in", "done", "operator", null],
    ["password", "done", "operator", null],
    ["sign-out", "done", "operator", null],
  ]);
  for (const { address } of lines) expect(address).toContain("127.0.0.1");
  for (const marker of ["typed-marker", "long enough"])
    expect(await tablesWith(city.ctx.db, marker)).toEqual([]);
});

test("what the audit holds can neither be changed nor removed, one by one or all at once", async () => {
  const { db } = city.ctx;
  const actor = { role: "operator", id: "x" } as const;
  await db.transaction((tx) =>
    audit(tx, { actor, credential: null, address: null, action: "sign-in", outcome: "refused" }),
  );
  const before = await db.query("SELECT * FROM audit ORDER BY id");
  for (const sql of ["UPDATE audit SET actor_id = 'somebody else'", "DELETE FROM audit", "TRUNCATE audit"])
    await expect(db.query(sql)).rejects.toThrow("table audit: rows are only ever added");
  expect(await db.query("SELECT * FROM audit ORDER BY id")).toEqual(before);
});

describe("whoever may look over everybody's shoulder", () => {
  const search = async (query: string) => {
    const { status, body } = await city.send("GET", `/api/admin/audit?${query}`);
    expect([status, body]).toEqual([200, expect.anything()]);
    return AuditPage.parse(body);
  };

  test("searches by report, person, role, action and time, with the names of people and keys", async () => {
    const report = await city.report();
    const { headers, person } = await somebody("Carla");
    const brigade = city.ctx.rules.city.brigades[0]?.code;
    const { folio, version } = report;
    await city.send("POST", "/api/commands/assign-report", { folio, version, brigade }, headers);
    await city.send("GET", `/api/brigades/${brigade}/trail?minutes=5`, undefined, headers);

    const ofReport = await search(`folio=${folio}`);
    expect(ofReport.lines.map(({ action, actorName }) => [action, actorName])).toEqual([
      ["report.assign", "Carla"],
      ["report.create", "Ana"],
    ]);
    const ofPerson = await search(`actor=${person}`);
    expect(ofPerson.lines).toMatchObject([
      { action: "position.history", target: brigade, detail: { minutes: 5 } },
      { action: "report.assign", folio },
    ]);
    expect((await search(`actor=supervisor&action=report.assign&folio=${folio}`)).lines.length).toBe(1);
    expect((await search("actor=planner")).lines).toEqual([]);
    const at = ofReport.lines[1]?.at ?? 0;
    const iso = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
    expect((await search(`folio=${folio}&from=${iso(at)}&to=${iso(at + 1)}`)).lines.at(-1)?.at).toBe(at);
    expect((await search(`folio=${folio}&to=${iso(at)}`)).lines).toEqual([]);
    expect((await search("to=2001-01-01")).lines).toEqual([]);
  });

  test("turns the pages, and meets each line once though others are added meanwhile", async () => {
    const { folio } = await city.report();
    for (let i = 0; i < 5; i++) await city.send("GET", `/api/reports/${folio}/contact`);
    const all = (await search(`folio=${folio}`)).lines.map(({ id }) => id);
    const met: number[] = [];
    let next: number | null = Number.MAX_SAFE_INTEGER;
    while (next !== null) {
      const page: AuditPage = await search(`folio=${folio}&limit=2&before=${next}`);
      met.push(...page.lines.map(({ id }) => id));
      next = page.next;
      await city.send("GET", `/api/reports/${folio}/contact`);
    }
    expect(met).toEqual(all);
    expect(met).toEqual([...met].sort((a, b) => b - a));
  });

  test.each(["from=yesterday", "limit=0", "limit=501", "before=-1", "folio=x", "order=asc", "actor="])(
    "is told what is wrong with a search such as %s",
    async (query) => {
      expect((await city.send("GET", `/api/admin/audit?${query}`)).body.code).toBe("invalid-input");
    },
  );

  test("takes it away as CSV that no spreadsheet runs, and that is audited itself", async () => {
    const { folio } = await city.report();
    const { headers } = await somebody('=HYPERLINK("http://evil.example","x")');
    await city.send("GET", `/api/reports/${folio}/contact`, undefined, headers);
    const response = await fetch(`${city.url}/api/admin/audit.csv?folio=${folio}`, {
      headers: { authorization: `Bearer ${city.admin}` },
    });
    expect(response.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(response.headers.get("content-disposition")).toContain("audit.csv");
    const rows: string[][] = parseCsv(await response.text(), { bom: true });
    expect(rows[0]).toEqual(
      "id,at,role,actor,name,credential,address,action,outcome,folio,target,detail".split(","),
    );
    expect(rows.slice(1).map((row) => [row[4], row[7], row[9]])).toEqual([
      [`'=HYPERLINK("http://evil.example","x")`, "contact.read", folio],
      ["Ana", "report.create", folio],
    ]);
    const exported = await search("action=audit.read");
    expect(exported.lines[0]).toMatchObject({ target: "export", detail: { folio } });
  });

  test("sees who reached for what they may not, but no end of strangers who did", async () => {
    const { headers, person } = await somebody("Curious");
    expect((await city.send("GET", "/api/admin/audit", undefined, headers)).status).toBe(403);
    expect((await city.send("GET", "/api/admin/audit", undefined, { authorization: "" })).status).toBe(401);
    expect((await search(`actor=${person}`)).lines).toMatchObject([
      { action: "audit.read", outcome: "refused", actorName: "Curious" },
    ]);
    expect((await search("actor=anonymous&action=audit.read")).lines).toEqual([]);
  });

  async function somebody(name: string) {
    const headers = await city.as("supervisor", { name });
    const { body } = await city.send("GET", "/api/me", undefined, headers);
    return { headers, person: String((body.actor as { id: string }).id) };
  }
});

test.each([
  ["=1+1", "'=1+1"],
  ["+52 81", "'+52 81"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  [" =1", "' =1"],
  ["\t=1", "'\t=1"],
  ['=a"b,c', `'=a"b,c`],
  ["plain", "plain"],
  ["a,b", "a,b"],
  ['say "hi"', 'say "hi"'],
  ["line\nline", "line\nline"],
])("a cell %j of CSV is read as the text %j and never run", (value, read) => {
  expect(parseCsv(`${cellOf(value)},x\r\n`)).toEqual([[read, "x"]]);
});
