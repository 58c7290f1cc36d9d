import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CsvReader, type CsvRow, ROW_LIMIT } from "#server/import/csv-reader";

/** All rows of a text that comes in pieces, cut at `cuts` (parts of its length, 0…1). */
function read(
  text: string,
  options: { delimiter?: string; quote?: string } = {},
  cuts: number[] = [],
): CsvRow[] {
  const reader = new CsvReader(options);
  const places = [...new Set([0, ...cuts.map((cut) => Math.floor(cut * text.length)), text.length])].sort(
    (a, b) => a - b,
  );
  const rows = places.slice(1).flatMap((to, i) => reader.push(text.slice(places[i], to)));
  return [...rows, ...reader.end()];
}

const cellsOf = (rows: CsvRow[]) => rows.map((row) => row.cells);

const cell = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom('"', ",", ";", "|", "\n", "\r", " ", "a", "ñ", "\u2028") }),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 12 }),
  );
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
const form = fc.record({
  delimiter: fc.constantFrom(",", ";", "|", "\t"),
  ending: fc.constantFrom("\n", "\r\n", "\r"),
  quoteAll: fc.boolean(),
  lastEnding: fc.boolean(),
});

interface Form {
  delimiter: string;
  ending: string;
  quoteAll: boolean;
  lastEnding: boolean;
}

function write(rows: string[][], { delimiter, ending, quoteAll, lastEnding }: Form): string {
  const written = rows.map((row) =>
    row
      .map((value) => {
        const bare =
          value !== "" && !value.startsWith('"') && !value.includes(delimiter) && !/[\r\n]/.test(value);
        return bare && !quoteAll ? value : `"${value.replaceAll('"', '""')}"`;
      })
      .join(delimiter),
  );
  return written.join(ending) + (lastEnding && rows.length > 0 ? ending : "");
}

describe("the CSV reader", () => {
  test("gives back any cells that were written, whatever is in them and wherever the pieces are cut", () => {
    fc.assert(
      fc.property(table, form, cuts, (rows, how, where) => {
        const text = write(rows, how);
        expect(cellsOf(read(text, { delimiter: how.delimiter }, where))).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  test("reads what is proper CSV as csv-parse does", () => {
    fc.assert(
      fc.property(table, form, (rows, how) => {
        // csv-parse takes no quote in a bare cell.
        const text = write(rows, { ...how, quoteAll: true });
        const theirs: string[][] = parse(text, { delimiter: how.delimiter, record_delimiter: how.ending });
        expect(cellsOf(read(text, { delimiter: how.delimiter }))).toEqual(theirs);
      }),
      { numRuns: 300 },
    );
  });

  test("tells the line on which each row begins", () => {
    fc.assert(
      fc.property(table, form, cuts, (rows, how, where) => {
        const { delimiter } = how;
        const before = (i: number) => (i === 0 ? "" : write(rows.slice(0, i), { ...how, lastEnding: true }));
        const lines = rows.map((_, i) => 1 + (before(i).match(/\r\n|\r|\n/g)?.length ?? 0));
        expect(read(write(rows, how), { delimiter }, where).map((row) => row.line)).toEqual(lines);
      }),
    );
  });

  test("never throws on garbage, and says the same of it however it is cut", () => {
    const garbage = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', '"', ",", "\n", "\r", "x"), maxLength: 60 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => new TextDecoder().decode(bytes)),
    );
    fc.assert(
      fc.property(garbage, cuts, fc.constantFrom('"', ""), (text, where, quote) => {
        const whole = read(text, { quote });
        expect(read(text, { quote }, where)).toEqual(whole);
        for (const [i, row] of whole.entries()) {
          expect(row.line).toBeGreaterThan(whole[i - 1]?.line ?? 0);
          if (row.fault) expect(row).toMatchObject({ fault: "broken-quotes", cells: [expect.any(String)] });
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("a broken row costs itself and none of the others", () => {
    const plain = fc.array(fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 2, maxLength: 2 }), {
      maxLength: 6,
    });
    const broken = fc.constantFrom('"never closed,1', '"closed" and more,1', 'ok,"no', '"a""b,"x"y');
    fc.assert(
      fc.property(plain, broken, plain, cuts, (before, bad, after, where) => {
        const text = [...before.map((row) => row.join(",")), bad, ...after.map((row) => row.join(","))].join(
          "\n",
        );
        const rows = read(text, {}, where);
        expect(rows.filter((row) => row.fault)).toEqual([
          { line: before.length + 1, cells: [bad], fault: "broken-quotes" },
        ]);
        expect(cellsOf(rows.filter((row) => !row.fault))).toEqual([...before, ...after]);
      }),
    );
  });

  test("skips blank lines and takes a quote inside a bare cell as it is", () => {
    expect(read('a,b\n\n\r\n1,5" pipe\n')).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 4, cells: ["1", '5" pipe'] },
    ]);
  });

  test.each([
    ["one line that never ends", `${"x".repeat(ROW_LIMIT + 1)}\n1,2`, "too-long"],
    ["a quote that is never closed", `"${"x\n".repeat(ROW_LIMIT / 2 + 1)}`, "broken-quotes"],
  ])("gives up on %s without keeping it, and reads on behind it", (_, text, fault) => {
    const whole = read(text);
    expect(whole[0]).toMatchObject({ line: 1, fault });
    expect(whole[0]?.cells[0]?.length).toBeLessThanOrEqual(500);
    expect(whole[1]?.line).toBe(2);
    expect(read(text, {}, [0.2, 0.4, 0.6, 0.8, 0.9999])).toEqual(whole);
  });
});
