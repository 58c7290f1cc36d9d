import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Colleague } from "#test/support/colleague";
import { rowCounts } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import { driver, testDatabase } from "#test/support/test-database";

/** Long enough that nothing ends by itself unless a test wants it to. */
const patient = { presenceEveryMs: 20, presenceGraceMs: 60_000, presenceIdleMs: 60_000 };
let city: TestCity;
const pages: Colleague[] = [];
beforeAll(async () => {
  city = await TestCity.start({
    gateway: patient,
    limits: { messages: { asks: 60, byKey: 60, seconds: 60 } },
  });
});
afterAll(async () => {
  for (const page of pages) page.close();
  await city.stop();
});

async function open(
  name: string,
  { role = "operator", department, at = city, tab }: Opening = {},
): Promise<Colleague> {
  const token = await tokenOf(city.ctx, role, { name, ...(department !== undefined && { department }) });
  return opened(await Colleague.open(at.url, bearer(token), tab));
}
interface Opening {
  role?: "operator" | "supervisor" | "planner" | "administrator" | "kiosk" | "brigade" | "integration";
  department?: string;
  at?: TestCity;
  tab?: string;
}

function opened(page: Colleague): Colleague {
  pages.push(page);
  return page;
}

test("PR1 PR3 who looks at a report is shown to colleagues, and written nowhere", async () => {
  const { folio } = await city.report();
  const [ana, beto, late] = [
    await open("Ana"),
    await open("Beto"),
    bearer(await tokenOf(city.ctx, "operator")),
  ];
  const before = await rowCounts(city.ctx.db);
  const answer = await ana.say("look", { folio });
  expect(answer).toMatchObject({ ok: true });
  await beto.sees(folio, ["Ana"]);
  const session = "session" in answer ? answer.session : "";
  expect(beto.list).toContainEqual({
    session,
    name: "Ana",
    folio,
    since: expect.any(Number),
    claimed: false,
  });
  await opened(await Colleague.open(city.url, late)).sees(folio, ["Ana"]);
  await ana.say("look", { folio: null });
  await beto.sees(folio, []);
  expect(await rowCounts(city.ctx.db)).toEqual(before);
});

describe("PR4 of two who claim a report", () => {
  test("the first has it, and the second is told whose it is, and may take it over", async () => {
    const { folio } = await city.report();
    const [ana, beto] = [await open("Ana"), await open("Beto")];
    expect(await ana.say("claim", { folio })).toMatchObject({ ok: true });
    expect(await ana.say("claim", { folio })).toMatchObject({ ok: true });
    expect(await beto.say("claim", { folio })).toMatchObject({
      ok: false,
      held: { name: "Ana", claimed: true },
    });
    await beto.sees(folio, ["Ana*"]);
    expect(await beto.say("claim", { folio, takeOver: true })).toMatchObject({ ok: true });
    await ana.until(() => ana.lost.length > 0, "being told");
    expect(ana.lost).toMatchObject([{ folio, by: { name: "Beto" } }]);
    await ana.sees(folio, ["Beto*"]);
    await beto.say("release", { folio });
    await ana.sees(folio, []);
  });

  test("one has it when both ask in the same moment", async () => {
    const { folio } = await city.report();
    const [ana, beto] = [await open("Ana"), await open("Beto")];
    const answers = await Promise.all([ana.say("claim", { folio }), beto.say("claim", { folio })]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  test("neither is kept from moving it: a move is decided by its version", async () => {
    const report = await city.report();
    const ana = await open("Ana");
    await ana.say("claim", { folio: report.folio });
    await city.move("close-report", report, { outcome: "rejected", reason: city.reason("reject") });
  });

  test("a second page of the same person just goes on with it", async () => {
    const { folio } = await city.report();
    const headers = bearer(await tokenOf(city.ctx, "operator", { name: "Ana" }));
    const [one, two] = [
      opened(await Colleague.open(city.url, headers)),
      opened(await Colleague.open(city.url, headers)),
    ];
    await one.say("claim", { folio });
    expect(await two.say("claim", { folio })).toMatchObject({ ok: true });
    await one.sees(folio, ["Ana*"]);
  });
});

describe("PR2 nobody is told of a report that is none of theirs", () => {
  test("a department is told of its own, and a forged or a foreign folio is not found", async () => {
    const [mine, other] = city.ctx.rules.city.departments.map(({ code }) => code);
    const serviceOf = (code: string | undefined) =>
      city.ctx.rules.city.services.find(({ department }) => department === code)?.code;
    const own = await city.report({ service: serviceOf(mine) });
    const foreign = await city.report({ service: serviceOf(other) });
    const boss = await open("Jefa", { role: "administrator" });
    const held = await open("Diego", { ...(mine !== undefined && { department: mine }) });
    await boss.say("look", { folio: foreign.folio });
    await boss.say("claim", { folio: own.folio });
    await held.sees(own.folio, ["Jefa*"]);
    expect(held.list?.every(({ folio }) => folio !== foreign.folio)).toBe(true);
    for (const folio of [foreign.folio, "22222-22222"])
      for (const name of ["look", "claim"] as const)
        expect(await held.say(name, { folio })).toMatchObject({ ok: false, problem: { code: "not-found" } });
    for (const folio of ["x", 7, { $ne: null }])
      expect(await held.say("look", { folio })).toMatchObject({ problem: { code: "invalid-input" } });
    await held.say("look", { folio: own.folio });
    await boss.sees(own.folio, ["Diego", "Jefa*"]);
  });

  test("nor is whoever may not assign told anything at all, even when they ask", async () => {
    const { folio } = await city.report();
    const ana = await open("Ana");
    await ana.say("claim", { folio });
    for (const role of ["planner", "kiosk", "brigade", "integration"] as const) {
      const other = await open("Otro", { role });
      expect(await other.say("look", { folio })).toMatchObject({ problem: { code: "forbidden" } });
      await city.move("reopen-report", await closed(), { reason: city.reason("reopen") });
      expect(other.told).toBe(0);
    }
  });
});

async function closed() {
  const close = { outcome: "rejected", reason: city.reason("reject") };
  return city.move("close-report", await city.report(), close);
}

test("PR4 a page that was cut off is itself again when it comes back", async () => {
  const { folio } = await city.report();
  const headers = bearer(await tokenOf(city.ctx, "operator", { name: "Ana" }));
  const beto = await open("Beto");
  const first = opened(await Colleague.open(city.url, headers, "tab-number-one"));
  const said = await first.say("claim", { folio });
  await beto.sees(folio, ["Ana*"]);
  const before = beto.told;
  first.close();
  const again = opened(await Colleague.open(city.url, headers, "tab-number-one"));
  expect(await again.say("claim", { folio })).toEqual(said);
  expect(await beto.say("claim", { folio })).toMatchObject({ ok: false, held: { name: "Ana" } });
  expect(beto.told).toBe(before);
});

test("PR4 a page that stays away or says nothing is at nothing any more, and after a restart nobody is", async () => {
  const database = await testDatabase();
  const hasty = { ...patient, presenceGraceMs: 200, presenceIdleMs: 400 };
  const before = await TestCity.start({ database, gateway: hasty });
  const headers = bearer(await tokenOf(before.ctx, "operator", { name: "Ana" }));
  const { folio } = await before.report();
  const beto = opened(await Colleague.open(before.url, bearer(before.token)));
  const silent = opened(await Colleague.open(before.url, headers));
  await silent.say("claim", { folio });
  await beto.sees(folio, ["Ana*"]);
  await beto.sees(folio, []);
  const away = opened(await Colleague.open(before.url, headers, "tab-number-one"));
  await away.say("claim", { folio });
  away.close();
  await beto.sees(folio, []);
  await beto.say("claim", { folio });
  await before.stop();
  await beto.until(() => beto.isCutOff, "the end of the connection");
  const after = await TestCity.start({ database, gateway: patient });
  try {
    const again = opened(await Colleague.open(after.url, headers, "tab-number-one"));
    await again.until(() => again.list !== undefined, "a list");
    expect(again.list).toEqual([]);
    expect(await again.say("claim", { folio })).toMatchObject({ ok: true });
    await again.sees(folio, ["Ana*"]);
  } finally {
    await after.stop();
    await database.close();
  }
});

test("PR3 a flood is told in few lists, and whoever floods is cut off", async () => {
  const { folio } = await city.report();
  const [ana, beto] = [await open("Ana"), await open("Beto")];
  await beto.until(() => beto.list !== undefined, "a list");
  const before = beto.told;
  for (let i = 0; i < 500; i++) ana.shout("look", { folio: i % 2 === 0 ? folio : null });
  await ana.until(() => ana.isCutOff, "being cut off");
  await beto.say("look", { folio });
  await beto.until(() => beto.at(folio).includes("Beto"), "the list after the flood");
  expect(beto.told - before).toBeLessThan(60);
});

// Several servers share one PostgreSQL and one Redis; the embedded parts belong to one process.
if (driver === "postgres")
  describe("PR5 with two servers", () => {
    let one: TestCity;
    let two: TestCity;
    let database: Awaited<ReturnType<typeof testDatabase>>;
    beforeAll(async () => {
      database = await testDatabase();
      const options = { database, gateway: patient, redisUrl: process.env.TEST_REDIS_URL ?? "" };
      [one, two] = [await TestCity.start(options), await TestCity.start(options)];
    });
    afterAll(async () => {
      await one.stop();
      await two.stop();
      await database.close();
    });

    test("colleagues see each other across them, and a claim has one holder", async () => {
      const { folio } = await one.report();
      const headers = async (name: string) => bearer(await tokenOf(one.ctx, "operator", { name }));
      const ana = opened(await Colleague.open(one.url, await headers("Ana")));
      const beto = opened(await Colleague.open(two.url, await headers("Beto")));
      await ana.say("claim", { folio });
      await beto.sees(folio, ["Ana*"]);
      expect(await beto.say("claim", { folio })).toMatchObject({ ok: false, held: { name: "Ana" } });
      expect(await beto.say("claim", { folio, takeOver: true })).toMatchObject({ ok: true });
      await ana.until(() => ana.lost.length > 0, "being told");
      await ana.sees(folio, ["Beto*"]);
    });

    test("one of two claims of the same moment remains", async () => {
      const { folio } = await one.report();
      const headers = async (name: string) => bearer(await tokenOf(one.ctx, "operator", { name }));
      const ana = opened(await Colleague.open(one.url, await headers("Ana")));
      const beto = opened(await Colleague.open(two.url, await headers("Beto")));
      await Promise.all([ana.say("claim", { folio }), beto.say("claim", { folio })]);
      // Each sees its own claim first; which of the two remains is the same to both in the end.
      const agree = () => {
        const [hers, his] = [ana, beto].map((page) => page.at(folio).filter((name) => name.endsWith("*")));
        return hers?.length === 1 && his?.length === 1 && hers[0] === his[0];
      };
      await expect.poll(agree, { timeout: 20_000 }).toBe(true);
    });
  });
