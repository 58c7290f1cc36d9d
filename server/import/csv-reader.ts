/**
 * CSV text, in pieces as it comes, to rows with their line. Follows RFC 4180 and what files do besides: any line ending,
 * a quote in the middle of a bare cell, blank lines. What cannot be read costs its own line and never the rest of the
 * file, which is why this is not csv-parse: after an unclosed quote that gives up the buffer (docs/decisions).
 */

export interface CsvRow {
  /** Of the file, from 1, where the row begins. */
  line: number;
  cells: string[];
  /** Why the row cannot be trusted; `cells` then holds its first line as it stands, cut short. */
  fault?: CsvFault;
}

export type CsvFault = "broken-quotes" | "too-long";

/** Longest row, in UTF-16 units: more is a quote that was never closed, or no text file. */
export const ROW_LIMIT = 262_144;
/** What is kept of a row that cannot be read. */
const SHOWN = 500;

const LF = 10;
const CR = 13;

/** `undefined`: the row may go on in the next piece. */
type Parsed = { end: number; row: string[] } | "broken" | undefined;

export class CsvReader {
  private readonly delimiter: number;
  private readonly quote: string;
  /** Text from the beginning of the first row that is not complete. */
  private rest = "";
  private line = 1;
  /** In the middle of a line that was too long: all up to its end is thrown away. */
  private skipping = false;

  /** Both are a single character; an empty quote means that no character quotes. */
  constructor({ delimiter = ",", quote = '"' }: { delimiter?: string; quote?: string } = {}) {
    this.delimiter = delimiter.charCodeAt(0);
    this.quote = quote;
  }

  /** The rows that this piece completes. */
  push(text: string): CsvRow[] {
    return this.read(this.rest + text, false);
  }

  /** The rows that only the end of the file completes. */
  end(): CsvRow[] {
    return this.read(this.rest, true);
  }

  private read(text: string, last: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    let at = 0;
    if (this.skipping) {
      const end = lineEnd(text, 0, last);
      if (end === undefined) {
        // A carriage return at the very end may be half of a line ending.
        this.rest = text.endsWith("\r") ? "\r" : "";
        return rows;
      }
      this.skipping = false;
      this.line++;
      at = end;
    }
    while (at < text.length) {
      const parsed = this.parseRow(text, at, last);
      if (typeof parsed === "object" && parsed.end - at <= ROW_LIMIT) {
        if (parsed.row.length > 0) rows.push({ line: this.line, cells: parsed.row });
        this.line += linesIn(text, at, parsed.end);
        at = parsed.end;
        continue;
      }
      const end = lineEnd(text, at, last) ?? (last ? text.length : undefined);
      const unsure = parsed === undefined || end === undefined;
      if (unsure && !last && text.length - at <= ROW_LIMIT) break;
      const tooLong = (end ?? text.length) - at > ROW_LIMIT;
      rows.push({ line: this.line, cells: [shown(text, at)], fault: tooLong ? "too-long" : "broken-quotes" });
      if (end === undefined) {
        this.skipping = true;
        at = text.length - (text.endsWith("\r") ? 1 : 0);
      } else {
        // Only the first line is given up: if a quote was forgotten there, the lines after it are good rows.
        this.line++;
        at = end;
      }
    }
    this.rest = text.slice(at);
    return rows;
  }

  private parseRow(text: string, start: number, last: boolean): Parsed {
    const { quote, delimiter } = this;
    const row: string[] = [];
    let at = start;
    for (;;) {
      let end: number;
      if (quote !== "" && text.startsWith(quote, at)) {
        const cell = quotedCell(text, at + 1, quote, last);
        if (cell === undefined || cell === "broken") return cell;
        row.push(cell.value);
        end = cell.end;
      } else {
        end = bareEnd(text, at, delimiter);
        if (end === text.length && !last) return undefined;
        row.push(text.slice(at, end));
      }
      if (end === text.length) return { end, row };
      const next = text.charCodeAt(end);
      if (next === delimiter) {
        at = end + 1;
        continue;
      }
      if (next !== LF && next !== CR) return "broken";
      const after = lineEnd(text, end, last);
      if (after === undefined) return undefined;
      // A line with nothing in it is no row.
      return { end: after, row: end === start ? [] : row };
    }
  }
}

/** The cell whose text begins at `from`, behind its opening quote. `undefined`: more text is needed to tell. */
function quotedCell(
  text: string,
  from: number,
  quote: string,
  last: boolean,
): { value: string; end: number } | "broken" | undefined {
  let value = "";
  for (let at = from; ; ) {
    const closing = text.indexOf(quote, at);
    if (closing < 0) return last ? "broken" : undefined;
    if (closing + 1 === text.length && !last) return undefined;
    if (!text.startsWith(quote, closing + 1))
      return { value: value + text.slice(at, closing), end: closing + 1 };
    value += text.slice(at, closing + 1);
    at = closing + 2;
  }
}

function bareEnd(text: string, from: number, delimiter: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === delimiter || code === LF || code === CR) return at;
  }
  return text.length;
}

/** Behind the next line ending; `undefined` when there is none, or its other half may still come. */
function lineEnd(text: string, from: number, last: boolean): number | undefined {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF) return at + 1;
    if (code !== CR) continue;
    if (at + 1 === text.length) return last ? at + 1 : undefined;
    return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }
  return undefined;
}

/** Line endings in [from, to); at least one, because the last row of a file may lack its own. */
function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) lines++;
  }
  return Math.max(1, lines);
}

function shown(text: string, start: number): string {
  return text.slice(start, start + SHOWN).split(/[\r\n]/, 1)[0] ?? "";
}
