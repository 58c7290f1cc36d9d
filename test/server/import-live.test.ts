import { join } from "node:path";
import { expect, test } from "vitest";
import type { HistoricReport } from "#contract/history";
import { importReports } from "#server/reports/import-reports";
import { TestCity } from "#test/support/living-city";
import { expectSameCity } from "#test/support/same-city";
import { root } from "#test/support/test-database";

const DAY = 86_400_000;
const now = Date.now();

function past(id: string, days: number, closedAfterDays?: number): HistoricReport {
  const receivedAt = Math.floor((now - days * DAY) / 1000) * 1000;
  return {
    source: "desk",
    sourceId: id,
    service: "pothole",
    lon: -71.0605,
    lat: 42.3555,
    receivedAt,
    dueAt: receivedAt + DAY,
    channel: "import",
    moves:
      closedAfterDays === undefined
        ? []
        : [{ to: "closed", at: receivedAt + closedAfterDays * DAY, outcome: "resolved", reason: "done" }],
  };
}

test("a wall is told of imported reports that are open or were closed today, and of none of the archive", async () => {
  const city = await TestCity.start({ city: join(root, "test/cities/boston") });
  try {
    const wall = await city.wall();
    const archive = Array.from({ length: 500 }, (_, i) => past(`old-${i}`, 900 + i, 3));
    const recent = [past("open", 2), past("closed-today", 2, 1.9)];
    const leftOpen = [past("left-open", 900)];
    const imported = await importReports(city.ctx, [...archive, ...recent, ...leftOpen], undefined, {
      liveForMs: 365 * DAY,
    });
    expect(imported).toMatchObject({ accepted: 503, repeated: 0, refused: [] });
    const sql = await city.snapshot();
    await wall.reached(sql.cursor);
    expect(wall.seen.map((event) => event.kind)).toEqual(["report.imported", "report.imported"]);
    expect(wall.city.reports.digest).toEqual(sql.reports.digest);
    expect(sql.reports.digest.count).toBe(2);

    // What is history stays out of the live city even when somebody puts its file in order.
    const [left] = await city.ctx.db.query<{ folio: string; version: number }>(
      "SELECT folio, version FROM reports WHERE source_id = 'left-open'",
    );
    if (!left) throw new Error("the report that was left open is not there");
    const closing = { outcome: "resolved", reason: "done", lateReason: city.reason("late") };
    let report = await city.move("close-report", left, closing);
    await wall.reached(report.cursor);
    expect((await city.snapshot()).reports.digest).toEqual(wall.city.reports.digest);
    report = await city.move("reopen-report", report, { reason: city.reason("reopen") });
    await wall.reached(report.cursor);
    expectSameCity(wall.city, await city.snapshot());
    expect(wall.city.reports.digest.count).toBe(3);
  } finally {
    await city.stop();
  }
});
