/** What an import says at its end, and while it goes on. */
import { showPath } from "../city/json-file.ts";
import type { ImportResult, Progress } from "./run-import.ts";

const figures = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export interface Timing {
  seconds: number;
  /** Largest that this process has been, bytes. */
  peakMemory: number;
}

/** A table of what became of the rows: refused ones by reason, most frequent first. */
export function summaryOf(title: string, result: ImportResult, { seconds, peakMemory }: Timing): string {
  const rows: [string, number][] = [
    ["rows", result.rowsRead],
    ["accepted", result.accepted],
    ["repeated", result.repeated],
    ["refused", result.refused],
    ...Object.entries(result.reasons)
      .sort((a, b) => b[1] - a[1])
      .map(([reason, count]): [string, number] => [`  ${reason}`, count]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const done = result.rowsRead - result.takenUpAt;
  return [
    title,
    ...rows.map(([name, count]) => `  ${name.padEnd(width)}  ${figures.format(count).padStart(11)}`),
    `${figures.format(done)} rows in ${seconds.toFixed(1)} s, ${rate(done, seconds)}; peak memory ${figures.format(peakMemory / 1e6)} MB`,
    ...(result.refusedBytes > 0 && result.refusedFile
      ? [`refused rows: ${showPath(result.refusedFile)}`]
      : []),
    ...(result.complete
      ? []
      : [`stopped after row ${figures.format(result.rowsRead)}; the same command goes on from there`]),
  ].join("\n");
}

/** After so many seconds of this run. */
export function progressLine(progress: Progress, seconds: number): string {
  const share = Math.min(100, Math.floor((100 * progress.bytes) / progress.size));
  return `${figures.format(progress.rowsRead)} rows, ${rate(progress.rowsRead - progress.takenUpAt, seconds)}, ${share} % of the file`;
}

function rate(rows: number, seconds: number): string {
  return `${figures.format(rows / Math.max(seconds, 1e-3))} rows/s`;
}
