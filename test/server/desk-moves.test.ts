/** Moves that put right, merge, take apart and give back, over HTTP and down to the rows. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ReportCard } from "#contract/card";
import { BulkAnswer, type CommandAnswer } from "#contract/commands";
import { UNDO_ALLOWED_MS } from "#domain/undo";
import { metresBetween } from "#geo/far";
import { cellsOf } from "#geo/hexagon";
import type { Database } from "#server/db/database";
import { expectConsistent, rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { testDatabase } from "#test/support/test-database";
import { archiveClosed } from "#workers/archive-closed";
import { sweepSla } from "#workers/sweep-sla";

const HOUR = 3_600_000;
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };

let database: Database;
let city: TestCity;
/** A second server on the same database. */
let other: TestCity;
beforeAll(async () => {
  database = await testDatabase();
  city = await TestCity.start({ database, clock });
  other = await TestCity.start({ database, clock });
});
afterAll(async () => {
  await Promise.all([city.stop(), other.stop()]);
  await database.close();
});

function command(name: string, body: object, headers: Record<string, string> = {}) {
  return city.send("POST", `/api/commands/${name}`, body, headers);
}
async function cardOf(folio: string, headers: Record<string, string> = {}): Promise<ReportCard> {
  const { status, body } = await city.send("GET", `/api/reports/${folio}`, undefined, headers);
  expect([status, body]).toEqual([200, expect.anything()]);
  return ReportCard.parse(body);
}
async function rowOf(folio: string) {
  const [row] = await database.query<Record<string, unknown>>(
    `SELECT service, sector, cell_7, cell_8, cell_9, late_reason, duplicate_of, merged_into, archived
       FROM reports WHERE folio = $1`,
    [folio],
  );
  return row;
}
const nobody = { authorization: "" };
const merge = (report: CommandAnswer, into: CommandAnswer) =>
  city.move("merge-report", report, { into: into.folio });

describe("a correction", () => {
  test("CM5 changes service, place, sector and cells of the row, and the due date from the beginning of the promise", async () => {
    const report = await city.report({ service: "bache" });
    const { report: before } = await cardOf(report.folio);
    const there = { lon: -100.3583, lat: 25.6567 };
    clock.ahead += HOUR;
    const answer = await city.move("correct-report", report, { service: "fuga-agua", ...there });
    expect(answer.dueAt).toBe(new Date(before.receivedAt + 8 * HOUR).toISOString());
    expect(await rowOf(report.folio)).toMatchObject({
      service: "fuga-agua",
      sector: city.ctx.rules.sectorOf(there.lon, there.lat),
      ...Object.fromEntries(
        Object.entries(cellsOf(there.lon, there.lat)).map(([name, cell]) => [
          name.replace("cell", "cell_"),
          Number(cell),
        ]),
      ),
    });
    const card = await cardOf(report.folio);
    expect(card.report).toMatchObject({ ...there, service: "fuga-agua", promisedAt: before.promisedAt });
    expect(card.timeline.at(-1)).toMatchObject({
      kind: "corrected",
      actorName: "Ana",
      correction: {
        service: { from: "bache", to: "fuga-agua" },
        metres: Math.round(metresBetween(before, there)),
        queued: false,
      },
    });
    await expectConsistent(city);
  });

  test("says on the timeline what it changed, and nothing of what it left; of another department's service not the name", async () => {
    const report = await city.report({ service: "escombro" });
    const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
    const there = { lon: -100.3583, lat: 25.6567 };
    const placed = await city.move("correct-report", assigned, there);
    await city.move("correct-report", placed, { service: "bache" });
    const latest = async (headers?: Record<string, string>) =>
      (await cardOf(report.folio, headers)).timeline.slice(-2).map(({ correction }) => correction);
    const moved = { service: null, metres: expect.any(Number), queued: false };
    const changed = { service: { from: "escombro", to: "bache" }, metres: null, queued: true };
    expect(await latest()).toEqual([moved, changed]);
    expect(await latest(await city.as("supervisor", { department: "vialidad" }))).toEqual([
      moved,
      { ...changed, service: { from: null, to: "bache" } },
    ]);
    expect(await latest(nobody)).toEqual([null, null]);
  });

  test("AU6 takes a report from one department's wall to another's, and a brigade's stop with it", async () => {
    const walls = {
      limpia: await city.wall((await tokenOf(city.ctx, "supervisor", { department: "limpia" })) ?? null),
      vialidad: await city.wall((await tokenOf(city.ctx, "supervisor", { department: "vialidad" })) ?? null),
      brigade: await city.wall((await tokenOf(city.ctx, "brigade", { brigade: "limpia-1" })) ?? null),
    };
    const report = await city.report({ service: "escombro" });
    const id = await city.idOf(report.folio);
    const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
    const corrected = await city.move("correct-report", assigned, { service: "bache" });
    expect(corrected.status).toBe("received");
    for (const wall of Object.values(walls)) await wall.reached(corrected.cursor);
    expect(walls.limpia.kindsOf(id)).toEqual(["report.received", "report.assigned", "report.gone"]);
    expect(walls.vialidad.kindsOf(id)).toEqual(["report.entered"]);
    expect(walls.brigade.kindsOf(id)).toEqual(["report.entered", "report.gone"]);
    expect(walls.vialidad.city.reports.get(id)).toMatchObject({
      service: "bache",
      brigade: null,
      version: 3,
    });
    for (const wall of Object.values(walls)) wall.drop();
  });

  test("that took a report out of somebody's reach can still be taken back by them", async () => {
    const headers = await city.as("supervisor", { department: "limpia" });
    const report = await city.report({ service: "escombro" });
    const { folio } = report;
    await command("correct-report", { folio, version: 1, service: "bache" }, headers);
    const foreign = await city.as("supervisor", { department: "limpia" });
    const undo = (version: number, who: Record<string, string>) =>
      command("undo-move", { folio, version }, who);
    expect((await undo(2, foreign)).body.code).toBe("not-found");
    expect((await undo(2, headers)).status).toBe(200);
    expect(await cardOf(folio, headers)).toMatchObject({ report: { service: "escombro", version: 3 } });
  });

  test("is refused by the name of the field", async () => {
    const { folio, version } = await city.report({ service: "bache" });
    const before = await rowCounts(database);
    const refused: [object, number, string, string][] = [
      [{}, 400, "invalid-input", "service"],
      [{ lon: place.lon }, 400, "invalid-input", "lon"],
      [{ service: "bache" }, 400, "invalid-input", "service"],
      [{ service: "__proto__" }, 422, "unknown-service", "service"],
      [{ lon: 0, lat: 0 }, 422, "outside-city", "lon, lat"],
    ];
    for (const [more, status, code, field] of refused) {
      const { status: got, body } = await command("correct-report", { folio, version, ...more });
      expect([got, body.code, String(body.detail).split(":")[0]]).toEqual([status, code, field]);
    }
    expect(await rowCounts(database)).toEqual(before);
  });
});

test("a report that is put back is nobody's, and leaves the brigade's phone", async () => {
  const report = await city.report();
  const wall = await city.wall((await tokenOf(city.ctx, "brigade", { brigade: "limpia-1" })) ?? null);
  const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
  const started = await city.move("start-work", assigned);
  const back = await city.move("put-back-report", started);
  await wall.reached(back.cursor);
  expect(back.status).toBe("received");
  expect(wall.kindsOf(await city.idOf(report.folio)).at(-1)).toBe("report.gone");
  const { report: now, timeline } = await cardOf(report.folio);
  expect(now).toMatchObject({ status: "received", brigade: null });
  expect(timeline.at(-1)).toMatchObject({ kind: "put-back" });
  wall.drop();
});

describe("CM6 merging", () => {
  test("keeps both citizens informed: each card says of the other, and the merged one follows how it goes on", async () => {
    const [survivor, first, second] = [await city.report(), await city.report(), await city.report()];
    await merge(first, survivor);
    await merge(second, survivor);
    const into = await cardOf(survivor.folio, nobody);
    expect(into.mergedFrom.map(({ folio }) => folio)).toEqual([first.folio, second.folio]);
    const started = await city.move(
      "start-work",
      await city.move("assign-report", survivor, { brigade: "limpia-1" }),
    );
    for (const headers of [nobody, {}]) {
      const card = await cardOf(first.folio, headers);
      expect(card).toMatchObject({
        mergedInto: survivor.folio,
        report: { status: "closed", outcome: "duplicate" },
        follows: { folio: survivor.folio, status: "in-progress", version: started.version },
      });
    }
    expect((await cardOf(first.folio)).timeline.at(-1)).toMatchObject({
      kind: "merged",
      into: survivor.folio,
    });
    expect((await cardOf(first.folio, nobody)).timeline.at(-1)).toMatchObject({ kind: "merged", into: null });
  });

  test("of one that others were merged into leads on to the end of the chain", async () => {
    const [a, b, c] = [await city.report(), await city.report(), await city.report()];
    await merge(a, b);
    await merge(b, c);
    expect(await cardOf(a.folio, nobody)).toMatchObject({ mergedInto: c.folio, follows: { folio: c.folio } });
    expect(await cardOf(a.folio)).toMatchObject({ mergedInto: b.folio, follows: { folio: c.folio } });
    const circle = await command("merge-report", { folio: c.folio, version: 1, into: a.folio });
    expect([circle.status, circle.body.detail]).toEqual([
      400,
      expect.stringContaining(`${b.folio} goes on for it`),
    ]);
  });

  test("AU4 says nothing in public of a report that does not exist there", async () => {
    const [hidden, shown] = [await city.report({ service: "ruido" }), await city.report()];
    await merge(shown, hidden);
    const { status, body } = await city.send("GET", `/api/reports/${shown.folio}`, undefined, nobody);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain(hidden.folio);
    const reverse = [await city.report({ service: "ruido" }), await city.report()] as const;
    await merge(...reverse);
    expect((await cardOf(reverse[1].folio, nobody)).mergedFrom).toEqual([]);
    expect((await cardOf(reverse[1].folio)).mergedFrom).toMatchObject([{ folio: reverse[0].folio }]);
  });

  test("AU8 tells a department nothing of reports that are another's, and lets none be found by naming it", async () => {
    const headers = await city.as("supervisor", { department: "limpia" });
    const [theirs, foreign] = [
      await city.report({ service: "escombro" }),
      await city.report({ service: "bache" }),
    ];
    const merged = await merge(theirs, foreign);
    expect(await cardOf(theirs.folio)).toMatchObject({ mergedInto: foreign.folio });
    const card = await cardOf(theirs.folio, headers);
    expect(card).toMatchObject({ mergedInto: null, duplicateOf: null, follows: null });
    expect(JSON.stringify(card)).not.toContain(foreign.folio);
    await city.move("unmerge-report", merged);
    await merge(foreign, theirs);
    expect((await cardOf(theirs.folio)).mergedFrom).toHaveLength(1);
    expect((await cardOf(theirs.folio, headers)).mergedFrom).toEqual([]);
    const hidden = await city.report({ service: "ruido" });
    const naming = async (duplicateOf: string) => {
      const body = { folio: theirs.folio, version: 3, outcome: "duplicate", duplicateOf };
      const answer = await command("close-report", { ...body, reason: city.reason("duplicate") }, headers);
      return [answer.status, answer.body.code];
    };
    expect(await naming(hidden.folio)).toEqual([422, "unknown-report"]);
    expect(await naming("22222-22222")).toEqual([422, "unknown-report"]);
    const own = await city.report({ service: "escombro" });
    expect((await naming(own.folio))[0]).toBe(200);
  });

  test("is refused into itself, into nothing, and into what is beyond the mover's reach", async () => {
    const report = await city.report({ service: "escombro" });
    const foreign = await city.report({ service: "bache" });
    const headers = await city.as("supervisor", { department: "limpia" });
    const { folio, version } = report;
    const into = async (other: string) => {
      const { body } = await command("merge-report", { folio, version, into: other }, headers);
      return [body.code, String(body.detail).split(":")[0]];
    };
    expect(await into(folio)).toEqual(["invalid-input", "into"]);
    expect(await into("22222-22222")).toEqual(["unknown-report", "into"]);
    expect(await into("22222-22223")).toEqual(["invalid-input", "into"]);
    expect(await into(foreign.folio)).toEqual(["unknown-report", "into"]);
  });

  test("closes no circle when taking apart is taken back after the other was merged, also in one request", async () => {
    const [a, b] = [await city.report(), await city.report()];
    const apart = await city.move("unmerge-report", await merge(a, b));
    const done = await city.send("POST", "/api/commands/bulk", {
      commands: [
        { name: "merge-report", folio: b.folio, version: 1, into: a.folio },
        { name: "undo-move", folio: a.folio, version: apart.version },
      ],
    });
    expect(done.body.results).toMatchObject([{ ok: true }, { problem: { code: "move-not-allowed" } }]);
    const undo = await command("undo-move", { folio: a.folio, version: apart.version });
    expect([undo.status, undo.body.code]).toEqual([409, "move-not-allowed"]);
    expect((await rowOf(a.folio))?.merged_into).toBeNull();
    const [c, d] = [await city.report(), await city.report()];
    const again = await city.move("unmerge-report", await merge(c, d));
    await city.move("undo-move", again);
    expect((await rowOf(c.folio))?.merged_into).toBe(d.folio);
  });

  test("two into each other at once, on two servers, leaves one of them to go on", async () => {
    for (let round = 0; round < 4; round++) {
      const [a, b] = [await city.report(), await city.report()];
      const send = (on: TestCity, report: CommandAnswer, into: CommandAnswer) =>
        on.send(
          "POST",
          "/api/commands/merge-report",
          { folio: report.folio, version: 1, into: into.folio },
          {
            authorization: `Bearer ${city.token}`,
          },
        );
      const servers = round % 2 ? [city, other] : [city, city];
      const answers = await Promise.all(servers.map((on, i) => (i ? send(on, a, b) : send(on, b, a))));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    }
    await expectConsistent(city);
  });

  test("taken apart gives back the standing of before, whatever the clock and the archive have done meanwhile", async () => {
    const [report, into] = [await city.report(), await city.report()];
    const started = await city.move(
      "start-work",
      await city.move("assign-report", report, { brigade: "limpia-2" }),
    );
    const { report: before } = await cardOf(report.folio);
    await merge(started, into);
    clock.ahead += 26 * HOUR;
    await archiveClosed.run(city.ctx);
    expect(await rowOf(report.folio)).toMatchObject({ archived: true, merged_into: into.folio });
    const apart = await city.move("unmerge-report", { folio: report.folio, version: 5 });
    const card = await cardOf(report.folio);
    expect(card).toMatchObject({
      report: { ...before, version: 6 },
      archived: false,
      mergedInto: null,
      follows: null,
      duplicateOf: null,
    });
    expect(apart.dueAt).toBe(started.dueAt);
    expect((await cardOf(into.folio)).mergedFrom).toEqual([]);
    await sweepSla.run(city.ctx);
    await expectConsistent(city);
  });
});

describe("CM7 taking the latest move back", () => {
  test("restores the row, and all that is kept beside the live part", async () => {
    const [report, original] = [await city.report(), await city.report()];
    const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
    const before = await rowOf(report.folio);
    const closed = await city.move("close-report", assigned, {
      outcome: "duplicate",
      reason: city.reason("duplicate"),
      duplicateOf: original.folio,
    });
    expect(await rowOf(report.folio)).toMatchObject({ duplicate_of: original.folio });
    const undone = await city.move("undo-move", closed);
    expect([undone.version, undone.status]).toEqual([4, "assigned"]);
    expect(await rowOf(report.folio)).toEqual(before);
    const card = await cardOf(report.folio);
    expect(card.report).toMatchObject({
      brigade: city.ctx.brigades.get("limpia-1")?.id,
      closedAt: null,
      outcome: null,
    });
    expect(card.timeline.at(-1)).toMatchObject({ kind: "undone", undid: "closed" });
    await expectConsistent(city);
  });

  test("is refused to others, later than the server's clock allows, and twice", async () => {
    const report = await city.report();
    const { folio } = report;
    const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
    const undo = async (version: number, headers = {}) => {
      const { status, body } = await command("undo-move", { folio, version }, headers);
      return status === 200 ? 200 : [status, body.code];
    };
    expect(await undo(2, await city.as("operator"))).toEqual([403, "undo-not-yours"]);
    expect(await undo(1)).toEqual([409, "stale-version"]);
    clock.ahead += UNDO_ALLOWED_MS + 1_000;
    expect(await undo(2)).toEqual([409, "undo-too-late"]);
    const again = await city.move("assign-report", assigned, { brigade: "limpia-2" });
    expect(await undo(again.version)).toBe(200);
    expect(await undo(again.version)).toEqual([409, "stale-version"]);
    expect(await undo(again.version + 1)).toEqual([409, "move-not-allowed"]);
    expect((await cardOf(folio)).report).toMatchObject({ brigade: city.ctx.brigades.get("limpia-1")?.id });
  });

  test("of what a brigade did on its phone works for its member, and for none of another brigade", async () => {
    const headers = await city.as("brigade", { brigade: "limpia-1" });
    const { folio } = await city.move("assign-report", await city.report(), { brigade: "limpia-1" });
    expect((await command("start-work", { folio, version: 2 }, headers)).status).toBe(200);
    const foreign = await city.as("brigade", { brigade: "limpia-2" });
    expect((await command("undo-move", { folio, version: 3 }, foreign)).body.code).toBe("not-found");
    expect((await command("undo-move", { folio, version: 3 }, headers)).body).toMatchObject({
      status: "assigned",
    });
  });
});

describe("many commands at once", () => {
  const bulk = async (commands: object[], headers: Record<string, string> = {}) => {
    const { status, body } = await city.send("POST", "/api/commands/bulk", { commands }, headers);
    expect([status, body]).toEqual([200, expect.anything()]);
    return BulkAnswer.parse(body).results.map((each) => (each.ok ? each.answer.status : each.problem.code));
  };
  const assign = ({ folio, version }: CommandAnswer, more = {}) => ({
    name: "assign-report",
    folio,
    version,
    brigade: "limpia-1",
    ...more,
  });

  test("CM8 are each done or refused on their own, and answered in their order", async () => {
    const [a, b, c] = [await city.report(), await city.report(), await city.report()];
    expect(
      await bulk([
        assign(a),
        assign(b, { version: 9 }),
        { ...assign(c), folio: "22222-22222" },
        { name: "start-travel", folio: a.folio, version: 2 },
        { name: "note-report", folio: c.folio, text: "Junto al kiosco", visibility: "internal" },
        { name: "merge-report", folio: b.folio, version: 1, into: c.folio },
      ]),
    ).toEqual(["assigned", "stale-version", "not-found", "en-route", "received", "closed"]);
  });

  test("CM8 are each asked about by their own permission, and audited", async () => {
    const [a, b] = [await city.report(), await city.report()];
    const key = await city.as("integration", { scopes: ["report.assign"] });
    const closing = {
      name: "close-report",
      folio: b.folio,
      version: 1,
      outcome: "resolved",
      reason: city.reason("resolve"),
    };
    expect(await bulk([closing, assign(a)], key)).toEqual(["forbidden", "assigned"]);
    const lines = await database.query<{ action: string; outcome: string }>(
      "SELECT action, outcome FROM audit WHERE folio = ANY ($1) AND actor_role = 'integration' ORDER BY folio = $2 DESC",
      [[a.folio, b.folio], a.folio],
    );
    expect(lines).toEqual([
      { action: "report.assign", outcome: "done" },
      { action: "report.close", outcome: "refused" },
    ]);
  });

  test("CM3 CM8 repeated under their key have one effect and the same answers", async () => {
    const reports = [await city.report(), await city.report()];
    const headers = { "idempotency-key": "many-at-once-1" };
    const send = () =>
      city.send("POST", "/api/commands/bulk", { commands: reports.map((each) => assign(each)) }, headers);
    const first = await send();
    const before = await rowCounts(database);
    expect((await send()).body).toEqual(first.body);
    expect(await rowCounts(database)).toEqual(before);
  });

  test("CM8 are refused together when one has a wrong form, naming its place, and when they are too many", async () => {
    const report = await city.report();
    const before = await rowCounts(database);
    const refused = async (commands: object[]) => {
      const { status, body } = await city.send("POST", "/api/commands/bulk", { commands });
      return [status, body.code, String(body.detail).split(":")[0]];
    };
    expect(await refused([assign(report), assign(report, { version: 0 })])).toEqual([
      400,
      "invalid-input",
      "commands.1.version",
    ]);
    expect(await refused([{ name: "bulk", commands: [] }])).toEqual([
      400,
      "invalid-input",
      "commands.0.name",
    ]);
    expect(await refused([assign(report, { colour: "red" })])).toEqual([400, "invalid-input", "commands.0"]);
    expect(await refused(Array.from({ length: 201 }, () => assign(report)))).toEqual([
      400,
      "invalid-input",
      "commands",
    ]);
    expect(await refused([])).toEqual([400, "invalid-input", "commands"]);
    expect(await rowCounts(database)).toEqual(before);
  });

  test("CM8 two hundred of them go through one commit", async () => {
    const report = await city.report();
    const notes = Array.from({ length: 200 }, (_, i) => ({
      name: "note-report",
      folio: report.folio,
      text: `Nota ${i}`,
      visibility: "internal",
    }));
    let commits = 0;
    const stop = city.ctx.lane.onCommitted(() => commits++);
    expect(new Set(await bulk(notes))).toEqual(new Set(["received"]));
    stop();
    expect(commits).toBe(1);
    const { notes: kept, report: now } = await cardOf(report.folio);
    expect(kept.map(({ text }) => text)).toEqual(notes.map(({ text }) => text));
    expect(now.version).toBe(201);
  });
});

test("after all of this rows, log, receipts and snapshot tell one story", () => expectConsistent(city));
