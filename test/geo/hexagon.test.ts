import fc from "fast-check";
import { cellToParent, getResolution, isValidCell, latLngToCell } from "h3-js";
import { expect, test } from "vitest";
import { cellsOf } from "#geo/hexagon";

const lon = fc.double({ min: -180, max: 180, noNaN: true });
const lat = fc.double({ min: -90, max: 90, noNaN: true });
const indexOf = (decimal: string) => BigInt(decimal).toString(16);

test("a place lies in the cells that H3 says, each the parent of the next", () => {
  fc.assert(
    fc.property(lon, lat, (x, y) => {
      const { cell7, cell8, cell9 } = cellsOf(x, y);
      expect(indexOf(cell9)).toBe(latLngToCell(y, x, 9));
      expect([cell7, cell8, cell9].map((cell) => getResolution(indexOf(cell)))).toEqual([7, 8, 9]);
      expect([cell7, cell8, cell9].every((cell) => isValidCell(indexOf(cell)))).toBe(true);
      expect(cellToParent(indexOf(cell9), 8)).toBe(indexOf(cell8));
      expect(cellToParent(indexOf(cell8), 7)).toBe(indexOf(cell7));
    }),
  );
});

test("a cell fits a signed integer of 64 bits", () => {
  fc.assert(
    fc.property(lon, lat, (x, y) => {
      for (const cell of Object.values(cellsOf(x, y))) {
        expect(BigInt(cell)).toBeGreaterThan(0n);
        expect(BigInt(cell)).toBeLessThan(2n ** 63n);
      }
    }),
  );
});

test("San Pedro's town hall is where it is, longitude first", () => {
  expect(indexOf(cellsOf(-100.4025, 25.6576).cell9)).toBe(latLngToCell(25.6576, -100.4025, 9));
  expect(cellsOf(-100.4025, 25.6576)).not.toEqual(cellsOf(25.6576, -100.4025));
});
