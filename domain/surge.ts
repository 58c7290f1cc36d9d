/** Whether more reports have come from somewhere than its history explains. */

export interface SurgeCell {
  /** How many came just now. */
  count: number;
  /** How many came in the same hours of the same weekday, in all of the weeks together. */
  before: number;
}

/** So many weeks of nothing but the average stand beside a cell's own: one with little history is not surprised by its second report. */
const PRIOR_WEEKS = 2;
/** Fewer are a coincidence, wherever they are. */
export const LEAST = 4;
/** Nowhere is so quiet that nothing is ever expected. */
const FLOOR = 0.05;
/** Of a service with less history nobody knows what is usual. */
export const LEAST_WEEKS = 2;
/** What is a surge already stays one until so many times likelier: a count that slides by one neither ends nor begins it. */
const STAYS = 20;

/**
 * How many are expected, of one service: a cell's own mean drawn towards the mean of all cells, the more so the fewer weeks there
 * are (the mean of a gamma-Poisson posterior).
 */
export function expectedIn(before: number, weeks: number, meanOfAll: number): number {
  return Math.max(FLOOR, (before + PRIOR_WEEKS * meanOfAll) / (weeks + PRIOR_WEEKS));
}

/** P(X ≥ count) of a Poisson distribution. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  // From the count upwards: 1 − (the sum below) would be nothing but rounding where it matters.
  let term = Math.exp(count * Math.log(mean) - mean - logFactorial(count));
  let tail = 0;
  for (let k = count + 1; term > tail * 1e-16; k++) {
    tail += term;
    term *= mean / k;
  }
  return Math.min(1, tail);
}

/**
 * Of cells of one service those in which so many come less than once in `onceIn` by chance, with what was expected. None while there
 * is too little history.
 */
export function surgesIn<C extends SurgeCell>(
  cells: readonly C[],
  { weeks, onceIn, isOpen = () => false }: { weeks: number; onceIn: number; isOpen?: (cell: C) => boolean },
): (C & { expected: number })[] {
  if (weeks < LEAST_WEEKS) return [];
  const all = cells.reduce((sum, { before }) => sum + before, 0);
  const meanOfAll = cells.length === 0 ? 0 : all / cells.length / weeks;
  return cells.flatMap((cell) => {
    const expected = expectedIn(cell.before, weeks, meanOfAll);
    const tail = poissonTail(cell.count, expected);
    const isSurge = isOpen(cell) ? tail < STAYS / onceIn : cell.count >= LEAST && tail < 1 / onceIn;
    return isSurge ? [{ ...cell, expected }] : [];
  });
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += Math.log(k);
  return sum;
}
