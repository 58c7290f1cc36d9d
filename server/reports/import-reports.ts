/** Takes in reports that happened elsewhere or before: rows with their past, one event each. */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { HistoricReport } from "#contract/history";
import { folioCount, folioOf } from "#domain/folio";
import { reportFromHistory } from "#domain/history";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { insertReports, type NewReport, newReportIds } from "./report-rows.ts";

export interface Imported {
  accepted: number;
  /** There already, by source and id in it. */
  repeated: number;
  refused: { report: HistoricReport; reason: string }[];
}

const system: Actor = { role: "system", id: "import" };

/**
 * Imports a batch in one transaction (some 500 to 2,000 at a time). Doing it again has no effect. A report that is not
 * possible is refused with the reason, and the others go on.
 * @param alongside runs in the same transaction, for bookkeeping that must not differ from what is in
 */
export async function importReports(
  ctx: Pick<Context, "db" | "rules" | "clock" | "brigades" | "randomBelow" | "lane">,
  reports: readonly HistoricReport[],
  alongside?: (tx: Tx, sofar: Imported) => Promise<void>,
): Promise<Imported> {
  const now = ctx.clock.now();
  const refused: Imported["refused"] = [];
  const wanted = new Map<string, HistoricReport>();
  let repeated = 0;
  for (const report of reports) {
    const reason = whyRefused(ctx, report, now);
    const key = sourceKey(report.source, report.sourceId);
    if (reason) refused.push({ report, reason });
    else if (wanted.has(key)) repeated++;
    else wanted.set(key, report);
  }
  const result = await ctx.db.transaction(async (tx) => {
    const there = await existing(tx, [...wanted.values()]);
    const fresh = [...wanted].filter(([key]) => !there.has(key)).map(([, report]) => report);
    const ids = await newReportIds(tx, fresh.length);
    const made = fresh.map((report, i) => makeReport(ctx, report, ids[i] ?? 0, now));
    await insertReports(
      tx,
      made.map((m) => m.row),
    );
    const sofar = { accepted: fresh.length, repeated: repeated + wanted.size - fresh.length, refused };
    await alongside?.(tx, sofar);
    if (made.length > 0)
      await appendEvents(
        tx,
        made.map((m) => m.draft),
      );
    return sofar;
  });
  if (result.accepted > 0) ctx.lane.notify();
  return result;
}

const sourceKey = (source: string, id: string) => JSON.stringify([source, id]);

async function existing(tx: Tx, reports: readonly HistoricReport[]): Promise<Set<string>> {
  const rows = await tx.query<{ source: string; id: string }>(
    `SELECT r.source, r.source_id AS id
       FROM reports r JOIN json_to_recordset($1::json) AS w (source text, "sourceId" text)
         ON r.source = w.source AND r.source_id = w."sourceId"`,
    [JSON.stringify(reports.map(({ source, sourceId }) => ({ source, sourceId })))],
  );
  return new Set(rows.map((row) => sourceKey(row.source, row.id)));
}

function whyRefused(ctx: Pick<Context, "rules">, report: HistoricReport, now: number): string | undefined {
  const { rules } = ctx;
  if (rules.codes.service.codeOf(rules.codes.service.indexOf(report.service)) === null)
    return `service: ${report.service} is not a service of ${rules.city.name}`;
  if (!rules.inside(report.lon, report.lat)) return `lon, lat: outside ${rules.city.name}`;
  if (report.receivedAt > now) return "receivedAt: lies in the future";
  let last = report.receivedAt;
  for (const [i, move] of report.moves.entries()) {
    if (move.at < last) return `moves.${i}.at: lies before what it follows`;
    if (move.at > now) return `moves.${i}.at: lies in the future`;
    last = move.at;
  }
  return undefined;
}

function makeReport(
  ctx: Pick<Context, "rules" | "brigades" | "randomBelow">,
  historic: HistoricReport,
  id: number,
  now: number,
): { row: NewReport; draft: DraftBy } {
  const report = reportFromHistory(historic, {
    id,
    folio: folioOf(ctx.randomBelow(folioCount)),
    sector: ctx.rules.sectorOf(historic.lon, historic.lat),
    brigadeId: (code) => ctx.brigades.get(code)?.id ?? null,
  });
  const keepMs = ctx.rules.city.keepClosedHours * 3_600_000;
  const archived = report.closedAt !== null && report.closedAt < now - keepMs;
  const { channel, description, moves, source, sourceId } = historic;
  const lateReason = report.status === "closed" ? moves.at(-1)?.lateReason : undefined;
  return {
    row: { report, channel, archived, description, lateReason, source: { name: source, id: sourceId } },
    draft: {
      kind: "report.imported",
      at: now,
      reportId: id,
      version: report.version,
      body: { report, archived, source, moves },
      actor: system,
    },
  };
}
