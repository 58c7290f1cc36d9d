/** Reports as rows: how they are read, locked and written. Every write goes through `nextReport`, the fold's own rule. */
import type { Beside, Draft, DraftBy } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { bringsIn, nextReport } from "#domain/report";
import { besideAfter, nothingBeside } from "#domain/standing";
import { cellsOf } from "#geo/hexagon";
import { saveContacts } from "../contacts/contact-rows.ts";
import type { SealedContact } from "../contacts/contact-seal.ts";
import type { Tx } from "../db/database.ts";

/** The live part of a report, by the names of `LiveReport`. */
export const liveColumns = `
  id, folio, service, round(ST_X(place)::numeric, 6)::float8 AS lon, round(ST_Y(place)::numeric, 6)::float8 AS lat,
  sector, status, version,
  floor(extract(epoch FROM received_at) * 1000)::bigint AS "receivedAt",
  floor(extract(epoch FROM promised_at) * 1000)::bigint AS "promisedAt",
  floor(extract(epoch FROM due_at) * 1000)::bigint AS "dueAt",
  brigade_id AS brigade, alert, reopenings, outcome, reason,
  floor(extract(epoch FROM closed_at) * 1000)::bigint AS "closedAt"`;

/** Locks the reports with these folios, in the order of their ids so that two transactions cannot wait for each other. */
export async function lockReports(tx: Tx, folios: readonly string[]): Promise<Locked[]> {
  const rows = await tx.query<LiveReport & { archived: boolean }>(
    `SELECT ${liveColumns}, archived FROM reports WHERE folio = ANY ($1) ORDER BY id FOR UPDATE`,
    [folios],
  );
  return rows.map(({ archived, ...report }) => ({ report, archived }));
}

export interface Locked {
  report: LiveReport;
  /** Not in the live city. */
  archived: boolean;
}

/** The same by number, of those that are not archived. */
export async function lockReportsById(tx: Tx, ids: readonly number[]): Promise<LiveReport[]> {
  if (ids.length === 0) return [];
  return tx.query<LiveReport>(
    `SELECT ${liveColumns} FROM reports WHERE id = ANY ($1) AND NOT archived ORDER BY id FOR UPDATE`,
    [ids],
  );
}

export async function newReportIds(tx: Tx, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await tx.query<{ id: number }>(
    "SELECT nextval('report_ids') AS id FROM generate_series(1, $1)",
    [count],
  );
  return rows.map((row) => row.id);
}

/** What a new report has besides its live part. */
export interface NewReport {
  report: LiveReport;
  channel: string;
  archived: boolean;
  description?: string | undefined;
  contact?: SealedContact | undefined;
  lateReason?: string | undefined;
  source?: { name: string; id: string } | undefined;
}

const insertRows = `
  INSERT INTO reports (id, folio, service, channel, place, sector, cell_7, cell_8, cell_9, status, version,
                       received_at, promised_at, due_at, brigade_id, alert, reopenings, outcome, reason, late_reason, closed_at,
                       archived, description, source, source_id)
  SELECT id, folio, service, channel, ST_SetSRID(ST_MakePoint(lon, lat), 4326), sector, cell7, cell8, cell9, status,
         version, "receivedAt", "promisedAt", "dueAt", brigade, alert, reopenings, outcome, reason, "lateReason", "closedAt",
         archived, description, source, "sourceId"
    FROM json_to_recordset($1::json) AS r
         (id bigint, folio text, service text, channel text, lon float8, lat float8, sector text, cell7 bigint,
          cell8 bigint, cell9 bigint, status text, version integer, "receivedAt" timestamptz, "promisedAt" timestamptz, "dueAt" timestamptz,
          brigade integer, alert text, reopenings smallint, outcome text, reason text, "lateReason" text,
          "closedAt" timestamptz, archived boolean, description text, source text, "sourceId" text)`;

/** The rows of `insertNewReports`, made beforehand where there are thousands of them. */
export function rowsAsJson(reports: readonly NewReport[]): string {
  return JSON.stringify(reports.map(rowOf));
}

/** Inserts those that are not there yet by their source and its id, and gives back their ids. */
export async function insertNewReports(tx: Tx, rowsJson: string): Promise<Set<number>> {
  const rows = await tx.rows<[id: number]>(
    `${insertRows} ON CONFLICT (source, source_id) DO NOTHING RETURNING id`,
    [rowsJson],
  );
  return new Set(rows.map(([id]) => id));
}

export async function insertReports(tx: Tx, reports: readonly NewReport[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.query(insertRows, [rowsAsJson(reports)]);
  await saveContacts(
    tx,
    reports.flatMap(({ report, contact }) => (contact ? [{ reportId: report.id, ...contact }] : [])),
  );
}

/** One literal, because spreading a report into its row took half of an import's time. */
function rowOf({ report, channel, archived, description, lateReason, source }: NewReport): object {
  const { cell7, cell8, cell9 } = cellsOf(report.lon, report.lat);
  return {
    id: report.id,
    folio: report.folio,
    service: report.service,
    channel,
    lon: report.lon,
    lat: report.lat,
    sector: report.sector,
    cell7,
    cell8,
    cell9,
    status: report.status,
    version: report.version,
    receivedAt: iso(report.receivedAt),
    promisedAt: iso(report.promisedAt),
    dueAt: iso(report.dueAt),
    brigade: report.brigade,
    alert: report.alert,
    reopenings: report.reopenings,
    outcome: report.outcome,
    reason: report.reason,
    lateReason,
    closedAt: iso(report.closedAt),
    archived,
    description,
    source: source?.name,
    sourceId: source?.id,
  };
}

export interface Moved {
  before: LiveReport;
  draft: Draft | DraftBy;
}

/** Writes what the drafts make of reports that exist; of several for one report, each with what the one before left. */
export async function updateReports(tx: Tx, moved: readonly Moved[]): Promise<void> {
  const rows = new Map<number, UpdatedRow>();
  const placed = new Map<number, LiveReport>();
  for (const { before, draft } of moved) {
    const after = nextReport(before, draft) ?? { ...before, version: draft.version ?? before.version };
    rows.set(before.id, { ...rows.get(before.id), ...after, ...outsideLivePart(draft) });
    if (isElsewhere(before, after) || placed.has(before.id)) placed.set(before.id, after);
  }
  if (rows.size === 0) return;
  const json = [...rows.values()].map((r) => ({
    ...r,
    promisedAt: iso(r.promisedAt),
    dueAt: iso(r.dueAt),
    closedAt: iso(r.closedAt),
  }));
  await tx.query(
    `UPDATE reports AS t
        SET status = r.status, version = r.version, promised_at = r."promisedAt", due_at = r."dueAt", brigade_id = r.brigade, alert = r.alert,
            reopenings = r.reopenings, outcome = r.outcome, reason = r.reason, closed_at = r."closedAt",
            late_reason = CASE WHEN r."closing" THEN r."lateReason" ELSE t.late_reason END,
            duplicate_of = CASE WHEN r."closing" THEN r."duplicateOf" ELSE t.duplicate_of END,
            merged_into = CASE WHEN r."closing" THEN r."mergedInto" ELSE t.merged_into END,
            archived = coalesce(r.archived, t.archived)
       FROM json_to_recordset($1::json) AS r
            (id bigint, status text, version integer, "promisedAt" timestamptz, "dueAt" timestamptz, brigade integer, alert text,
             reopenings smallint, outcome text, reason text, "closedAt" timestamptz, closing boolean,
             "lateReason" text, "duplicateOf" text, "mergedInto" text, archived boolean)
      WHERE t.id = r.id`,
    [JSON.stringify(json)],
  );
  await updatePlaces(tx, [...placed.values()]);
}

type UpdatedRow = LiveReport & Partial<Beside> & { closing?: boolean; archived?: boolean };

const isElsewhere = (before: LiveReport, after: LiveReport) =>
  before.service !== after.service ||
  before.lon !== after.lon ||
  before.lat !== after.lat ||
  before.sector !== after.sector;

/** Apart from other updates: what a report is and where it lies changes seldom, and has an index. */
async function updatePlaces(tx: Tx, reports: readonly LiveReport[]): Promise<void> {
  if (reports.length === 0) return;
  const rows = reports.map(({ id, service, lon, lat, sector }) => ({
    id,
    service,
    lon,
    lat,
    sector,
    ...cellsOf(lon, lat),
  }));
  await tx.query(
    `UPDATE reports AS t
        SET service = r.service, place = ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326), sector = r.sector,
            cell_7 = r.cell7, cell_8 = r.cell8, cell_9 = r.cell9
       FROM json_to_recordset($1::json) AS r
            (id bigint, service text, lon float8, lat float8, sector text, cell7 bigint, cell8 bigint, cell9 bigint)
      WHERE t.id = r.id`,
    [JSON.stringify(rows)],
  );
}

/** What an event says of a report's row beyond its live part. */
function outsideLivePart(draft: Draft): Partial<UpdatedRow> {
  if (draft.kind === "report.archived") return { archived: true };
  const beside = besideAfter(nothingBeside, draft);
  return { ...(beside && { ...beside, closing: true }), ...(bringsIn(draft) && { archived: false }) };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
