/**
 * The order of rows by keys that carry their row. From one reading to the next only a few of 100,000 move: those are sorted and
 * merged into what stays, which costs a pass instead of a sort.
 */

/** A key is what to sort by, times this, plus the row: one double, sorted natively without a comparator. */
export const ROW_ROOM = 2 ** 19;

export interface DueOrder {
  /** One a row, in the rows' order. */
  keys: Float64Array;
  /** Rows, by rising keys. */
  order: Uint32Array;
}

/** More than one in so many has moved: then all are sorted. */
const FEW = 8;

/** `keys`: one a row, none twice. `before`: of the same table, earlier; a row that is another report's now has another key. */
export function orderByKeys(keys: Float64Array, before?: DueOrder): DueOrder {
  const moved = before && movedKeys(keys, before.keys);
  if (!before || !moved || moved.length > keys.length / FEW)
    return { keys, order: rowsOf(keys.slice().sort()) };
  if (moved.length === 0 && keys.length === before.keys.length) return { keys, order: before.order };
  moved.sort();
  const rows = rowsOf(moved);
  const order = new Uint32Array(keys.length);
  let filled = 0;
  let next = 0;
  for (const row of before.order) {
    const key = keys[row];
    if (key === undefined || key !== before.keys[row]) continue;
    while (next < moved.length && (moved[next] ?? 0) < key) order[filled++] = rows[next++] ?? 0;
    order[filled++] = row;
  }
  while (next < moved.length) order[filled++] = rows[next++] ?? 0;
  return { keys, order };
}

function movedKeys(keys: Float64Array, before: Float64Array): Float64Array {
  const moved: number[] = [];
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] ?? 0;
    if (key !== before[row]) moved.push(key);
  }
  return Float64Array.from(moved);
}

function rowsOf(keys: Float64Array): Uint32Array {
  const rows = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) rows[i] = (keys[i] ?? 0) % ROW_ROOM;
  return rows;
}
