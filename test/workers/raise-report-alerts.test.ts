import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HistoricReport } from "#contract/history";
import { crowds } from "#domain/alert";
import { importReports } from "#server/reports/import-reports";
import { expectConsistent } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { expectSameCity } from "#test/support/same-city";
import { raiseReportAlerts } from "#workers/raise-report-alerts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const place = { lon: 174.7787, lat: -41.2924 };
/** A water leak is due in six hours, day and night. */
const DUE = 6 * HOUR;
const clock = { at: Date.parse("2026-02-02T09:00:00+13:00"), now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ city: "test/cities/wellington", clock });
});
beforeEach(async () => {
  clock.at += 30 * 24 * HOUR;
  await sweep();
});
afterAll(() => city.stop());

const sweep = () => raiseReportAlerts.run(city.ctx);
const leak = () => city.report({ service: "water-leak", ...place });
const close = { outcome: "resolved", reason: "done", lateReason: "weather" };
/** Of an import: late for three days and a half. */
const historic = (sourceId: string, more: Partial<HistoricReport> = {}): HistoricReport => ({
  source: "test",
  sourceId,
  service: "water-leak",
  ...place,
  receivedAt: clock.at - 90 * HOUR,
  dueAt: clock.at - 84 * HOUR,
  channel: "import",
  moves: [],
  ...more,
});
const departmentOf = (service: string) =>
  city.ctx.rules.city.services.find(({ code }) => code === service)?.department ?? "";

/** Kinds of the alerts that are open about a report, as somebody's live city has them. */
async function alertsOf(folio: string): Promise<string[]> {
  const { alerts } = await city.snapshot();
  return [...alerts.values()].filter((alert) => alert.folio === folio).map(({ kind }) => kind);
}
async function alertOf(folio: string) {
  const { alerts } = await city.snapshot();
  const found = [...alerts.values()].find((alert) => alert.folio === folio);
  if (!found) throw new Error(`nothing is said of ${folio}`);
  return found;
}

describe("AL1 an alert", () => {
  test("is raised once when a report will be late within the hour, once when it is, and cleared when it is closed", async () => {
    const wall = await city.wall();
    const report = await leak();
    const begun = clock.at;
    const seen: [number, object, string[]][] = [];
    for (const after of [0, DUE - HOUR - 1, DUE - HOUR, DUE - 1, DUE, DUE + HOUR]) {
      clock.at = begun + after;
      seen.push([after, await sweep(), await alertsOf(report.folio)]);
    }
    expect(seen).toEqual([
      [0, { raised: 0, cleared: 0 }, []],
      [DUE - HOUR - 1, { raised: 0, cleared: 0 }, []],
      [DUE - HOUR, { raised: 1, cleared: 0 }, ["late-soon"]],
      [DUE - 1, { raised: 0, cleared: 0 }, ["late-soon"]],
      [DUE, { raised: 1, cleared: 1 }, ["late"]],
      [DUE + HOUR, { raised: 0, cleared: 0 }, ["late"]],
    ]);
    expect(await alertOf(report.folio)).toMatchObject({
      since: Date.parse(report.dueAt),
      service: "water-leak",
      department: departmentOf("water-leak"),
      brigade: null,
    });
    await city.move("close-report", report, close);
    expect(await sweep()).toEqual({ raised: 0, cleared: 1 });
    const sql = await city.snapshot();
    await wall.reached(sql.cursor);
    expectSameCity(wall.city, sql);
    expect(wall.seen.map(({ kind }) => kind).filter((kind) => kind.startsWith("alert."))).toEqual([
      "alert.raised",
      "alert.cleared",
      "alert.raised",
      "alert.cleared",
    ]);
  });

  test("tells of a report that came back until somebody is given it, also when it goes and comes again", async () => {
    const closed = await city.move("close-report", await leak(), close);
    const again = await city.move("reopen-report", closed, { reason: "still-there" });
    await sweep();
    expect(await alertsOf(again.folio)).toEqual(["reopened"]);
    await city.move("assign-report", again, { brigade: "water-1" });
    await sweep();
    expect(await alertsOf(again.folio)).toEqual([]);
  });

  test("stays while the report is late, however long, and nothing is said of what an import brings", async () => {
    const report = await leak();
    clock.at += DUE;
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    clock.at += 24 * HOUR;
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    await importReports(city.ctx, [historic("old")]);
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    expect(await alertsOf(report.folio)).toEqual(["late"]);
    await city.move("close-report", report, close);
    expect(await sweep()).toEqual({ raised: 0, cleared: 1 });
  });

  test("is raised of a report that is taken apart when it has been late for days", async () => {
    const one = await leak();
    const merged = await city.move("merge-report", await leak(), { into: one.folio });
    clock.at += 72 * HOUR;
    // The other's is no news: nothing was swept when it was.
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    await city.move("unmerge-report", merged);
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    expect(await alertsOf(merged.folio)).toEqual(["late"]);
  });

  test("is none for what is given and taken back again when it has been late for days", async () => {
    await importReports(city.ctx, [historic("late for days")]);
    const [old] = await city.ctx.db.query<{ folio: string; version: number }>(
      "SELECT folio, version FROM reports ORDER BY id DESC LIMIT 1",
    );
    if (!old) throw new Error("nothing was imported");
    const given = await city.move("assign-report", old, { brigade: "water-1" });
    await city.move("undo-move", given);
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    const next = { folio: old.folio, version: given.version + 1 };
    await city.move("put-back-report", await city.move("assign-report", next, { brigade: "water-1" }));
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
  });

  test("comes back as it was, acknowledged and under its number, when the move that ended it is taken back", async () => {
    const closed = await city.move("close-report", await leak(), close);
    const back = await city.move("reopen-report", closed, { reason: "still-there" });
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    const { id } = await alertOf(back.folio);
    clock.at += DUE;
    await sweep();
    clock.at += 72 * HOUR;
    await city.send("POST", `/api/alerts/${id}/acknowledge`, {});
    const before = (await city.snapshot()).alerts;
    const given = await city.move("assign-report", back, { brigade: "water-1" });
    expect(await sweep()).toEqual({ raised: 0, cleared: 1 });
    const undone = await city.move("undo-move", given);
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    expect((await city.snapshot()).alerts).toEqual(before);
    // Closed by mistake: both are over, and both are back.
    const gone = await city.move("close-report", undone, close);
    expect(await sweep()).toEqual({ raised: 0, cleared: 2 });
    const there = await city.move("undo-move", gone);
    expect(await sweep()).toEqual({ raised: 2, cleared: 0 });
    expect((await city.snapshot()).alerts).toEqual(before);
    await city.move("close-report", there, close);
    await sweep();
    await expectConsistent(city);
  });

  test("AL2 becomes another department's when its report does, with nobody's acknowledgement", async () => {
    const [to] = city.ctx.rules.city.services.filter(
      ({ department }) => department !== departmentOf("water-leak"),
    );
    const report = await leak();
    clock.at += DUE + 24 * 7 * HOUR;
    const moved = await city.move("correct-report", report, { lon: place.lon + 0.0001, lat: place.lat });
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    const first = await alertOf(report.folio);
    expect((await city.send("POST", `/api/alerts/${first.id}/acknowledge`, {})).status).toBe(200);
    clock.at += 24 * 60 * HOUR;
    await city.move("correct-report", moved, { service: to?.code });
    expect(await sweep()).toEqual({ raised: 1, cleared: 1 });
    expect(await alertOf(report.folio)).toMatchObject({ department: to?.department, acknowledgedAt: null });
    expect(await alertsOf(report.folio)).toEqual(["late"]);
    await expectConsistent(city);
  });

  test("is raised by one of several sweeps that meet", async () => {
    await Promise.all(Array.from({ length: 12 }, leak));
    clock.at += DUE;
    const done = await Promise.all([sweep(), sweep(), sweep()]);
    expect(done.reduce((sum, { raised = 0 }) => sum + raised, 0)).toBe(12);
    await expectConsistent(city);
  });
});

describe("what a rule says", () => {
  const rules = (...list: object[]) => change(list);
  let version = 0;
  async function change(content: object[]) {
    const answer = await city.send("PUT", "/api/admin/city/alerts", { version, content });
    expect([answer.status, answer.body.code]).toEqual([200, undefined]);
    version++;
  }
  const late = { code: "late", kind: "late", on: true, threshold: 30, quietMinutes: 0 };

  test("an administrator changes, and it holds from the next sweep on", async () => {
    await rules(late);
    const { folio } = await leak();
    clock.at += DUE;
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    clock.at += 30 * MINUTE;
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    await rules({ ...late, on: false });
    expect(await sweep()).toMatchObject({ raised: 0 });
    expect(await alertsOf(folio)).toEqual([]);
    await rules({ ...late, threshold: 0, quietMinutes: 45 });
    clock.at += 44 * MINUTE;
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    clock.at += 2 * MINUTE;
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    expect(await alertsOf(folio)).toEqual(["late"]);
  });

  test("holds for its own service alone, and no number of other reports crowds its alerts out", async () => {
    const [other] = city.ctx.rules.city.services.filter(({ code }) => code !== "water-leak");
    const soon = { code: "soon", kind: "late-soon", on: true, quietMinutes: 0 };
    await rules(
      { ...soon, services: ["water-leak"], threshold: 2880 },
      { ...soon, code: "others", threshold: 10 },
    );
    await sweep();
    const many = Array.from({ length: 1_100 }, (_, i) =>
      historic(`${clock.at}-${i}`, {
        service: other?.code ?? "",
        receivedAt: clock.at - HOUR,
        dueAt: clock.at + 47 * HOUR,
      }),
    );
    await importReports(city.ctx, many);
    const { folio } = await leak();
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    expect(await alertsOf(folio)).toEqual(["late-soon"]);
    // More of a department than are ever raised at once: what is open stays, and other departments have theirs.
    await rules({ ...soon, threshold: 2880 });
    expect(await sweep()).toEqual({ raised: 1000, cleared: 0 });
    expect(await sweep()).toEqual({ raised: 0, cleared: 0 });
    expect(await alertsOf(folio)).toEqual(["late-soon"]);
    const department = departmentOf(other?.code ?? "");
    const alerts = [...(await city.snapshot()).alerts.values()];
    expect(crowds(alerts)).toEqual([{ kind: "late-soon", department }]);
    const second = await leak();
    expect(await sweep()).toEqual({ raised: 1, cleared: 0 });
    expect(await alertsOf(second.folio)).toEqual(["late-soon"]);
    const ids = alerts.filter((alert) => alert.department === department).map(({ id }) => id);
    await city.send("POST", "/api/alerts/acknowledge", { ids: ids.slice(0, 200) });
    expect(await sweep()).toEqual({ raised: 100, cleared: 0 });
    await rules({ ...soon, on: false, threshold: 0 });
    expect(await sweep()).toEqual({ raised: 0, cleared: 1102 });
  });

  test("is refused where it makes no sense, with field and rule", async () => {
    for (const [wrong, field] of [
      [{ ...late, kind: "fire" }, "alerts[0].kind"],
      [{ ...late, services: ["nothing"] }, "alerts[0].services[0]"],
      [{ ...late, threshold: -1 }, "alerts[0].threshold"],
      [{ ...late, kind: "weather", departments: [departmentOf("water-leak")] }, "alerts[0].departments"],
      [{ ...late, kind: "brigade-silent", services: ["water-leak"] }, "alerts[0].services"],
      [{ ...late, kind: "brigade-off-sector", sectors: { nobody: [] } }, "alerts[0].sectors.nobody"],
    ] as const) {
      const answer = await city.send("PUT", "/api/admin/city/alerts", { version, content: [wrong] });
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ field }]]);
    }
  });
});
