/** A report as its past leaves it. */
import type { HistoricReport } from "#contract/history";
import type { LiveReport } from "#contract/report";

export interface Identity {
  id: number;
  folio: string;
  sector: string | null;
  /** Number of a brigade, or null when the city has no such brigade (any more). */
  brigadeId(code: string): number | null;
}

/** The live part after the last of its moves; every move made a version. */
export function reportFromHistory(
  historic: HistoricReport,
  { id, folio, sector, brigadeId }: Identity,
): LiveReport {
  const report: LiveReport = {
    id,
    folio,
    service: historic.service,
    lon: Math.round(historic.lon * 1e6) / 1e6,
    lat: Math.round(historic.lat * 1e6) / 1e6,
    sector,
    status: "received",
    version: 1 + historic.moves.length,
    receivedAt: historic.receivedAt,
    promisedAt: historic.receivedAt,
    dueAt: historic.dueAt,
    brigade: null,
    alert: "none",
    reopenings: 0,
    outcome: null,
    reason: null,
    closedAt: null,
  };
  for (const move of historic.moves) {
    report.status = move.to;
    // Some sources work on what they had closed without saying that it was reopened; open is open.
    if (report.closedAt !== null) {
      report.outcome = null;
      report.reason = null;
      report.closedAt = null;
    }
    if (move.brigade !== undefined) report.brigade = brigadeId(move.brigade);
    if (move.to === "closed") {
      report.outcome = move.outcome ?? "resolved";
      report.reason = move.reason ?? null;
      report.closedAt = move.at;
    }
    if (move.to === "reopened") {
      report.brigade = null;
      report.reason = move.reason ?? null;
      report.promisedAt = move.at;
      report.reopenings = Math.min(255, report.reopenings + 1);
    }
  }
  return report;
}
