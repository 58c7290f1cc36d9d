import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LiveReport } from "#contract/report";
import { mix } from "#domain/digest";
import { CodeList, cityCodes, emptyColumns, ReportTable } from "#domain/report-table";
import { smallCity } from "#test/client/small-city";
import { anyReport, anyReports, aReport } from "./any-report.ts";

const codes = cityCodes(smallCity);

function contentsOf(table: ReportTable): LiveReport[] {
  return Array.from({ length: table.count }, (_, row) => table.at(row)).sort((a, b) => a.id - b.id);
}

/** Few ids, so that sets and deletes meet the same report often. */
const step = fc.oneof(
  fc.record({ set: anyReport, id: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ remove: fc.integer({ min: 1, max: 12 }) }),
);

describe("the report table", () => {
  test("after any changes holds what a plain map of reports would, under a digest that is up to date", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const table = new ReportTable(codes, emptyColumns(1));
        const model = new Map<number, LiveReport>();
        for (const change of steps) {
          if ("remove" in change) {
            table.delete(change.remove);
            model.delete(change.remove);
          } else {
            const report = { ...change.set, id: change.id };
            table.set(report);
            model.set(change.id, report);
          }
        }
        expect(contentsOf(table)).toEqual([...model.values()].sort((a, b) => a.id - b.id));
        for (const [id, report] of model) {
          expect(table.get(id)).toEqual(report);
          expect(table.at(table.rowOf(id) ?? -1).id).toBe(id);
        }
        const sum = [...model.values()].reduce((total, report) => total + mix(report.id, report.version), 0);
        expect(table.digest).toEqual({ count: model.size, sum });
      }),
    );
  });

  test("made of columns is the table that was filled report by report", () => {
    fc.assert(
      fc.property(anyReports, (reports) => {
        const filled = new ReportTable(codes);
        for (const report of reports) filled.set(report);
        const made = new ReportTable(codes, filled.columns, filled.count);
        expect(contentsOf(made)).toEqual(contentsOf(filled));
        expect(made.digest).toEqual(filled.digest);
      }),
    );
  });

  test("grows beyond the rows that it was made with", () => {
    const table = new ReportTable(codes, emptyColumns(0));
    for (let id = 1; id <= 200; id++) table.set(aReport({ id }));
    expect(table.count).toBe(200);
    expect(table.get(137)).toEqual(aReport({ id: 137 }));
  });

  test("says that it changed with each change, and only then", () => {
    const table = new ReportTable(codes);
    table.set(aReport({ id: 1 }));
    expect(table.changes).toBe(1);
    table.delete(2);
    expect(table.changes).toBe(1);
    table.delete(1);
    expect(table.changes).toBe(2);
    expect(table.get(1)).toBeUndefined();
    expect(table.rowOf(1)).toBeUndefined();
  });

  test("holds a report whose sector or reason the city no longer has, without it", () => {
    const table = new ReportTable(codes);
    table.set(aReport({ sector: "abolished", reason: "abolished", service: "abolished" }));
    expect(table.get(7)).toMatchObject({ sector: null, reason: null, service: "unknown" });
  });
});

test("a list of codes knows its own, whatever they are called, and nothing else", () => {
  const list = new CodeList(["constructor", "b"], 255);
  expect([list.indexOf("constructor"), list.indexOf("b")]).toEqual([0, 1]);
  expect([list.indexOf("__proto__"), list.indexOf("toString"), list.indexOf(null)]).toEqual([255, 255, 255]);
  expect([list.codeOf(1), list.codeOf(2), list.codeOf(255), list.codeOf(-1)]).toEqual([
    "b",
    null,
    null,
    null,
  ]);
});
