/** Takes in reports that happened elsewhere or before: rows with their past, one event each. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { HistoricReport } from "#contract/history";
import { folioCount, folioOf } from "#domain/folio";
import { reportFromHistory } from "#domain/history";
import { slaState } from "#domain/sla";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents, asJson, type EventJson } from "../log/append-events.ts";
import { insertNewReports, type NewReport, newReportIds, rowsAsJson } from "./report-rows.ts";

export interface Imported {
  accepted: number;
  /** There already, by source and id in it. */
  repeated: number;
  refused: { report: HistoricReport; because: WhyRefused; reason: string }[];
}

export type WhyRefused = "unknown-service" | "outside-city" | "future-date" | "dates-out-of-order";

export interface ImportOptions {
  /** Open reports that were received longer ago than this never enter the live city, ms. Without it all open ones do. */
  liveForMs?: number | undefined;
}

/** A batch ready to be committed: all that can be done to it before its transaction, while another one is under way. */
export interface StagedReports {
  reports: { row: NewReport; draft: DraftBy }[];
  rowsJson: string;
  events: EventJson;
  /** Named twice in the batch. */
  repeated: number;
  refused: Imported["refused"];
  /** The same again with other folios. */
  again(): Promise<StagedReports>;
}

type ImportContext = Pick<Context, "db" | "rules" | "clock" | "brigades" | "randomBelow" | "lane">;

const ATTEMPTS = 3;
/** Between two turns of the event loop, so that a commit under way is not held up. */
const STAGED_AT_ONCE = 250;
const system: Actor = { role: "system", id: "import" };

/**
 * Imports a batch in one transaction (some 500 to 2,000 at a time). Doing it again has no effect. A report that is not
 * possible is refused with the reason, and the others go on.
 * @param alongside runs in the same transaction, for bookkeeping that must not differ from what is in
 */
export async function importReports(
  ctx: ImportContext,
  reports: readonly HistoricReport[],
  alongside?: (tx: Tx, sofar: Imported) => Promise<void>,
  options: ImportOptions = {},
): Promise<Imported> {
  return commitReports(ctx, await stageReports(ctx, reports, options), alongside);
}

export async function stageReports(
  ctx: ImportContext,
  reports: readonly HistoricReport[],
  options: ImportOptions = {},
): Promise<StagedReports> {
  const now = ctx.clock.now();
  const refused: Imported["refused"] = [];
  const wanted = new Map<string, HistoricReport>();
  let repeated = 0;
  for (const report of reports) {
    const why = whyRefused(ctx, report, now);
    const key = JSON.stringify([report.source, report.sourceId]);
    if (why) refused.push({ report, ...why });
    else if (wanted.has(key)) repeated++;
    else wanted.set(key, report);
  }
  const made: StagedReports["reports"] = [];
  const ids = await newReportIds(ctx.db, wanted.size);
  for (const report of wanted.values()) {
    made.push(makeReport(ctx, report, ids[made.length] ?? 0, now, options));
    if (made.length % STAGED_AT_ONCE === 0) await nextTurn();
  }
  const rowsJson = rowsAsJson(made.map(({ row }) => row));
  await nextTurn();
  const events = asJson(made.map(({ draft }) => draft));
  return {
    reports: made,
    rowsJson,
    events,
    repeated,
    refused,
    again: () => stageReports(ctx, reports, options),
  };
}

/** Commits a staged batch, with its bookkeeping, or nothing of it. */
export async function commitReports(
  ctx: ImportContext,
  staged: StagedReports,
  alongside?: (tx: Tx, sofar: Imported) => Promise<void>,
): Promise<Imported> {
  let batch = staged;
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await commitOnce(ctx, batch, alongside);
      if (result.accepted > 0) ctx.lane.notify();
      return result;
    } catch (error) {
      // Among a million folios one in some hundred imports comes up twice; or another import met us on the same rows.
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (attempt === ATTEMPTS || !/^(23505|40...)$/.test(code)) throw error;
      batch = await batch.again();
    }
  }
}

function commitOnce(
  ctx: ImportContext,
  { reports, rowsJson, events, repeated, refused }: StagedReports,
  alongside?: (tx: Tx, sofar: Imported) => Promise<void>,
): Promise<Imported> {
  return ctx.db.transaction(async (tx) => {
    const fresh = reports.length === 0 ? new Set<number>() : await insertNewReports(tx, rowsJson);
    const sofar = { accepted: fresh.size, repeated: repeated + reports.length - fresh.size, refused };
    await alongside?.(tx, sofar);
    const told =
      fresh.size === reports.length
        ? events
        : asJson(reports.filter(({ row }) => fresh.has(row.report.id)).map(({ draft }) => draft));
    if (fresh.size > 0) await appendEvents(tx, told);
    return sofar;
  });
}

function whyRefused(
  { rules }: Pick<Context, "rules">,
  report: HistoricReport,
  now: number,
): { because: WhyRefused; reason: string } | undefined {
  const refuse = (because: WhyRefused, reason: string) => ({ because, reason });
  if (rules.codes.service.codeOf(rules.codes.service.indexOf(report.service)) === null)
    return refuse("unknown-service", `service: ${report.service} is not a service of ${rules.city.name}`);
  if (!rules.inside(report.lon, report.lat))
    return refuse("outside-city", `lon, lat: outside ${rules.city.name}`);
  if (report.receivedAt > now) return refuse("future-date", "receivedAt: lies in the future");
  if (report.dueAt < report.receivedAt)
    return refuse("dates-out-of-order", "dueAt: lies before it was received");
  let last = report.receivedAt;
  for (const [i, move] of report.moves.entries()) {
    if (move.at < last) return refuse("dates-out-of-order", `moves.${i}.at: lies before what it follows`);
    if (move.at > now) return refuse("future-date", `moves.${i}.at: lies in the future`);
    last = move.at;
  }
  return undefined;
}

function makeReport(
  ctx: Pick<Context, "rules" | "brigades" | "randomBelow">,
  historic: HistoricReport,
  id: number,
  now: number,
  { liveForMs = Number.POSITIVE_INFINITY }: ImportOptions,
): { row: NewReport; draft: DraftBy } {
  const report = reportFromHistory(historic, {
    id,
    folio: folioOf(ctx.randomBelow(folioCount)),
    sector: ctx.rules.sectorOf(historic.lon, historic.lat),
    brigadeId: (code) => ctx.brigades.get(code)?.id ?? null,
  });
  // What it was already, the sweep has not to announce: it would tell of an hour long past as of now.
  const state = slaState(report, now, ctx.rules.city.lateSoonShare);
  if (report.closedAt === null) report.alert = state === "comfortable" ? "none" : state;
  const keepMs = ctx.rules.city.keepClosedHours * 3_600_000;
  const archived =
    report.closedAt === null ? report.receivedAt < now - liveForMs : report.closedAt < now - keepMs;
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
      about: { service: report.service, brigade: report.brigade, brigadeBefore: null },
    },
  };
}
