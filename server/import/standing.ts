/** Where an import stands, as the table `imports` keeps it. */
import type { Database, Tx } from "../db/database.ts";
import { ImportError } from "./import-error.ts";

export interface ImportKey {
  source: string;
  kind: "reports" | "positions";
  /** Fingerprint of the file and of how it is read. */
  file: string;
}

export interface Standing {
  /** Rows of the file that are dealt with, header not counted. */
  rowsRead: number;
  accepted: number;
  repeated: number;
  refused: number;
  reasons: Record<string, number>;
  refusedFile: string | null;
  /** Length of that file as far as it belongs to `rowsRead`. */
  refusedBytes: number;
}

/** Where the import stopped the last time; at the start when it is new, or when it had come to its end. */
export async function takeUp(db: Database, { source, kind, file }: ImportKey): Promise<Standing> {
  await db.query(
    `INSERT INTO imports (source, kind, file) VALUES ($1, $2, $3)
     ON CONFLICT (source, kind, file) DO UPDATE
        SET rows_read = 0, accepted = 0, repeated = 0, refused = 0, reasons = '{}', refused_file = NULL,
            refused_bytes = 0, done = false
      WHERE imports.done`,
    [source, kind, file],
  );
  const [standing] = await db.query<Standing>(
    `SELECT rows_read AS "rowsRead", accepted, repeated, refused, reasons, refused_file AS "refusedFile",
            refused_bytes AS "refusedBytes"
       FROM imports WHERE source = $1 AND kind = $2 AND file = $3`,
    [source, kind, file],
  );
  if (!standing) throw new ImportError("another program has removed this import while it ran");
  return standing;
}

/** Writes that an import has come from one standing to another. Throws ImportError when somebody else moved it. */
export async function advance(tx: Tx, key: ImportKey, from: Standing, to: Standing): Promise<void> {
  const moved = await tx.query(
    `UPDATE imports
        SET rows_read = $5, accepted = $6, repeated = $7, refused = $8, reasons = $9, refused_file = $10,
            refused_bytes = $11
      WHERE source = $1 AND kind = $2 AND file = $3 AND rows_read = $4 AND NOT done
      RETURNING 1`,
    [
      key.source,
      key.kind,
      key.file,
      from.rowsRead,
      to.rowsRead,
      to.accepted,
      to.repeated,
      to.refused,
      JSON.stringify(to.reasons),
      to.refusedFile,
      to.refusedBytes,
    ],
  );
  if (moved.length === 0) throw new ImportError("the same file is being imported by another program");
}

export async function finish(db: Database, { source, kind, file }: ImportKey): Promise<void> {
  await db.query("UPDATE imports SET done = true WHERE source = $1 AND kind = $2 AND file = $3", [
    source,
    kind,
    file,
  ]);
}
