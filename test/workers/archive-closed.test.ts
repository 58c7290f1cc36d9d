import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectConsistent } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { archiveClosed } from "#workers/archive-closed";

const HOUR = 3_600_000;
const place = { lon: 174.7787, lat: -41.2924 };
/** Wellington keeps closed reports on its map for twelve hours. */
const KEPT = 12 * HOUR;
const clock = { at: Date.parse("2026-02-02T09:00:00+13:00"), now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ city: "test/cities/wellington", clock });
});
afterAll(() => city.stop());

const archive = () => archiveClosed.run(city.ctx);
async function closedReport() {
  const report = await city.report({ service: "loose-dog", ...place });
  return city.move("close-report", report, { outcome: "resolved", reason: "done" });
}
async function liveFolios(): Promise<string[]> {
  const { reports } = await city.snapshot();
  return Array.from({ length: reports.count }, (_, row) => reports.at(row).folio);
}

describe("archiving", () => {
  test("takes a closed report out of the live city when its hours are over, and not before", async () => {
    const wall = await city.wall();
    const open = await city.report({ service: "loose-dog", ...place });
    const { folio } = await closedReport();
    clock.at += KEPT;
    expect(await archive()).toEqual({ archived: 0 });
    expect(await liveFolios()).toContain(folio);
    clock.at += 1;
    expect(await archive()).toEqual({ archived: 1 });
    expect(await archive()).toEqual({ archived: 0 });
    expect(await liveFolios()).toEqual([open.folio]);

    const { cursor, reports } = await city.snapshot();
    await wall.reached(cursor);
    expect(wall.seen.at(-1)?.kind).toBe("report.archived");
    expect(wall.city.reports.digest).toEqual(reports.digest);
  });

  test("leaves the report to be opened and reopened, and then it is back whole", async () => {
    const closed = await closedReport();
    clock.at += KEPT + 1;
    await archive();
    const { body } = await city.send("GET", `/api/reports/${closed.folio}`);
    const card = body as { archived: boolean; report: { version: number }; timeline: { kind: string }[] };
    expect(card.archived).toBe(true);
    expect(card.timeline.map(({ kind }) => kind)).toEqual(["received", "closed", "archived"]);

    const wall = await city.wall();
    const { version } = card.report;
    const reopened = await city.move(
      "reopen-report",
      { folio: closed.folio, version },
      { reason: "still-there" },
    );
    await wall.reached(reopened.cursor);
    const { reports } = await city.snapshot();
    expect(await liveFolios()).toContain(closed.folio);
    expect(wall.city.reports.digest).toEqual(reports.digest);
    expect(await archive()).toEqual({ archived: 0 });
  });

  test("counts the hours from the last closing", async () => {
    const first = await closedReport();
    clock.at += KEPT - HOUR;
    const reopened = await city.move("reopen-report", first, { reason: "still-there" });
    await city.move("close-report", reopened, { outcome: "resolved", reason: "done" });
    clock.at += 2 * HOUR;
    expect(await archive()).toEqual({ archived: 0 });
    clock.at += KEPT;
    expect(await archive()).toEqual({ archived: 1 });
  });

  test("by several servers at the same time takes each report out once", async () => {
    const folios = (await Promise.all(Array.from({ length: 40 }, closedReport))).map(({ folio }) => folio);
    clock.at += KEPT + 1;
    const done = await Promise.all([archive(), archive(), archive(), archive()]);
    expect(done.reduce((sum, { archived = 0 }) => sum + archived, 0)).toBe(40);
    const said = await city.ctx.db.query(
      `SELECT count(*) AS events, count(DISTINCT report_id) AS reports FROM events e JOIN reports r ON r.id = e.report_id
        WHERE e.kind = 'report.archived' AND r.folio = ANY ($1)`,
      [folios],
    );
    expect(said).toEqual([{ events: 40, reports: 40 }]);
  });

  test("and reopening at the same time end in one of the two, and everybody is told which", async () => {
    const reports = await Promise.all(Array.from({ length: 20 }, closedReport));
    clock.at += KEPT + 1;
    const [, ...answers] = await Promise.all([
      archive(),
      ...reports.map(({ folio, version }) =>
        city.send("POST", "/api/commands/reopen-report", { folio, version, reason: "still-there" }),
      ),
    ]);
    const live = await liveFolios();
    answers.forEach(({ status }, i) => {
      expect([200, 409]).toContain(status);
      expect(live.includes(reports[i]?.folio ?? "")).toBe(status === 200);
    });
  });
});

test("after all of this rows, log, receipts and snapshot tell one story", () => expectConsistent(city));
