import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandAnswer } from "#contract/commands";
import { folioOf, numberOfFolio } from "#domain/folio";
import type { Database } from "#server/db/database";
import { createReport } from "#server/reports/create-report";
import { expectConsistent, rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { testDatabase } from "#test/support/test-database";

let database: Database;
let city: TestCity;
/** A second server on the same database. */
let other: TestCity;
let brigades: string[];
let service: string;
beforeAll(async () => {
  database = await testDatabase();
  city = await TestCity.start({ database });
  other = await TestCity.start({ database });
  brigades = city.ctx.rules.city.brigades.map(({ code }) => code);
  service = city.ctx.rules.city.services[0]?.code ?? "";
});
afterAll(async () => {
  await Promise.all([city.stop(), other.stop()]);
  await database.close();
});

let keys = 0;
const newKey = () => `test-key-${++keys}`;
const key = (value: string, more: Record<string, string> = {}) => ({ "idempotency-key": value, ...more });
const brigade = (i = 0) => brigades[i % brigades.length] ?? "";

function command(name: string, body: object, headers: Record<string, string> = {}) {
  return city.send("POST", `/api/commands/${name}`, body, headers);
}
async function eventsOf(folio: string): Promise<string[]> {
  const rows = await city.ctx.db.query<{ kind: string }>(
    "SELECT e.kind FROM events e JOIN reports r ON r.id = e.report_id WHERE r.folio = $1 ORDER BY seq",
    [folio],
  );
  return rows.map(({ kind }) => kind);
}

describe("CM1 a command names the version that its sender saw", () => {
  test("and against another one is refused with the state that is", async () => {
    const first = await city.report();
    const { folio } = first;
    await city.move("assign-report", first, { brigade: brigade(3) });
    for (const version of [1, 3, 2_147_483_647]) {
      const { status, body } = await command("start-work", { folio, version });
      expect([status, body.code]).toEqual([409, "stale-version"]);
      expect(body.current).toEqual({
        folio,
        version: 2,
        status: "assigned",
        brigade: city.ctx.brigades.get(brigade(3))?.id,
        dueAt: first.dueAt,
        service,
      });
    }
    expect(await eventsOf(folio)).toEqual(["report.received", "report.assigned"]);
  });

  test("so of twenty who move a report at once exactly one does, and the others are told by whom they were beaten", async () => {
    const { folio, version } = await city.report();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => command("assign-report", { folio, version, brigade: brigade(i) })),
    );
    const won = answers.flatMap(({ status }, i) => (status === 200 ? [i] : []));
    expect(won).toHaveLength(1);
    const winner = city.ctx.brigades.get(brigade(won[0]))?.id;
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect([status, body.code]).toEqual([409, "stale-version"]);
      expect(body.current).toMatchObject({ version: 2, status: "assigned", brigade: winner });
    }
    expect(await eventsOf(folio)).toEqual(["report.received", "report.assigned"]);
  });

  test("and one that does not fit the state is refused with it too", async () => {
    const report = await city.report();
    const { status, body } = await command("reopen-report", {
      folio: report.folio,
      version: 1,
      reason: city.reason("reopen"),
    });
    expect([status, body.code]).toEqual([409, "move-not-allowed"]);
    expect(body.current).toMatchObject({ folio: report.folio, version: 1, status: "received" });
  });
});

describe("CM3 a command that is repeated under its key", () => {
  test("has one effect and the same answer: a report", async () => {
    const headers = key(newKey());
    const body = { service, ...place, description: "once" };
    const before = await rowCounts(city.ctx.db);
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await city.send("POST", "/api/reports", body, headers));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map((answer) => answer.body)).toEqual(Array(3).fill(answers[0]?.body));
    CommandAnswer.parse(answers[0]?.body);
    const after = await rowCounts(city.ctx.db);
    expect(after).toMatchObject({ reports: Number(before.reports) + 1, events: Number(before.events) + 1 });
  });

  test("has one effect and the same answer when all twenty come at once", async () => {
    const headers = key(newKey());
    const before = await rowCounts(city.ctx.db);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => city.send("POST", "/api/reports", { service, ...place }, headers)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const after = await rowCounts(city.ctx.db);
    expect(after).toMatchObject({
      reports: Number(before.reports) + 1,
      events: Number(before.events) + 1,
      receipts: Number(before.receipts) + 1,
    });
  });

  test("is answered as it was then, whatever happened since", async () => {
    let report = await city.report();
    const { folio } = report;
    const headers = key(newKey());
    const assign = { folio, version: 1, brigade: brigade() };
    const first = await command("assign-report", assign, headers);
    report = await city.move("start-travel", CommandAnswer.parse(first.body));
    await city.move("start-work", report);
    expect(await command("assign-report", assign, headers)).toMatchObject({ status: 200, body: first.body });
    expect(await eventsOf(folio)).toHaveLength(4);
  });

  test("of twenty moves at once, moves once", async () => {
    const { folio, version } = await city.report();
    const headers = key(newKey());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        command("assign-report", { folio, version, brigade: brigade() }, headers),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await eventsOf(folio)).toEqual(["report.received", "report.assigned"]);
  });

  test("is refused when it is another command by now", async () => {
    const { folio, version } = await city.report();
    const headers = key(newKey());
    const first = await command("assign-report", { folio, version, brigade: brigade() }, headers);
    expect(first.status).toBe(200);
    for (const [name, body] of [
      ["assign-report", { folio, version, brigade: brigade(1) }],
      ["assign-report", { folio, version: 2, brigade: brigade() }],
      ["start-travel", { folio, version: 2 }],
    ] as const)
      expect(await command(name, body, headers)).toMatchObject({
        status: 422,
        body: { code: "idempotency-key-reused" },
      });
    expect(await city.send("POST", "/api/reports", { service, ...place }, headers)).toMatchObject({
      status: 422,
    });
    expect(await eventsOf(folio)).toEqual(["report.received", "report.assigned"]);
  });

  test("is refused to all but one when several commands come under it at once", async () => {
    const headers = key(newKey());
    const before = await rowCounts(city.ctx.db);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        city.send("POST", "/api/reports", { service, ...place, description: `${i}` }, headers),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(11).fill(422)]);
    expect(await rowCounts(city.ctx.db)).toMatchObject({ reports: Number(before.reports) + 1 });
  });

  test("is another's when another actor says it", async () => {
    const value = newKey();
    const both = [await city.as("operator"), await city.as("operator")];
    const [ana, luis] = await Promise.all(
      both.map((headers) => city.send("POST", "/api/reports", { service, ...place }, key(value, headers))),
    );
    expect([ana?.status, luis?.status]).toEqual([201, 201]);
    expect(ana?.body.folio).not.toBe(luis?.body.folio);
  });

  test("was not done when it was refused, so it may succeed under the same key later", async () => {
    const report = await city.report();
    const { folio } = report;
    const headers = key(newKey());
    const start = { folio, version: 2 };
    expect((await command("start-work", start, headers)).status).toBe(409);
    await city.move("assign-report", report, { brigade: brigade() });
    expect((await command("start-work", start, headers)).status).toBe(200);
    expect((await command("start-work", start, headers)).status).toBe(200);
  });
});

describe("CM4 a command that is refused", () => {
  test("changes nothing, whatever it is refused for", async () => {
    const { folio, version } = await city.report();
    const before = await rowCounts(city.ctx.db);
    const target = { folio, version };
    const resolve = city.reason("resolve");
    const duplicate = { outcome: "duplicate", reason: city.reason("duplicate") };
    const refused: [string, object, number, string][] = [
      ["assign-report", { ...target, brigade: "nobody" }, 422, "unknown-brigade"],
      ["assign-report", { ...target, brigade: "__proto__" }, 422, "unknown-brigade"],
      ["close-report", { ...target, outcome: "resolved", reason: "no-such-reason" }, 422, "unknown-reason"],
      ["close-report", { ...target, outcome: "rejected", reason: resolve }, 422, "unknown-reason"],
      ["close-report", { ...target, ...duplicate }, 422, "reason-needed"],
      ["close-report", { ...target, ...duplicate, duplicateOf: folio }, 400, "invalid-input"],
      ["close-report", { ...target, ...duplicate, duplicateOf: "22222-22222" }, 422, "unknown-report"],
      [
        "close-report",
        { ...target, outcome: "resolved", reason: resolve, duplicateOf: folio },
        400,
        "invalid-input",
      ],
      ["start-travel", target, 409, "move-not-allowed"],
      ["start-travel", { folio: "22222-22222", version: 1 }, 404, "not-found"],
    ];
    for (const [name, body, status, code] of refused)
      expect(await command(name, body), JSON.stringify(body)).toMatchObject({
        status,
        body: { status, code },
      });
    expect(await rowCounts(city.ctx.db)).toEqual(before);
  });

  test("does not touch those that share its transaction", async () => {
    const reports = await Promise.all(Array.from({ length: 10 }, () => city.report()));
    // Sent in one turn of the event loop, so that they wait for the log together.
    const answers = await Promise.all(
      reports.flatMap(({ folio, version }, i) => [
        command("assign-report", { folio, version, brigade: brigade(i) }),
        command("assign-report", { folio, version: 7, brigade: brigade(i) }),
        command("assign-report", { folio: "22222-22222", version, brigade: brigade(i) }),
        city.send("POST", "/api/reports", { service, ...place }),
      ]),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill([200, 409, 404, 201]).flat());
    for (const { folio } of reports)
      expect(await eventsOf(folio)).toEqual(["report.received", "report.assigned"]);
  });
});

describe("two servers on one database", () => {
  test("CM1 let exactly one of those win who move a report at once", async () => {
    for (let round = 0; round < 5; round++) {
      const { folio, version } = await city.report();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          (i % 2 ? city : other).send("POST", "/api/commands/assign-report", {
            folio,
            version,
            brigade: brigade(i),
          }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(409)]);
      expect(await eventsOf(folio)).toEqual(["report.received", "report.assigned"]);
    }
  });

  test("CM3 do once what comes to both under one key, and answer the same", async () => {
    for (let round = 0; round < 5; round++) {
      const headers = key(newKey(), { authorization: `Bearer ${city.token}` });
      const before = await rowCounts(database);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          (i % 2 ? city : other).send("POST", "/api/reports", { service, ...place }, headers),
        ),
      );
      expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(201);
      expect(await rowCounts(database)).toMatchObject({ reports: Number(before.reports) + 1 });
    }
  });
});

test("a duplicate is closed as one of a report that exists, and its card says of which", async () => {
  const [original, report] = [await city.report(), await city.report()];
  await city.move("close-report", report, {
    outcome: "duplicate",
    reason: city.reason("duplicate"),
    duplicateOf: original.folio,
  });
  const card = await city.send("GET", `/api/reports/${report.folio}`);
  expect(card.body).toMatchObject({
    duplicateOf: original.folio,
    report: { status: "closed", outcome: "duplicate" },
  });
});

test("an event says who did it, and when", async () => {
  const headers = await city.as("operator", { name: "Luis" });
  const intake = await city.as("integration", { name: "Chatbot" });
  const { body } = await city.send("POST", "/api/reports", { service, ...place }, intake);
  await command("assign-report", { folio: body.folio, version: 1, brigade: brigade() }, headers);
  const card = await city.send("GET", `/api/reports/${body.folio}`);
  expect(card.body.timeline).toMatchObject([
    { kind: "received", actor: { role: "integration" }, actorName: "Chatbot" },
    { kind: "assigned", actor: { role: "operator" }, actorName: "Luis", brigade: brigade() },
  ]);
});

test("the place in the log that a command answers holds its event", async () => {
  const { folio, cursor } = await city.report();
  const [event] = await city.ctx.db.query<{ folio: string; kind: string }>(
    "SELECT kind, body->'report'->>'folio' AS folio FROM events WHERE seq = $1",
    [cursor],
  );
  expect(event).toEqual({ folio, kind: "report.received" });
});

test("a folio that is taken already is not given again", async () => {
  const taken = await city.report();
  const number = numberOfFolio(taken.folio) ?? 0;
  const free = number === 0 ? 1 : number - 1;
  const drawn = [number, free];
  const ctx = { ...city.ctx, randomBelow: () => drawn.shift() ?? 0 };
  const answer = await createReport(ctx, { role: "operator", id: "test" }, { service, ...place });
  expect(answer.folio).toBe(folioOf(free));
});

test("after all of this rows, log, receipts and snapshot tell one story", () => expectConsistent(city));
