import type { HistoricReport } from "#contract/history";
import type { Context } from "../context.ts";
import { commitReports, type StagedReports, stageReports } from "../reports/import-reports.ts";
import type { ReportMapping } from "./mapping.ts";
import type { SystemOption } from "./read-place.ts";
import { compileReport } from "./read-report.ts";
import { type ImportFileOptions, type ImportResult, runImport } from "./run-import.ts";

const DAY = 86_400_000;

/** Imports a file of reports. Throws ImportError when it cannot be read; refused rows are counted and written down. */
export function importReportsFile(
  ctx: Context,
  path: string,
  mapping: ReportMapping,
  system: SystemOption = {},
  options: ImportFileOptions,
): Promise<ImportResult> {
  const liveForMs = mapping.liveForDays === undefined ? undefined : mapping.liveForDays * DAY;
  return runImport<HistoricReport, StagedReports>(
    ctx,
    path,
    {
      mapping,
      readBy: [system, ctx.rules.city.code],
      compile: async (columns) => compileReport(mapping, columns, ctx.rules, system),
      stage: (reports) => stageReports(ctx, reports, { liveForMs }),
      commit: async (staged, alongside) => {
        await commitReports(ctx, staged, (tx, { accepted, repeated, refused }) =>
          alongside(tx, {
            accepted,
            repeated,
            refused: refused.map(({ report, because, reason }) => ({
              item: report,
              reason: because,
              detail: reason,
            })),
          }),
        );
      },
    },
    options,
  );
}
