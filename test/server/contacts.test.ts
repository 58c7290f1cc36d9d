/** Who reported something: sealed at rest, read by few and never unseen, found and erased at their request. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Contact } from "#contract/commands";
import { Erased, HeldData } from "#contract/privacy";
import type { Database } from "#server/db/database";
import { expectConsistent, tablesWith } from "#test/support/consistency";
import { TestCity, testSecret } from "#test/support/living-city";
import { testDatabase } from "#test/support/test-database";

let city: TestCity;
let admin: Record<string, string>;
beforeAll(async () => {
  city = await TestCity.start();
  admin = await city.as("administrator");
});
afterAll(() => city.stop());

const ask = (path: string, body: object, headers = admin) =>
  city.send("POST", `/api/admin/privacy/${path}`, body, headers);
const contactOf = (folio: string, headers = {}) =>
  city.send("GET", `/api/reports/${folio}/contact`, undefined, headers);
const auditOf = (folio: string) =>
  city.ctx.db.query<{ action: string; target: string | null; text: string }>(
    "SELECT action, target, a::text AS text FROM audit a WHERE folio = $1 ORDER BY id",
    [folio],
  );

describe("a contact", () => {
  const contact = { name: "Ana María", email: "Ana.Maria@Example.org", phone: "+52 81 8400 4400" };

  test("is read by those who may call back, and each reading is audited, without what was read", async () => {
    const { folio } = await city.report({ contact });
    expect((await contactOf(folio)).body).toEqual({ contact });
    const lines = await auditOf(folio);
    expect(lines.map(({ action }) => action)).toEqual(["report.create", "contact.read"]);
    for (const { text } of lines) expect(text).not.toMatch(/Ana|8400/);
  });

  test("is none where none was left, and that was audited too", async () => {
    const { folio } = await city.report();
    expect((await contactOf(folio)).body).toEqual({ contact: null });
    expect((await auditOf(folio)).at(-1)?.action).toBe("contact.read");
  });

  test("is put right when its owner asks for it, and found by what is right from then on", async () => {
    const { folio } = await city.report({ contact: { email: "wrong@example.org" } });
    const put = (body: object) => city.send("PUT", `/api/reports/${folio}/contact`, body);
    expect((await put({ email: "right@example.org" })).status).toBe(204);
    expect((await contactOf(folio)).body).toEqual({ contact: { email: "right@example.org" } });
    expect((await ask("find", { email: "right@example.org" })).body).toEqual({ folios: [folio] });
    expect((await ask("find", { email: "wrong@example.org" })).body).toEqual({ folios: [] });
    expect((await put({ email: "no address" })).body.code).toBe("invalid-input");
    expect((await put({})).body.code).toBe("invalid-input");
    await expectConsistent(city);
  });

  test("of another department's report is not there for a department's supervisor", async () => {
    const { services, departments } = city.ctx.rules.city;
    const [mine, other] = departments.map(({ code }) => code);
    const service = services.find(({ department }) => department === other)?.code;
    const { folio } = await city.report({ service, contact });
    const headers = await city.as("supervisor", { department: mine ?? "" });
    expect((await contactOf(folio, headers)).body.code).toBe("not-found");
    const put = await city.send("PUT", `/api/reports/${folio}/contact`, { name: "x" }, headers);
    expect(put.body.code).toBe("not-found");
    expect((await contactOf(folio)).body).toEqual({ contact });
  });

  test("that was moved to another report's row does not open there", async () => {
    const [one, two] = [await city.report({ contact }), await city.report({ contact: { name: "Luis" } })];
    const [id, other] = [await city.idOf(one.folio), await city.idOf(two.folio)];
    const [row] = await city.ctx.db.query<{ sealed: Buffer }>(
      "SELECT sealed FROM contacts WHERE report_id = $1",
      [other],
    );
    expect(() => city.ctx.contacts.open(id, row?.sealed ?? Buffer.alloc(0))).toThrow("changed, or belongs");
  });
});

describe("a citizen who asks about their data", () => {
  const email = "rosa.quiroga@example.org";
  const text = "El hoyo frente a mi casa";

  test("is found by e-mail or telephone, however it is written, and by folio", async () => {
    const one = await city.report({ contact: { email, phone: "81 8123 4567" } });
    const two = await city.report({ contact: { phone: "+52 (81) 8123-4567" } });
    const find = async (whose: object) => (await ask("find", whose)).body.folios;
    expect(await find({ email: email.toUpperCase() })).toEqual([one.folio]);
    expect(await find({ phone: "8181234567" })).toEqual([one.folio, two.folio]);
    expect(await find({ folio: two.folio })).toEqual([two.folio]);
    expect(await find({ email: "nobody@example.org" })).toEqual([]);
  });

  test.each([{}, { email, folio: "22222-22222" }, { name: "Rosa" }, { email: "rosa" }, { phone: "12" }])(
    "is asked for by exactly one thing that may be known: %j is refused",
    async (whose) => {
      for (const path of ["find", "export"]) expect((await ask(path, whose)).body.code).toBe("invalid-input");
    },
  );

  test("gets all that is held of them in one document, without the names of those who worked on it", async () => {
    const contact = { name: "Julia", email: "julia@example.org" };
    const first = await city.report({ contact, description: text });
    await city.move("close-report", first, { outcome: "resolved", reason: city.reason("resolve") });
    await city.report({ contact: { email: "someone.else@example.org" } });
    const { body } = await ask("export", { email: "julia@example.org" });
    const held = HeldData.parse(body);
    expect(held.reports).toMatchObject([
      {
        folio: first.folio,
        description: text,
        contact,
        status: "closed",
        photos: [],
        timeline: [
          { what: "received", by: "operator" },
          { what: "closed", by: "operator" },
        ],
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/Ana|someone/);
    expect((await auditOf(first.folio)).at(-1)).toMatchObject({ action: "privacy.manage", target: "export" });
  });

  test("is erased, text and all if they wish, while the log stays as it was; and again without effect", async () => {
    const contact = { name: "Erasmo Olvido", email: "olvido@example.org" };
    const text = "vive en la casa azul";
    const report = await city.report({ contact, description: text });
    const { db } = city.ctx;
    const log = () => db.query("SELECT seq, md5(e::text) AS hash FROM events e ORDER BY seq");
    const before = await log();
    const erase = async (descriptions: boolean) => {
      const answer = await ask("erase", { folio: report.folio, descriptions, photos: true });
      return Erased.parse(answer.body);
    };
    expect(await erase(false)).toEqual({ reports: 1, contacts: 1, descriptions: 0, notes: 0, photos: 0 });
    expect(await tablesWith(db, "casa azul")).toEqual(["reports"]);
    expect(await erase(true)).toEqual({ reports: 1, contacts: 0, descriptions: 1, notes: 0, photos: 0 });
    expect(await erase(true)).toEqual({ reports: 1, contacts: 0, descriptions: 0, notes: 0, photos: 0 });
    expect(await tablesWith(db, "casa azul")).toEqual([]);
    expect((await ask("find", { email: contact.email })).body).toEqual({ folios: [] });
    expect((await contactOf(report.folio)).body).toEqual({ contact: null });
    expect(await log()).toEqual(before);
    await expectConsistent(city);
    const targets = (await auditOf(report.folio)).map(({ target }) => target);
    expect(targets).toEqual([null, "erase", "erase", "erase", null]);
  });

  test("appears nowhere in the audit, whatever was looked for", async () => {
    await ask("find", { email: "rastro-unico@example.org" });
    await ask("erase", { phone: "81 7777 6666", descriptions: true, photos: true });
    for (const trace of ["rastro-unico", "7777 6666", "8177776666", "olvido", "Olvido"])
      expect(await tablesWith(city.ctx.db, trace)).toEqual([]);
  });
});

describe("the key of the contacts", () => {
  const contact: Contact = { name: "Irma", email: "irma@example.org", phone: "81 1111 2222" };
  const newKey = "another key, by which it is sealed from now on";

  async function living<T>(
    database: Database,
    secrets: string[],
    work: (city: TestCity) => Promise<T>,
  ): Promise<T> {
    const running = await TestCity.start({ database, secrets });
    try {
      return await work(running);
    } finally {
      await running.stop();
    }
  }

  test("when it is another one, is refused at the start in one line; named as an old one it still opens", async () => {
    const database = await testDatabase();
    try {
      const { folio } = await living(database, [testSecret], (old) => old.report({ contact }));
      await expect(living(database, [newKey], async () => "served")).rejects.toThrow(
        /^SECRET_KEY: is not the key by which this database's contacts were sealed; set that one, or name it in OLD_SECRET_KEYS$/,
      );
      const read = async (later: TestCity) => {
        expect((await later.send("GET", `/api/reports/${folio}/contact`)).body).toEqual({ contact });
        const headers = await later.as("administrator");
        for (const whose of [{ email: contact.email }, { phone: contact.phone }]) {
          const { body } = await later.send("POST", "/api/admin/privacy/find", whose, headers);
          expect(body).toEqual({ folios: [folio] });
        }
      };
      await living(database, [newKey, testSecret], read);
      // All was sealed anew at that start, so the old key has done its service.
      await living(database, [newKey], read);
    } finally {
      await database.close();
    }
  });

  test("seals what an earlier version kept in the clear, at the first start that has it", async () => {
    const database = await testDatabase();
    try {
      const { folio, id } = await living(database, [testSecret], async (first) => {
        const made = await first.report();
        return { folio: made.folio, id: await first.idOf(made.folio) };
      });
      await database.query(
        "CREATE TABLE contacts_plain (report_id bigint PRIMARY KEY, name text, email text, phone text)",
      );
      await database.query("INSERT INTO contacts_plain VALUES ($1, 'Irma', 'irma@example.org', NULL)", [id]);
      for (let start = 0; start < 2; start++)
        await living(database, [testSecret], async (later) => {
          const { body } = await later.send("GET", `/api/reports/${folio}/contact`);
          expect(body).toEqual({ contact: { name: "Irma", email: "irma@example.org" } });
        });
      expect(await tablesWith(database, "irma")).toEqual([]);
      expect(await database.query("SELECT to_regclass('contacts_plain') AS there")).toEqual([
        { there: null },
      ]);
    } finally {
      await database.close();
    }
  });
});
