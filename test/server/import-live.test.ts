import { join } from "node:path";
import { expect, test } from "vitest";
import type { Audience } from "#contract/actor";
import type { HistoricReport } from "#contract/history";
import { importReports } from "#server/reports/import-reports";
import { expectConsistent } from "#test/support/consistency";
import { ops, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
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

test("FD1 AU12 an open report that is archived is no brigade's work, whatever is done to it, until it comes into the live city", async () => {
  const city = await TestCity.start({ city: join(root, "test/cities/boston") });
  try {
    const parks: Audience = { kind: "ops", department: "parks" };
    const crew: Audience = { kind: "field", brigade: "trees-1" };
    const walls = [
      [await city.wall(), ops],
      [await city.wall((await tokenOf(city.ctx, "supervisor", { department: "parks" })) ?? null), parks],
      [await city.wall((await tokenOf(city.ctx, "brigade", { brigade: "trees-1" })) ?? null), crew],
      [await city.wall(null), { kind: "public" }],
    ] as const;
    const given = (id: string, days: number): HistoricReport => {
      const report = past(id, days);
      return { ...report, moves: [{ to: "assigned", at: report.receivedAt, brigade: "trees-1" }] };
    };
    const reports = [given("live", 2), given("old", 900), past("left-open", 900)];
    await importReports(city.ctx, reports, undefined, { liveForMs: 365 * DAY });
    const rowOf = async (id: string) => {
      const [row] = await city.ctx.db.query<{ folio: string; version: number }>(
        "SELECT folio, version FROM reports WHERE source_id = $1",
        [id],
      );
      if (!row) throw new Error(`the report ${id} is not there`);
      return row;
    };
    const workOfTrees = async () => {
      const { cursor } = await city.snapshot();
      for (const [wall, audience] of walls) {
        await wall.reached(cursor);
        expectSameCity(wall.city, await city.snapshot(audience));
      }
      return [...(await city.snapshot(parks)).elsewhere.values()];
    };
    expect(await workOfTrees()).toEqual([1]);
    const late = city.reason("late");
    await city.move("close-report", await rowOf("old"), {
      outcome: "resolved",
      reason: "done",
      lateReason: late,
    });
    expect(await workOfTrees()).toEqual([1]);
    await city.move("assign-report", await rowOf("left-open"), { brigade: "trees-1" });
    expect(await workOfTrees()).toEqual([1]);
    await city.move("correct-report", await rowOf("left-open"), { lon: -71.0606, lat: 42.3556 });
    expect(await workOfTrees()).toEqual([2]);
    await expectConsistent(city);
  } finally {
    await city.stop();
  }
});
