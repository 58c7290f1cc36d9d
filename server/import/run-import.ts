/**
 * Reads a file batch by batch and commits each with its bookkeeping. While one batch is being committed the next is read
 * and staged; two transactions at once were rejected, because on the embedded database they take turns and would wait
 * for each other. Memory holds two batches, whatever the file.
 */
import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { Columns } from "./columns.ts";
import type { CsvRow } from "./csv-reader.ts";
import { batchesOf, type OpenedRows, openRows, rowFault } from "./csv-rows.ts";
import type { Mapping } from "./mapping.ts";
import { Refused } from "./refusals.ts";
import { RefusedFile, type RefusedRow } from "./refused-file.ts";
import { inspectFile, type SourceFile } from "./source-file.ts";
import { advance, finish, type ImportKey, type Standing, takeUp } from "./standing.ts";

export interface ImportFileOptions {
  refusedPath: string;
  onProgress?: (progress: Progress) => void;
  onNote?: (note: string) => void;
  /** Stops after the batch that is under way. */
  signal?: AbortSignal | undefined;
}

export interface Progress extends Standing {
  takenUpAt: number;
  bytes: number;
  size: number;
}

export interface ImportResult extends Standing {
  /** Rows that earlier runs had dealt with. */
  takenUpAt: number;
  /** False when it was stopped before the end of the file. */
  complete: boolean;
}

/** What became of the readable rows of a batch. */
export interface Stored<Item> {
  accepted: number;
  repeated: number;
  refused: { item: Item; reason: string; detail: string }[];
}

/** How the rows of one kind of file are read and stored. */
export interface Kind<Item, Staged> {
  mapping: Mapping;
  /** Whatever else decides what becomes of a row, for the fingerprint. */
  readBy: unknown;
  compile(columns: Columns, file: SourceFile): Promise<(cells: readonly string[]) => Item | Refused>;
  /** May run while another batch is being committed. */
  stage(items: Item[]): Promise<Staged>;
  commit(staged: Staged, alongside: (tx: Tx, stored: Stored<Item>) => Promise<void>): Promise<void>;
}

const BATCH = 1_000;

/** Throws ImportError when the file cannot be read; what was committed until then stays and is not done again. */
export async function runImport<Item extends object, Staged>(
  ctx: Pick<Context, "db">,
  path: string,
  kind: Kind<Item, Staged>,
  options: ImportFileOptions,
): Promise<ImportResult> {
  const file = await inspectFile(path);
  const progress = { bytes: 0, size: file.size, takenUpAt: 0 };
  const opened = await openRows(file, kind.mapping.csv, (bytes) => {
    progress.bytes = bytes;
  });
  try {
    return await importRows(ctx, file, opened, kind, options, progress);
  } finally {
    await opened.pieces.return(undefined);
  }
}

async function importRows<Item extends object, Staged>(
  ctx: Pick<Context, "db">,
  file: SourceFile,
  { names, pieces }: OpenedRows,
  kind: Kind<Item, Staged>,
  options: ImportFileOptions,
  progress: Pick<Progress, "bytes" | "size" | "takenUpAt">,
): Promise<ImportResult> {
  const { mapping } = kind;
  const columns = new Columns(names, mapping.csv, file.shownAs);
  const read = await kind.compile(columns, file);
  for (const absent of columns.absent)
    options.onNote?.(`${file.shownAs} has no column ${absent}: done without it`);

  const refusedFile = new RefusedFile(options.refusedPath, columns.names, mapping.csv.delimiter);
  const key: ImportKey = { source: mapping.source, kind: mapping.kind, file: fingerprint(file, kind) };
  let standing = await takeUp(ctx.db, key);
  const takenUpAt = standing.rowsRead;
  progress.takenUpAt = takenUpAt;
  let complete = true;
  let committing = Promise.resolve();
  try {
    standing = await resumeRefused(refusedFile, standing, options);
    for await (const rows of batchesOf(pieces, { size: BATCH, skip: takenUpAt })) {
      const batch = readRows(rows, names.length, read);
      const staged = await kind.stage([...batch.items.keys()]);
      await committing;
      if (options.signal?.aborted) {
        complete = false;
        break;
      }
      committing = commit(staged, batch);
      // Told when it is awaited above; until then a failure must not count as unhandled.
      committing.catch(() => {});
    }
    await committing;
    if (complete) await finish(ctx.db, key);
  } finally {
    await committing.catch(() => {});
    await refusedFile.close();
  }
  return { ...standing, takenUpAt, complete };

  async function commit(staged: Staged, batch: ReadRows<Item>): Promise<void> {
    let next = standing;
    await kind.commit(staged, async (tx, stored) => {
      next = await afterBatch(standing, batch, stored, refusedFile);
      await advance(tx, key, standing, next);
    });
    standing = next;
    options.onProgress?.({ ...standing, ...progress });
  }
}

/** An import is the same when the file is, and all that decides how it is read. */
function fingerprint(
  file: SourceFile,
  { mapping, readBy }: Pick<Kind<object, unknown>, "mapping" | "readBy">,
): string {
  return createHash("sha256")
    .update(JSON.stringify([file.fingerprint, mapping, readBy]))
    .digest("hex")
    .slice(0, 32);
}

async function resumeRefused(
  file: RefusedFile,
  standing: Standing,
  { onNote }: ImportFileOptions,
): Promise<Standing> {
  if (standing.refusedBytes > 0 && standing.refusedFile !== file.path) {
    onNote?.(`the ${standing.refused} rows that were refused before are in ${standing.refusedFile}`);
    await file.cutTo(0);
    return { ...standing, refusedFile: file.path, refusedBytes: 0 };
  }
  const missing = await file.cutTo(standing.refusedBytes);
  if (missing > 0) {
    onNote?.(`rows that were refused before are gone from ${file.path}; it holds only those from here on`);
    await file.cutTo(0);
    return { ...standing, refusedBytes: 0 };
  }
  return { ...standing, refusedFile: file.path };
}

interface ReadRows<Item> {
  rows: number;
  items: Map<Item, CsvRow>;
  refused: RefusedRow[];
}

function readRows<Item extends object>(
  rows: CsvRow[],
  columns: number,
  read: (cells: readonly string[]) => Item | Refused,
): ReadRows<Item> {
  const batch: ReadRows<Item> = { rows: rows.length, items: new Map(), refused: [] };
  for (const row of rows) {
    const item = rowFault(row, columns) ?? read(row.cells);
    if (item instanceof Refused) batch.refused.push({ ...row, reason: item.reason, detail: item.detail });
    else batch.items.set(item, row);
  }
  return batch;
}

async function afterBatch<Item extends object>(
  before: Standing,
  batch: ReadRows<Item>,
  stored: Stored<Item>,
  file: RefusedFile,
): Promise<Standing> {
  const refused = [...batch.refused];
  for (const { item, reason, detail } of stored.refused) {
    const row = batch.items.get(item);
    if (!row) throw new Error("a row that was never read was refused");
    refused.push({ ...row, reason, detail });
  }
  refused.sort((a, b) => a.line - b.line);
  const reasons = { ...before.reasons };
  for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    rowsRead: before.rowsRead + batch.rows,
    accepted: before.accepted + stored.accepted,
    repeated: before.repeated + stored.repeated,
    refused: before.refused + refused.length,
    reasons,
    refusedFile: file.path,
    refusedBytes: await file.write(before.refusedBytes, refused),
  };
}
