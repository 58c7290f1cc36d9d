/** What a benchmark gives back, and the arithmetic that they share. */
export interface Goal {
  name: string;
  value: number;
  bound: number;
  ok: boolean;
}

export interface Result {
  /** For people. */
  table: string;
  figures: Record<string, number>;
  goals: Goal[];
}

export type Bench = (options: { quick: boolean }) => Promise<Result>;

export const atLeast = (name: string, value: number, bound: number): Goal => ({
  name,
  value: round(value),
  bound,
  ok: value >= bound,
});
export const atMost = (name: string, value: number, bound: number): Goal => ({
  name,
  value: round(value),
  bound,
  ok: value <= bound,
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Of rising values, the one below which so great a share of them lies (nearest rank). */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Three significant figures. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Counts are exact; measurements have three significant figures. */
function shown(value: number): string {
  return (Number.isInteger(value) ? value : round(value)).toLocaleString("en");
}

/** Columns of equal width, first one to the left and the others to the right. */
export function tableOf(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? shown(cell) : cell)));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
