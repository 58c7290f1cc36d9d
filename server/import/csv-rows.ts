/** The rows of a file, in batches. */
import { type CsvFault, CsvReader, type CsvRow } from "./csv-reader.ts";
import { ImportError } from "./import-error.ts";
import type { Csv } from "./mapping.ts";
import { Refused } from "./refusals.ts";
import { type SourceFile, textOf } from "./source-file.ts";

export interface OpenedRows {
  /** Names of the columns: the header row, or what the mapping says. */
  names: readonly string[];
  /** Pieces of any size, read as they are asked for. Throws ImportError when the file cannot be read to its end. */
  pieces: AsyncGenerator<CsvRow[]>;
}

/** Throws ImportError when there is no header. */
export async function openRows(
  file: SourceFile,
  csv: Csv,
  onBytes?: (bytes: number) => void,
): Promise<OpenedRows> {
  const pieces = readPieces(file, csv, onBytes);
  if (csv.columns) return { names: csv.columns, pieces };
  for (;;) {
    const { value: piece, done } = await pieces.next();
    if (done) throw new ImportError(`${file.shownAs}: has no header row`);
    const [header, ...rest] = piece;
    if (header === undefined) continue;
    if (!header.fault) return { names: header.cells, pieces: startingWith(rest, pieces) };
    await pieces.return(undefined);
    throw new ImportError(`${file.shownAs}:${header.line} header: ${faultText[header.fault]}`);
  }
}

async function* readPieces(file: SourceFile, csv: Csv, onBytes?: (bytes: number) => void) {
  const reader = new CsvReader(csv);
  for await (const text of textOf(file, csv.encoding, onBytes)) yield reader.push(text);
  yield reader.end();
}

async function* startingWith<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Batches of `size` rows, but for the last, without the first `skip` rows. */
export async function* batchesOf(
  pieces: AsyncGenerator<CsvRow[]>,
  { size, skip = 0 }: { size: number; skip?: number },
): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  let left = skip;
  for await (const piece of pieces) {
    const rows = piece.slice(Math.min(left, piece.length));
    left -= piece.length - rows.length;
    for (const row of rows) {
      batch.push(row);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

const faultText: Record<CsvFault, string> = {
  "broken-quotes": "its quotes are not closed, or text follows a closing quote",
  "too-long": "it is longer than any row may be",
};

/** Why a row cannot be read at all, whatever is in it. Empty cells beyond the last column do no harm. */
export function rowFault(row: CsvRow, columns: number): Refused | undefined {
  if (row.fault) return new Refused("unreadable-row", faultText[row.fault]);
  const { cells } = row;
  if (cells.length === columns) return undefined;
  if (cells.length > columns && cells.slice(columns).every((cell) => cell.trim() === "")) return undefined;
  return new Refused("wrong-columns", `${cells.length} cells in ${columns} columns`);
}
