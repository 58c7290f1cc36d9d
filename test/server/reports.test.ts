import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ReportCard } from "#contract/card";
import { mix } from "#domain/digest";
import { mixedSql } from "#server/live/read-digest";
import { expectConsistent, rowCounts, tablesWith } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { anyId, anyVersion } from "../domain/any-report.ts";

const HOUR = 3_600_000;
/** A place in Wellington's files; its office calendar has a break at noon. */
const place = { lon: 174.7787, lat: -41.2924 };
/** Friday, 16:00 in Wellington's summer; the Friday after it is Waitangi Day. */
const FRIDAY = Date.parse("2026-01-30T16:00:00+13:00");
const clock = { at: FRIDAY, now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ city: "test/cities/wellington", clock });
});
beforeEach(() => {
  clock.at = FRIDAY;
});
afterAll(() => city.stop());

const report = (service: string, more: object = {}) => city.report({ service, ...place, ...more });
async function cardOf(folio: string): Promise<ReportCard> {
  const { status, body } = await city.send("GET", `/api/reports/${folio}`);
  expect(status).toBe(200);
  return ReportCard.parse(body);
}

describe("a report is due", () => {
  test("when its service's hours have passed on the city's working calendar", async () => {
    // 1 h on Friday, 8.5 h on each of four days, a holiday, and 5 h on Monday with half an hour for lunch in them.
    expect((await report("pothole")).dueAt).toBe("2026-02-09T00:30:00.000Z");
  });

  test("at the same hour later when its service's clock never stops", async () => {
    expect((await report("water-leak")).dueAt).toBe(new Date(FRIDAY + 6 * HOUR).toISOString());
  });

  test("when the calendar says so, though daylight saving ends meanwhile", async () => {
    clock.at = Date.parse("2026-04-03T16:00:00+13:00"); // Good Friday; clocks go back on Sunday, Monday is a holiday.
    expect((await report("missed-rubbish")).dueAt).toBe(new Date("2026-04-08T16:00:00+12:00").toISOString());
  });

  test("anew when it is reopened, counted from then", async () => {
    const first = await report("water-leak");
    clock.at += HOUR;
    const closed = await city.move("close-report", first, { outcome: "resolved", reason: "done" });
    expect(closed.dueAt).toBe(first.dueAt);
    clock.at += 100 * HOUR;
    const reopened = await city.move("reopen-report", closed, { reason: "still-there" });
    expect(reopened.dueAt).toBe(new Date(clock.at + 6 * HOUR).toISOString());
    const { report: now } = await cardOf(first.folio);
    expect(now).toMatchObject({ receivedAt: FRIDAY, promisedAt: clock.at, dueAt: clock.at + 6 * HOUR });
  });
});

describe("a report that is closed after it was due", () => {
  test("needs a reason for being late, and keeps it", async () => {
    const { folio, version } = await report("water-leak");
    clock.at += 6 * HOUR + 1;
    const closing = { folio, version, outcome: "resolved", reason: "done" };
    const refused = await city.send("POST", "/api/commands/close-report", closing);
    expect([refused.status, refused.body.code]).toEqual([422, "reason-needed"]);
    const wrong = await city.send("POST", "/api/commands/close-report", { ...closing, lateReason: "done" });
    expect([wrong.status, wrong.body.code]).toEqual([422, "unknown-reason"]);
    await city.move("close-report", { folio, version }, { ...closing, lateReason: "weather" });
    const { timeline } = await cardOf(folio);
    expect(timeline.at(-1)).toMatchObject({
      kind: "closed",
      reason: "done",
      lateReason: "weather",
      at: clock.at,
    });
    expect(await city.ctx.db.query("SELECT late_reason FROM reports WHERE folio = $1", [folio])).toEqual([
      { late_reason: "weather" },
    ]);
  });
});

describe("a report from where the city is not responsible", () => {
  test("is refused with the reason, and nothing is kept of it", async () => {
    const before = await rowCounts(city.ctx.db);
    for (const elsewhere of [
      { lon: 0, lat: 0 },
      { lon: 174.7787, lat: 41.2924 },
      { lon: -41.2924, lat: 90 },
      { lon: 174.87, lat: -41.2924 },
      { lon: 180, lat: -90 },
    ]) {
      const { status, body } = await city.send("POST", "/api/reports", { service: "pothole", ...elsewhere });
      expect([status, body.code]).toEqual([422, "outside-city"]);
      expect(body.detail).toMatch(/outside Wellington/);
    }
    expect(await rowCounts(city.ctx.db)).toEqual(before);
  });

  test("is one exactly where the boundary says so", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 174.58, max: 174.92, noNaN: true }),
        fc.double({ min: -41.4, max: -41.12, noNaN: true }),
        async (lon, lat) => {
          const { status } = await city.send("POST", "/api/reports", { service: "loose-dog", lon, lat });
          const rounded = [lon, lat].map((degrees) => Math.round(degrees * 1e6) / 1e6);
          expect(status).toBe(city.ctx.rules.inside(rounded[0] ?? 0, rounded[1] ?? 0) ? 201 : 422);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("of a service that the city does not have is refused too", async () => {
    for (const service of ["bache", "__proto__", "toString", "Pothole"]) {
      const { status, body } = await city.send("POST", "/api/reports", { service, ...place });
      expect([status, body.code]).toEqual([422, "unknown-service"]);
    }
  });
});

describe("LG4 who reported something", () => {
  const contact = { name: "Marker-Name Whetū", email: "marker-mail@example.org", phone: "+64 4 555 01 99" };

  test("is kept sealed in one table, and is in no event, snapshot, card, list or batch", async () => {
    const wall = await city.wall();
    const received: unknown[] = [];
    wall.socket?.onAny((...message: unknown[]) => received.push(message));
    const made = await report("pothole", { contact, description: "marker-text of what happened" });
    const closed = await city.move("close-report", made, { outcome: "rejected", reason: "not-found" });
    const reopened = await city.move("reopen-report", closed, { reason: "still-there" });
    await wall.reached(reopened.cursor);

    const { db } = city.ctx;
    for (const marker of ["Marker-Name", "marker-mail", "555 01 99"])
      expect(await tablesWith(db, marker), marker).toEqual([]);
    expect(await tablesWith(db, "marker-text")).toEqual(["reports"]);
    const [kept] = await db.query<{ id: number; sealed: Buffer }>(
      "SELECT report_id AS id, sealed FROM contacts JOIN reports r ON r.id = report_id WHERE folio = $1",
      [made.folio],
    );
    expect(kept && city.ctx.contacts.open(kept.id, kept.sealed)).toEqual(contact);

    expect(received.length).toBeGreaterThan(0);
    for (const path of [
      "/api/live/snapshot",
      `/api/reports/${made.folio}`,
      "/api/reports?open=1",
      "/api/city",
    ]) {
      const said = Buffer.from(await (await fetch(city.url + path)).arrayBuffer()).toString("latin1");
      expect(said, path).not.toMatch(/Marker-Name|marker-mail|555 01 99/);
    }
    expect(JSON.stringify([received, wall.seen, made, closed])).not.toMatch(
      /Marker-Name|marker-mail|marker-text|555 01/,
    );
  });

  test("is forgotten without touching the log", async () => {
    const made = await report("pothole", { contact });
    const { db } = city.ctx;
    const log = () => db.query("SELECT seq, md5(e::text) AS hash FROM events e ORDER BY seq");
    const before = await log();
    await db.query("DELETE FROM contacts WHERE report_id = (SELECT id FROM reports WHERE folio = $1)", [
      made.folio,
    ]);
    expect(await log()).toEqual(before);
    await expectConsistent(city);
  });
});

describe("a card", () => {
  test("tells what happened, by whom and when", async () => {
    const first = await report("fallen-tree", { description: "Across the road", channel: "phone" });
    clock.at += HOUR;
    const assigned = await city.move("assign-report", first, { brigade: "parks-1" });
    clock.at += HOUR;
    const started = await city.move("start-work", assigned);
    clock.at += HOUR;
    await city.move("close-report", started, { outcome: "resolved", reason: "made-safe" });
    const card = await cardOf(first.folio);
    expect(card).toMatchObject({
      archived: false,
      channel: "phone",
      description: "Across the road",
      duplicateOf: null,
      report: {
        folio: first.folio,
        status: "closed",
        outcome: "resolved",
        closedAt: FRIDAY + 3 * HOUR,
        version: 4,
      },
    });
    expect(card.timeline.map(({ kind, at }) => [kind, (at - FRIDAY) / HOUR])).toEqual([
      ["received", 0],
      ["assigned", 1],
      ["started", 2],
      ["closed", 3],
    ]);
    expect(card.timeline[1]).toMatchObject({
      brigade: "parks-1",
      actor: { role: "operator" },
      actorName: "Ana",
    });
  });

  test("passes over what a newer server wrote and this one does not know", async () => {
    const { folio } = await report("pothole");
    const { db } = city.ctx;
    await db.transaction(async (tx) => {
      await tx.query("UPDATE reports SET version = 2 WHERE folio = $1", [folio]);
      await tx.query(
        `WITH head AS (UPDATE log_head SET seq = seq + 1 RETURNING seq)
         INSERT INTO events (seq, at, kind, report_id, version, actor_role, actor_id, body)
         SELECT head.seq, now(), 'report.blessed', r.id, 2, 'bishop', 'x', '{}' FROM head, reports r WHERE folio = $1`,
        [folio],
      );
    });
    expect((await cardOf(folio)).timeline.map(({ kind }) => kind)).toEqual(["received"]);
  });
});

test("the list of open reports holds what is open, most urgent first, at a cursor", async () => {
  const closed = await city.move("close-report", await report("pothole"), {
    outcome: "resolved",
    reason: "done",
  });
  const [slow, quick] = [await report("pothole"), await report("loose-dog")];
  const { body } = await city.send("GET", "/api/reports?open=1");
  const listed = body as { cursor: number; reports: { folio: string; dueAt: number; status: string }[] };
  const folios = listed.reports.map(({ folio }) => folio);
  expect(folios).not.toContain(closed.folio);
  expect(folios.indexOf(quick.folio)).toBeLessThan(folios.indexOf(slow.folio));
  expect(folios.indexOf(quick.folio)).toBeGreaterThanOrEqual(0);
  expect(listed.cursor).toBe(quick.cursor);
  expect(listed.reports.map(({ dueAt }) => dueAt)).toEqual(
    listed.reports.map(({ dueAt }) => dueAt).sort((a, b) => a - b),
  );
});

describe("the digest in SQL", () => {
  test("is the digest in TypeScript, for whatever report and version", async () => {
    const pairs = fc.array(fc.tuple(anyId, anyVersion), { minLength: 200, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(pairs, async (drawn) => {
        const rows = await city.ctx.db.query<{ value: number }>(
          `SELECT mixed AS value FROM (${mixedSql(
            `SELECT id, version FROM json_to_recordset($1::json) AS p (place integer, id bigint, version bigint) ORDER BY place`,
          )}) AS m`,
          [JSON.stringify(drawn.map(([id, version], i) => ({ place: i, id, version })))],
        );
        expect(rows.map(({ value }) => value)).toEqual(drawn.map(([id, version]) => mix(id, version)));
      }),
      {
        numRuns: 10,
        examples: [
          [
            [
              [1, 1],
              [4_294_967_295, 2_147_483_647],
              [4_294_967_295, 1],
              [1, 2_147_483_647],
              [2_147_483_647, 2_147_483_647],
              [2_147_483_648, 65_536],
            ],
          ],
        ],
      },
    );
  });
});

test("after all of this rows, log, receipts and snapshot tell one story", () => expectConsistent(city));
