import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROTOCOL } from "#contract/live";
import type { LiveReport } from "#contract/report";
import type { SnapshotHead } from "#contract/snapshot";
import { cityCodes, columnNames, ReportTable } from "#domain/report-table";
import { decodeHead, decodeSnapshot, encodeSnapshot, SnapshotError } from "#domain/snapshot";
import { smallCity } from "#test/client/small-city";
import { anyReports, aReport } from "./any-report.ts";

const codes = cityCodes(smallCity);
const brigade = { id: 3, code: "works-1", name: "Cuadrilla Ñandú", department: "works" };

function bytesOf(reports: readonly LiveReport[], more: Partial<SnapshotHead> = {}): Uint8Array<ArrayBuffer> {
  const table = new ReportTable(codes);
  for (const report of reports) table.set(report);
  const head = {
    protocol: PROTOCOL,
    log: "log-1",
    audience: "ops",
    cursor: 41,
    at: 1_700_000_000_000,
    city: "villa",
    columns: columnNames,
  };
  return encodeSnapshot(
    {
      ...head,
      count: table.count,
      brigades: [brigade],
      elsewhere: [],
      alerts: [],
      warnings: [],
      warningsUnreadSince: null,
      ...more,
    },
    table.columns,
  );
}

/** The same columns under a head that says something else. */
function underHead(bytes: Uint8Array<ArrayBuffer>, more: object): Uint8Array<ArrayBuffer> {
  const head = decodeHead(bytes);
  const columnsAt = (8 + new TextEncoder().encode(JSON.stringify(head)).length + 7) & ~7;
  const json = new TextEncoder().encode(JSON.stringify({ ...head, ...more }));
  const start = (8 + json.length + 7) & ~7;
  const made = new Uint8Array(start + bytes.length - columnsAt);
  made.set(bytes.subarray(0, 8));
  new DataView(made.buffer).setUint32(4, json.length, true);
  made.set(json, 8);
  made.set(bytes.subarray(columnsAt), start);
  return made;
}

function rowsOf(table: ReportTable): LiveReport[] {
  return Array.from({ length: table.count }, (_, row) => table.at(row));
}

/** How it was refused; undefined when it was not. Anything else that is thrown fails the test. */
function refusalOf(bytes: Uint8Array<ArrayBuffer>, city = "villa"): string | undefined {
  try {
    // A reader that got a city may look at all of it.
    rowsOf(decodeSnapshot(bytes, codes, city).reports);
    return undefined;
  } catch (error) {
    if (error instanceof SnapshotError) return error.code;
    throw error;
  }
}

describe("a snapshot", () => {
  test("SN3 SN4 brings every report, brigade and the cursor from one side to the other", () => {
    fc.assert(
      fc.property(anyReports, (reports) => {
        const city = decodeSnapshot(bytesOf(reports), codes, "villa");
        expect(rowsOf(city.reports)).toEqual(reports);
        expect([city.log, city.cursor, city.unknownEvents]).toEqual(["log-1", 41, 0]);
        expect([...city.brigades]).toEqual([[3, brigade]]);
      }),
    );
  });

  test("SN2 has every column at a multiple of eight bytes, however long its head is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), anyReports, (log, reports) => {
        const bytes = bytesOf(reports, { log });
        expect(bytes.byteLength % 8).toBe(0);
        const { columns } = decodeSnapshot(bytes, codes, "villa").reports;
        for (const name of columnNames) expect(columns[name].byteOffset % 8).toBe(0);
      }),
    );
  });

  test("goes on as a city: what is read from it can be changed, and grows", () => {
    const { reports } = decodeSnapshot(bytesOf([aReport({ id: 1 }), aReport({ id: 2 })]), codes, "villa");
    reports.delete(1);
    for (let id = 10; id < 90; id++) reports.set(aReport({ id }));
    expect(reports.count).toBe(81);
    expect(reports.get(2)).toEqual(aReport({ id: 2 }));
  });

  test("is read from inside a larger buffer, unless it lies askew there", () => {
    const bytes = bytesOf([aReport()]);
    for (const [offset, refusal] of [
      [8, undefined],
      [4, "malformed"],
    ] as const) {
      const larger = new Uint8Array(bytes.length + 16);
      larger.set(bytes, offset);
      expect(refusalOf(larger.subarray(offset, offset + bytes.length))).toBe(refusal);
    }
  });

  test("SN3 of another protocol or another city's files is refused as such", () => {
    expect(refusalOf(bytesOf([], { protocol: PROTOCOL + 1 }))).toBe("unsupported-protocol");
    expect(refusalOf(bytesOf([]), "elsewhere")).toBe("other-city");
  });

  test("cut short anywhere, or with something behind it, is refused", () => {
    const bytes = bytesOf([aReport({ id: 1 }), aReport({ id: 2 }), aReport({ id: 3 })]);
    for (let length = 0; length < bytes.length; length++)
      expect(refusalOf(bytes.slice(0, length)), `${length} bytes`).toBe("malformed");
    const longer = new Uint8Array(bytes.length + 8);
    longer.set(bytes);
    expect(refusalOf(longer)).toBe("malformed");
  });

  test("with garbled bytes is a city that can be read or a SnapshotError, never something else", () => {
    const garbling = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(anyReports, garbling, (reports, changes) => {
        const bytes = bytesOf(reports);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        refusalOf(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test("is not what any other bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusalOf(Uint8Array.from(bytes))).toBe("malformed");
      }),
    );
  });

  test.each([
    ["a count that is no count", { count: -1 }],
    ["more rows than there are", { count: 2 }],
    ["far more rows than there are", { count: Number.MAX_SAFE_INTEGER }],
    ["a cursor before the first event", { cursor: -1 }],
    ["half a cursor", { cursor: 1.5 }],
    ["brigades that are none", { brigades: [{ id: 70_000 }] }],
  ])("with %s in its head is refused", (_, more) => {
    const bytes = bytesOf([aReport()]);
    expect(refusalOf(underHead(bytes, { cursor: 12_345 }))).toBeUndefined();
    expect(refusalOf(underHead(bytes, more))).toBe("malformed");
  });

  test("AU4 without the brigades of reports is read as reports of none", () => {
    const columns = columnNames.filter((name) => name !== "brigade");
    const bytes = bytesOf([aReport({ brigade: 3 })], { audience: "public", columns });
    const city = decodeSnapshot(bytes, codes, "villa");
    expect([city.audience, ...rowsOf(city.reports)]).toEqual(["public", aReport({ brigade: null })]);
    expect(bytes.byteLength).toBeLessThan(bytesOf([aReport()]).byteLength);
  });

  test.each([
    ["that lacks one which nobody may lack", columnNames.filter((name) => name !== "version")],
    ["in another order", [...columnNames].reverse()],
    ["that nobody knows", [...columnNames, "colour"]],
  ])("with a column %s is refused", (_, columns) => {
    expect(refusalOf(underHead(bytesOf([aReport()]), { columns }))).toBe("malformed");
  });

  test("that holds a report twice is refused, because its digest could never be right", () => {
    const table = new ReportTable(codes);
    table.set(aReport({ id: 1 }));
    table.set(aReport({ id: 2 }));
    table.columns.id[1] = 1;
    const head = { ...decodeHead(bytesOf([])), count: 2 };
    expect(refusalOf(encodeSnapshot(head, table.columns))).toBe("malformed");
  });

  test.each([
    ["folio", Number.NaN],
    ["folio", -1],
    ["folio", 0.5],
    ["folio", 2e12],
    ["status", 6],
    ["alert", 3],
    ["outcome", 5],
  ] as const)("with a row whose %s is %s is refused", (name, value) => {
    const table = new ReportTable(codes);
    table.set(aReport());
    table.columns[name][0] = value;
    const head = { ...decodeHead(bytesOf([])), count: 1 };
    expect(refusalOf(encodeSnapshot(head, table.columns))).toBe("malformed");
  });
});
