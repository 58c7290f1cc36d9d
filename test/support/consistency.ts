/** What must hold of a city's database after anything at all: rows, log, receipts and snapshot tell the same story. */
import { expect } from "vitest";
import { fold, type LiveCity } from "#domain/fold";
import { cityCodes, ReportTable } from "#domain/report-table";
import type { Database, Tx } from "#server/db/database";
import { readDigest } from "#server/live/read-digest";
import { readHead } from "#server/log/append-events";
import { readEvents } from "#server/log/read-events";
import { ops, type TestCity } from "./living-city.ts";
import { expectSameCity } from "./same-city.ts";

/** Rows of every table that a request may write to. Positions and their partitions count as one. */
export async function rowCounts(db: Tx): Promise<Record<string, number>> {
  const tables = [
    "reports",
    "events",
    "contacts",
    "receipts",
    "pings",
    "latest_positions",
    "brigades",
    "imports",
    "photos",
    "notes",
  ];
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  const [row] = await db.query<Record<string, number>>(`SELECT ${counts.join(", ")}`);
  return { ...row };
}

/** Each is a sentence about what must not be, with the statement that finds it. */
const faults = {
  "the log's head is not its last event": `
    SELECT seq FROM log_head WHERE seq <> (SELECT coalesce(max(seq), 0) FROM events)
        OR seq <> (SELECT count(*) FROM events)`,
  "a report without the event that made it": `
    SELECT r.id FROM reports r WHERE NOT EXISTS (
      SELECT 1 FROM events e WHERE e.report_id = r.id AND e.kind IN ('report.received', 'report.imported'))`,
  "a report whose version is not that of its last event": `
    SELECT r.id FROM reports r JOIN events e ON e.report_id = r.id
     GROUP BY r.id, r.version HAVING max(e.version) <> r.version`,
  "a version of a report that no event, or more than one, made": `
    SELECT report_id FROM events WHERE report_id IS NOT NULL
     GROUP BY report_id HAVING count(*) <> max(version) - min(version) + 1 OR count(*) <> count(DISTINCT version)`,
  "an event of a report that does not exist": `
    SELECT seq FROM events e WHERE report_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.id = e.report_id)`,
  "a receipt for what did not happen": `
    SELECT key FROM receipts c WHERE NOT EXISTS (
      SELECT 1 FROM events e WHERE e.report_id = c.report_id AND e.version = c.version)`,
  "a closed report that has no outcome, reason or instant, or an open one that has": `
    SELECT id FROM reports WHERE (status = 'closed') <> (outcome IS NOT NULL) OR (status = 'closed') <> (closed_at IS NOT NULL)`,
  "a merged report that is not closed as a duplicate of the one that goes on for it, or goes on for itself": `
    SELECT id FROM reports WHERE merged_into IS NOT NULL
       AND (status <> 'closed' OR outcome <> 'duplicate' OR duplicate_of IS DISTINCT FROM merged_into OR merged_into = folio)`,
  "reports that were merged in a circle": `
    WITH RECURSIVE chain AS (
      SELECT folio AS start, merged_into FROM reports WHERE merged_into IS NOT NULL
      UNION SELECT start, r.merged_into FROM chain JOIN reports r ON r.folio = chain.merged_into)
    SELECT start FROM chain WHERE start = merged_into`,
  "a note that no event tells of": `
    SELECT id FROM notes n WHERE NOT EXISTS (
      SELECT 1 FROM events e WHERE e.report_id = n.report_id AND e.body->>'note' = n.id)`,
  "a latest position that is none of the positions": `
    SELECT brigade_id FROM latest_positions l WHERE NOT EXISTS (
      SELECT 1 FROM pings p WHERE p.brigade_id = l.brigade_id AND p.at = l.at)`,
  "a brigade whose latest position is not its latest": `
    SELECT brigade_id FROM latest_positions l WHERE l.at < (SELECT max(at) FROM pings p WHERE p.brigade_id = l.brigade_id)`,
};

/** Fails with a sentence for each thing that does not fit. */
export async function expectConsistent(city: TestCity): Promise<void> {
  const { db } = city.ctx;
  const found: string[] = [];
  for (const [sentence, sql] of Object.entries(faults)) {
    const rows = await db.query(sql);
    if (rows.length > 0) found.push(`${sentence}: ${JSON.stringify(rows.slice(0, 5))}`);
  }
  expect(found).toEqual([]);
  const snapshot = await city.snapshot();
  expectSameCity(await foldedFromTheStart(city), snapshot);
  expect(await readDigest(city.ctx, ops)).toEqual({ cursor: snapshot.cursor, ...snapshot.reports.digest });
}

/** The live city by the fold of the whole log. */
async function foldedFromTheStart(city: TestCity): Promise<LiveCity> {
  const { db, rules } = city.ctx;
  const { log } = await readHead(db);
  const reports = new ReportTable(cityCodes(rules.city));
  const folded: LiveCity = {
    log,
    audience: "ops",
    cursor: 0,
    reports,
    brigades: new Map(),
    elsewhere: new Map(),
    alerts: new Map(),
    warnings: new Map(),
    warningsUnreadSince: null,
    unknownEvents: 0,
  };
  for (;;) {
    const events = await readEvents(db, folded.cursor, 5000);
    if (events.length === 0) return folded;
    for (const event of events) fold(folded, event);
  }
}

/** The tables in which a text is found, wherever in them. */
export async function tablesWith(db: Database, text: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> 'spatial_ref_sys'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await db.query(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE $1 LIMIT 1`, [`%${text}%`]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}
