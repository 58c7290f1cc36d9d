import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HistoricReport } from "#contract/history";
import { importReports } from "#server/reports/import-reports";
import { expectConsistent } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { sweepSla } from "#workers/sweep-sla";

const HOUR = 3_600_000;
const place = { lon: 174.7787, lat: -41.2924 };
/** A water leak is due in six hours, day and night, and in Wellington "soon" is the last quarter: from 4 h 30 on. */
const SOON = 4.5 * HOUR;
const DUE = 6 * HOUR;
const clock = { at: Date.parse("2026-02-02T09:00:00+13:00"), now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ city: "test/cities/wellington", clock });
});
/** Each test begins when nothing of the one before is left to be announced. */
beforeEach(async () => {
  clock.at += 30 * 24 * HOUR;
  await sweepSla.run(city.ctx);
});
afterAll(() => city.stop());

const leak = () => city.report({ service: "water-leak", ...place });
const sweep = () => sweepSla.run(city.ctx);
async function alertsOf(folio: string): Promise<string[]> {
  const { body } = await city.send("GET", `/api/reports/${folio}`);
  const { timeline } = body as { timeline: { kind: string; actor: { role: string } }[] };
  return timeline.map(({ kind }) => kind).filter((kind) => kind === "due-soon" || kind === "overdue");
}
const close = { outcome: "resolved", reason: "done", lateReason: "weather" };

describe("the SLA sweep", () => {
  test("says once that a report will be late soon and once that it is late, each from its first moment on", async () => {
    const wall = await city.wall();
    const { folio } = await leak();
    const begun = clock.at;
    const seen: [number, object][] = [];
    for (const at of [0, SOON, SOON + 1, SOON + 1, DUE, DUE + 1, DUE + 1, DUE + 99 * HOUR]) {
      clock.at = begun + at;
      seen.push([at, await sweep()]);
    }
    expect(seen).toEqual([
      [0, { soon: 0, late: 0 }],
      [SOON, { soon: 0, late: 0 }],
      [SOON + 1, { soon: 1, late: 0 }],
      [SOON + 1, { soon: 0, late: 0 }],
      [DUE, { soon: 0, late: 0 }],
      [DUE + 1, { soon: 0, late: 1 }],
      [DUE + 1, { soon: 0, late: 0 }],
      [DUE + 99 * HOUR, { soon: 0, late: 0 }],
    ]);
    expect(await alertsOf(folio)).toEqual(["due-soon", "overdue"]);
    const sql = await city.snapshot();
    await wall.reached(sql.cursor);
    const id = wall.seen.find(({ kind }) => kind === "report.received")?.reportId ?? 0;
    expect(wall.kindsOf(id)).toEqual(["report.received", "report.due-soon", "report.overdue"]);
    expect(wall.city.reports.get(id)).toMatchObject({ alert: "late", version: 3 });
    expect(sql.reports.get(id)).toEqual(wall.city.reports.get(id));
  });

  test("that comes too late for a warning says only that the report is late", async () => {
    const { folio } = await leak();
    clock.at += DUE + 1;
    expect(await sweep()).toEqual({ soon: 0, late: 1 });
    expect(await alertsOf(folio)).toEqual(["overdue"]);
  });

  test("says nothing of what is closed, however late it was", async () => {
    const early = await leak();
    await city.move("close-report", early, close);
    const late = await leak();
    clock.at += DUE + 1;
    await city.move("close-report", late, close);
    expect(await sweep()).toEqual({ soon: 0, late: 0 });
    clock.at += 99 * HOUR;
    expect(await sweep()).toEqual({ soon: 0, late: 0 });
    expect([await alertsOf(early.folio), await alertsOf(late.folio)]).toEqual([[], []]);
  });

  test("watches a report that was reopened anew", async () => {
    const report = await leak();
    clock.at += DUE + 1;
    await sweep();
    const { body } = await city.send("GET", `/api/reports/${report.folio}`);
    const { version } = (body as { report: { version: number } }).report;
    const closed = await city.move("close-report", { folio: report.folio, version }, close);
    clock.at += HOUR;
    await city.move("reopen-report", closed, { reason: "still-there" });
    expect(await sweep()).toEqual({ soon: 0, late: 0 });
    clock.at += SOON + 1;
    expect(await sweep()).toEqual({ soon: 1, late: 0 });
    clock.at += DUE;
    expect(await sweep()).toEqual({ soon: 0, late: 1 });
    expect(await alertsOf(report.folio)).toEqual(["overdue", "due-soon", "overdue"]);
  });

  test("changes the version, so that who saw the report before it is told", async () => {
    const { folio, version } = await leak();
    clock.at += DUE + 1;
    await sweep();
    const stale = await city.send("POST", "/api/commands/assign-report", {
      folio,
      version,
      brigade: "water-1",
    });
    expect([stale.status, stale.body.code]).toEqual([409, "stale-version"]);
    await city.move("assign-report", { folio, version: version + 1 }, { brigade: "water-1" });
  });

  test("of several servers at the same time says everything once", async () => {
    const folios = (await Promise.all(Array.from({ length: 40 }, leak))).map(({ folio }) => folio);
    for (const [at, expected] of [
      [SOON + 1, "soon"],
      [DUE - SOON, "late"],
    ] as const) {
      clock.at += at;
      const done = await Promise.all([sweep(), sweep(), sweep(), sweep()]);
      const total = done.reduce((sum, { soon = 0, late = 0 }) => sum + soon + late, 0);
      // What one sweep leaves to another that has it locked is said by that one.
      expect([expected, total]).toEqual([expected, 40]);
    }
    const said = await city.ctx.db.query(
      `SELECT e.kind, count(*) AS events, count(DISTINCT report_id) AS reports
         FROM events e JOIN reports r ON r.id = e.report_id
        WHERE r.folio = ANY ($1) AND e.kind <> 'report.received' GROUP BY 1 ORDER BY 1`,
      [folios],
    );
    expect(said).toEqual([
      { kind: "report.due-soon", events: 40, reports: 40 },
      { kind: "report.overdue", events: 40, reports: 40 },
    ]);
  });

  test("and commands at the same time neither lose nor double anything", async () => {
    const reports = await Promise.all(Array.from({ length: 30 }, leak));
    clock.at += DUE + 1;
    const [, ...answers] = await Promise.all([
      Promise.all([sweep(), sweep()]),
      ...reports.map(({ folio, version }) =>
        city.send("POST", "/api/commands/assign-report", { folio, version, brigade: "water-1" }),
      ),
    ]);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    await sweep();
    for (const { folio } of reports) expect(await alertsOf(folio)).toEqual(["overdue"]);
  });

  test("gets through more than one transaction's worth", async () => {
    const old = Array.from(
      { length: 2300 },
      (_, i): HistoricReport => ({
        source: "test",
        sourceId: `${i}`,
        service: "water-leak",
        ...place,
        receivedAt: clock.at - HOUR,
        dueAt: clock.at + 9 * HOUR,
        channel: "import",
        moves: [],
      }),
    );
    await importReports(city.ctx, old);
    clock.at += 10 * HOUR;
    expect(await sweep()).toEqual({ soon: 0, late: 2300 });
    expect(await sweep()).toEqual({ soon: 0, late: 0 });
  });

  test("does not announce as of now what was late before it was imported; its timeline has the hour it was due", async () => {
    const dueAt = clock.at - HOUR;
    await importReports(city.ctx, [
      {
        source: "test",
        sourceId: "late",
        service: "water-leak",
        ...place,
        receivedAt: dueAt - DUE,
        dueAt,
        channel: "import",
        moves: [],
      },
    ]);
    expect(await sweep()).toEqual({ soon: 0, late: 0 });
    const [row] = await city.ctx.db.query<{ folio: string }>(
      "SELECT folio FROM reports WHERE source_id = 'late'",
    );
    const { body } = await city.send("GET", `/api/reports/${row?.folio}`);
    expect(body).toMatchObject({
      report: { alert: "late" },
      timeline: [{ kind: "received" }, { kind: "overdue", at: dueAt }],
    });
  });
});

test("after all of this rows, log, receipts and snapshot tell one story", () => expectConsistent(city));
