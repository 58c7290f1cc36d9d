/** A city with a fixed clock into which tests import files that they write themselves. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import type { Context } from "#server/context";
import type { Database } from "#server/db/database";
import { importPositionsFile } from "#server/import/import-positions-file";
import { importReportsFile } from "#server/import/import-reports-file";
import { PositionMapping, ReportMapping } from "#server/import/mapping";
import type { SystemOption } from "#server/import/read-place";
import type { ImportFileOptions, ImportResult } from "#server/import/run-import";
import { openContext } from "#server/open-context";
import { root, testDatabase } from "./test-database.ts";

export const NOW = Date.parse("2026-06-15T12:00:00Z");

export class ImportDesk {
  readonly ctx: Context;
  readonly folder = mkdtempSync(join(tmpdir(), "cuadrilla-import-"));

  private constructor(ctx: Context) {
    this.ctx = ctx;
  }

  static async open(city: string, database?: Database): Promise<ImportDesk> {
    const ctx = await openContext({
      db: database ?? (await testDatabase()),
      root,
      city: join(root, "test/cities", city),
      version: "test",
      logger: pino({ level: "silent" }),
      clock: { now: () => NOW },
    });
    return new ImportDesk(ctx);
  }

  /** A desk for another city on a database that has had one: making a database takes longer than most imports. */
  static async takeOver(db: Database, city: string): Promise<ImportDesk> {
    await db.query("UPDATE log_head SET city = NULL");
    return ImportDesk.open(city, { ...db, close: async () => {} });
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  reports(
    path: string,
    mapping: object,
    more: Partial<ImportFileOptions> & { ctx?: Context; system?: SystemOption } = {},
  ): Promise<ImportResult> {
    const { ctx = this.ctx, system, ...options } = more;
    return importReportsFile(ctx, path, ReportMapping.parse({ kind: "reports", ...mapping }), system, {
      refusedPath: `${path}.refused.csv`,
      ...options,
    });
  }

  positions(path: string, mapping: object, more: Partial<ImportFileOptions> = {}): Promise<ImportResult> {
    return importPositionsFile(
      this.ctx,
      path,
      PositionMapping.parse({ kind: "positions", ...mapping }),
      undefined,
      {
        refusedPath: `${path}.refused.csv`,
        ...more,
      },
    );
  }

  /** Lines of the refused rows, header first. */
  refused(path: string): string[] {
    return readFileSync(`${path}.refused.csv`, "utf8").trimEnd().split("\n");
  }

  async count(sql: string, parameters: unknown[] = []): Promise<number> {
    const [row] = await this.ctx.db.query<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`, parameters);
    return row?.n ?? 0;
  }

  async close(): Promise<void> {
    await this.ctx.db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
