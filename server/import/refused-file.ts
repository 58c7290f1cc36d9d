/** The rows that were refused, each with its line and the reason, as a CSV file beside the one that is imported. */
import { accessSync, constants, statSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { showPath } from "../city/json-file.ts";
import { ImportError } from "./import-error.ts";

export interface RefusedRow {
  line: number;
  reason: string;
  detail: string;
  cells: readonly string[];
}

/**
 * `FILE.refused.csv` beside the file; in the current folder when that one is not to be written. The permission bits
 * count even for a superuser, who could write everywhere: a folder of shared data stays as it is.
 */
export function refusedPathOf(file: string): { path: string; elsewhere: boolean } {
  const name = `${basename(file)}.refused.csv`;
  const folder = dirname(resolve(file));
  try {
    accessSync(folder, constants.W_OK);
    if ((statSync(folder).mode & 0o222) !== 0) return { path: resolve(folder, name), elsewhere: false };
  } catch {
    // Not to be written: elsewhere then.
  }
  return { path: resolve(name), elsewhere: true };
}

const OWN_COLUMNS = ["line", "reason", "detail"];
const HEAD = OWN_COLUMNS.join(",");

export class RefusedFile {
  readonly path: string;
  private readonly columns: readonly string[];
  private readonly delimiter: string;
  private file: FileHandle | undefined;

  constructor(path: string, columns: readonly string[], delimiter: string) {
    this.path = path;
    this.columns = columns;
    this.delimiter = delimiter;
  }

  /** What an earlier run left beyond `length` was never committed; with 0 the file goes. Gives back how much is missing. */
  async cutTo(length: number): Promise<number> {
    if (length === 0) {
      await this.trying(() => this.removeOld());
      return 0;
    }
    const file = await this.opened();
    const { size } = await file.stat();
    if (size > length) await file.truncate(length);
    return Math.max(0, length - size);
  }

  /** Writes rows at a place, so that doing it again changes nothing. Gives back where they end. */
  async write(at: number, rows: readonly RefusedRow[]): Promise<number> {
    if (rows.length === 0) return at;
    const file = await this.opened();
    const head = at === 0 ? this.lineOf([...OWN_COLUMNS, ...this.columns]) : "";
    const lines = rows.map(({ line, reason, detail, cells }) =>
      this.lineOf([`${line}`, reason, detail, ...cells]),
    );
    const bytes = Buffer.from(head + lines.join(""));
    await this.trying(() => file.write(bytes, 0, bytes.length, at));
    return at + bytes.length;
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  /** Only what an earlier run made goes: a wrong --refused must not cost somebody a file. */
  private async removeOld(): Promise<void> {
    let old: FileHandle;
    try {
      old = await open(this.path, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    const { buffer, bytesRead } = await old
      .read(Buffer.alloc(HEAD.length), 0, HEAD.length, 0)
      .finally(() => old.close());
    const head = buffer.subarray(0, bytesRead).toString();
    if (head !== "" && !/^line(.)reason\1detail$/.test(head))
      throw new ImportError(
        `${showPath(this.path)}: is there already and holds no refused rows; --refused names another file`,
      );
    await rm(this.path);
  }

  private async opened(): Promise<FileHandle> {
    // Neither "r+" (it must exist) nor "w" (it would be emptied).
    this.file ??= await this.trying(() => open(this.path, constants.O_RDWR | constants.O_CREAT, 0o644));
    return this.file;
  }

  private lineOf(cells: readonly string[]): string {
    return `${cells.map((cell) => this.quoted(cell)).join(this.delimiter)}\n`;
  }

  private quoted(cell: string): string {
    return cell.includes(this.delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }

  private async trying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ImportError) throw error;
      const code = (error as NodeJS.ErrnoException).code;
      throw new ImportError(
        `${showPath(this.path)}: refused rows cannot be written there (${code}); --refused names another file`,
      );
    }
  }
}
