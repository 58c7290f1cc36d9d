/** Cells by the names of their columns. */
import { ImportError } from "./import-error.ts";
import type { Csv, Lookup } from "./mapping.ts";

/** The first of some columns' cells that is not empty, trimmed; "" when all are. */
export type Pick = (cells: readonly string[]) => string;

/** What a lookup makes of a row: its result, or undefined with the value that it does not know. */
export type Find = (cells: readonly string[]) => { found: string | undefined; value: string };

/** A file's columns, and what was asked of them in vain. */
export class Columns {
  readonly names: readonly string[];
  /** Columns that the mapping names for something that may be left out, and that the file does not have. */
  readonly absent: string[] = [];
  private readonly shownAs: string;
  private readonly places = new Map<string, number>();
  private readonly empty: ReadonlySet<string>;

  constructor(names: readonly string[], csv: Csv, shownAs: string) {
    this.names = names.map((name) => name.trim());
    this.shownAs = shownAs;
    this.empty = new Set(csv.empty);
    for (const [i, name] of this.names.entries()) if (!this.places.has(name)) this.places.set(name, i);
  }

  /** Throws ImportError when the file has none of the columns. */
  need(field: string, columns: readonly string[]): Pick {
    const pick = this.find(columns);
    if (pick) return pick;
    const has = this.names.slice(0, 40).map(shown).join(", ");
    throw new ImportError(
      `${this.shownAs}: has no column ${columns.join(" or ")}, which the mapping names as ${field}; it has ${has}`,
    );
  }

  /** `undefined` when the mapping does not name it, or the file does not have it. */
  may(columns: readonly string[] | undefined): Pick | undefined {
    if (!columns) return undefined;
    const pick = this.find(columns);
    if (!pick) this.absent.push(columns.join(" or "));
    return pick;
  }

  lookup(field: string, lookup: Lookup): Find {
    const values = new Map(Object.entries(lookup.values).map(([value, result]) => [folded(value), result]));
    this.need(field, lookup.columns);
    const picks = lookup.columns.flatMap((column) => this.find([column]) ?? []);
    return (cells) => {
      let shown = "";
      for (const pick of picks) {
        const value = pick(cells);
        const found = values.get(folded(value));
        if (found !== undefined) return { found, value };
        shown ||= value;
      }
      return { found: lookup.otherwise, value: shown };
    };
  }

  private find(columns: readonly string[]): Pick | undefined {
    const places = columns.flatMap((column) => this.places.get(column) ?? []);
    if (places.length === 0) return undefined;
    return (cells) => {
      for (const place of places) {
        const cell = (cells[place] ?? "").trim();
        if (cell !== "" && !this.empty.has(cell)) return cell;
      }
      return "";
    };
  }
}

/** Two spellings that only a machine would tell apart are the same value. */
function folded(value: string): string {
  return value.trim().replaceAll(/\s+/g, " ").normalize("NFC").toLowerCase();
}

/** A name for the terminal: the header of what is no text file may hold anything. */
function shown(name: string): string {
  return name.slice(0, 60).replaceAll(/[\p{C}]/gu, "·");
}
