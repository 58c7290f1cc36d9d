/** The live city out of SQL, at one cursor (SN1). */
import type { Audience } from "#contract/actor";
import type { Brigade } from "#contract/brigade";
import { PROTOCOL } from "#contract/live";
import { Refusal } from "#contract/problem";
import { PublicBrigade } from "#contract/public";
import { alerts, outcomes, statuses } from "#contract/report";
import { keyOf, seesAlert, type ViewRules } from "#domain/audience";
import { numberOfFolio } from "#domain/folio";
import { type PublicRules, publicPlace } from "#domain/public";
import {
  type ColumnName,
  columnNames,
  emptyColumns,
  NONE_8,
  NONE_16,
  whenNotTold,
} from "#domain/report-table";
import { encodeSnapshot } from "#domain/snapshot";
import { alertOf, readOpenAlerts } from "../alerts/alert-rows.ts";
import { readBrigades } from "../brigades/registry.ts";
import { readRevision } from "../city/changed-parts.ts";
import type { Context } from "../context.ts";
import { BEGIN_SNAPSHOT, type Tx } from "../db/database.ts";
import { readHead } from "../log/append-events.ts";
import { readUnreadSince } from "../warnings/feed-reading.ts";
import { readWarnings } from "../warnings/warning-rows.ts";
import { rowsOf, viewRules } from "./view-rules.ts";

type Row = [
  id: number,
  folio: string,
  service: string,
  lon: number,
  lat: number,
  sector: string | null,
  status: string,
  version: number,
  receivedAt: number,
  promisedAt: number,
  dueAt: number,
  brigade: number | null,
  alert: string,
  reopenings: number,
  outcome: string | null,
  reason: string | null,
  closedAt: number,
];

type Ctx = Pick<Context, "db" | "rules" | "clock" | "brigades">;

/**
 * The bytes of an audience's snapshot. One repeatable-read transaction sees either both a change and its event or neither, so the rows
 * are exactly the city after event `cursor`. Rows come as arrays and in SQL's integers: objects cost twice the time.
 */
export async function readSnapshot(ctx: Ctx, audience: Audience): Promise<Uint8Array<ArrayBuffer>> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const bytes = await readWithRules(ctx, audience);
    if (bytes) return bytes;
    await ctx.rules.catchUp();
  }
  throw new Refusal("busy", "the city is being changed at this moment; ask again");
}

/** Undefined when the rows are of a city that has changed since our rules were made (SN5). */
async function readWithRules(ctx: Ctx, audience: Audience): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { revision } = ctx.rules;
  const { codes, fingerprint } = ctx.rules.now;
  const isPublic = audience.kind === "public";
  const rules = viewRules(ctx);
  const { sql, value } = rowsOf(ctx, audience, "$1");
  return ctx.db.transaction(async (tx) => {
    if ((await readRevision(tx)) !== revision) return undefined;
    const { log, seq } = await readHead(tx);
    const registered = await readBrigades(tx);
    const brigades = brigadesFor(rules, audience, registered);
    const elsewhere = await readElsewhere(ctx, tx, audience, registered);
    const open = audience.kind === "ops" ? (await readOpenAlerts(tx)).map(alertOf) : [];
    const warnings = await readWarnings(tx);
    const warningsUnreadSince = await readUnreadSince(tx);
    const rows = await tx.rows<Row>(
      `SELECT id, folio, service, round(ST_X(place) * 1e6)::integer, round(ST_Y(place) * 1e6)::integer, sector, status,
              version, floor(extract(epoch FROM received_at))::bigint,
              floor(extract(epoch FROM promised_at))::bigint, floor(extract(epoch FROM due_at))::bigint,
              ${isPublic ? "NULL::integer" : "brigade_id"}, alert, reopenings, outcome, reason,
              coalesce(floor(extract(epoch FROM closed_at)), 0)::bigint
         FROM reports r WHERE NOT archived AND ${sql} ORDER BY id`,
      [value],
    );
    const columns = emptyColumns(rows.length);
    rows.forEach((r, row) => {
      if (isPublic) placeForAll(r, rules.public);
      const values: Record<ColumnName, number> = {
        id: r[0],
        folio: numberOfFolio(r[1]) ?? 0,
        service: codes.service.indexOf(r[2]),
        lon: r[3],
        lat: r[4],
        sector: codes.sector.indexOf(r[5]),
        status: placeIn(statuses, r[6]),
        version: r[7],
        receivedAt: r[8],
        promisedAt: r[9],
        dueAt: r[10],
        brigade: r[11] ?? NONE_16,
        alert: placeIn(alerts, r[12]),
        reopenings: r[13],
        outcome: r[14] === null ? 0 : placeIn(outcomes, r[14]) + 1,
        reason: r[15] === null ? NONE_8 : codes.reason.indexOf(r[15]),
        closedAt: r[16],
      };
      for (const name of columnNames) columns[name][row] = values[name];
    });
    const head = {
      protocol: PROTOCOL,
      log,
      audience: keyOf(audience),
      cursor: seq,
      at: ctx.clock.now(),
      city: fingerprint,
      count: rows.length,
      columns: isPublic ? columnNames.filter((name) => whenNotTold[name] === undefined) : columnNames,
      brigades,
      elsewhere,
      alerts: open.filter((alert) => seesAlert(audience, alert)),
      warnings,
      warningsUnreadSince,
    };
    return encodeSnapshot(head, columns);
  }, BEGIN_SNAPSHOT);
}

/** By the same function that public events go through, so that both say the same place. */
function placeForAll(row: Row, rules: PublicRules): void {
  const place = publicPlace({ service: row[2], lon: row[3] / 1e6, lat: row[4] / 1e6, sector: row[5] }, rules);
  if (!place) throw new Error(`a report of ${row[2]}, which does not exist in public, was read for it`);
  row[3] = Math.round(place.lon * 1e6);
  row[4] = Math.round(place.lat * 1e6);
  row[5] = place.sector;
}

function brigadesFor(rules: ViewRules, audience: Audience, all: Brigade[]): Brigade[] {
  switch (audience.kind) {
    case "ops":
      return all;
    case "field":
      return all.filter((brigade) => brigade.code === audience.brigade);
    case "public":
      return rules.public.brigades ? all.map((brigade) => PublicBrigade.parse(brigade)) : [];
  }
}

/** Of a department's own brigades how many open reports of others they have (AU12). */
async function readElsewhere(
  ctx: Ctx,
  tx: Tx,
  audience: Audience,
  brigades: readonly Brigade[],
): Promise<[number, number][]> {
  if (audience.kind !== "ops" || audience.department === null) return [];
  const own = brigades.filter(({ department }) => department === audience.department).map(({ id }) => id);
  const { sql, value } = rowsOf(ctx, audience, "$2");
  return tx.rows<[number, number]>(
    `SELECT brigade_id, count(*)::integer FROM reports r
      WHERE NOT archived AND brigade_id = ANY ($1) AND status <> 'closed' AND NOT (${sql})
      GROUP BY brigade_id ORDER BY brigade_id`,
    [own, value],
  );
}

function placeIn(list: readonly string[], value: string): number {
  const place = list.indexOf(value);
  if (place < 0) throw new Error(`a report's row holds "${value}", which is none of ${list.join(", ")}`);
  return place;
}

/** A snapshot so young is given again: what came since is caught up from its cursor (LV4). */
const FRESH_MS = 1_000;

/** Shares one reading among all of an audience who ask while it is under way or just done: after a restart every wall asks at once. */
export function snapshotReader(ctx: Ctx): (audience: Audience) => Promise<Uint8Array<ArrayBuffer>> {
  const kept = new Map<
    string,
    { bytes: Promise<Uint8Array<ArrayBuffer>>; revision: number; until: number }
  >();
  return (audience) => {
    for (const [key, { until }] of kept) if (until <= performance.now()) kept.delete(key);
    const key = keyOf(audience);
    const { revision } = ctx.rules;
    const last = kept.get(key);
    if (last?.revision === revision) return last.bytes;
    const reading = { bytes: readSnapshot(ctx, audience), revision, until: Number.POSITIVE_INFINITY };
    kept.set(key, reading);
    reading.bytes.then(
      () => {
        reading.until = performance.now() + FRESH_MS;
      },
      () => {
        reading.until = 0;
      },
    );
    return reading.bytes;
  };
}
