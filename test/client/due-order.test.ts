import fc from "fast-check";
import { expect, test } from "vitest";
import { orderByKeys, ROW_ROOM } from "../../client/store/due-order.ts";

const keysOf = (dues: readonly number[]) => Float64Array.from(dues, (due, row) => due * ROW_ROOM + row);
const due = fc.integer({ min: 0, max: 2 ** 33 });

test("an order that is mended, however often and whatever moved, is the one that sorting all gives", () => {
  const change = fc.record({ row: fc.nat(400), due });
  fc.assert(
    fc.property(
      fc.array(due, { maxLength: 300 }),
      fc.array(fc.record({ changes: fc.array(change, { maxLength: 12 }), size: fc.nat(330) }), {
        maxLength: 6,
      }),
      (first, steps) => {
        let dues = first;
        let known = orderByKeys(keysOf(dues));
        for (const { changes, size } of steps) {
          dues = Array.from({ length: size }, (_, row) => dues[row] ?? row);
          for (const { row, due } of changes) if (row < size) dues[row] = due;
          const keys = keysOf(dues);
          known = orderByKeys(keys, known);
          const byKey = [...keys.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
          expect([...known.order]).toEqual(byKey);
        }
      },
    ),
    { numRuns: 500 },
  );
});
