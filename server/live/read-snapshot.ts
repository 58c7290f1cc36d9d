/** The live city out of SQL, at one cursor (SN1). */
import type { Audience } from "#contract/actor";
import type { Brigade } from "#contract/brigade";
import { PROTOCOL } from "#contract/live";
import { Refusal } from "#contract/problem";
import { PublicBrigade } from "#contract/public";
import { keyOf, seesAlert, type ViewRules } from "#domain/audience";
import { type PublicRules, publicPlace } from "#domain/public";
import { type CityCodes, type Columns, columnNames, NONE_16, whenNotTold } from "#domain/report-table";
import { encodeSnapshot } from "#domain/snapshot";
import { alertOf, readOpenAlerts } from "../alerts/alert-rows.ts";
import { readBrigades } from "../brigades/registry.ts";
import { readRevision } from "../city/changed-parts.ts";
import type { Context } from "../context.ts";
import { BEGIN_SNAPSHOT, type Tx } from "../db/database.ts";
import { readHead } from "../log/append-events.ts";
import { readUnreadSince } from "../warnings/feed-reading.ts";
import { readWarnings } from "../warnings/warning-rows.ts";
import { readColumns } from "./read-columns.ts";
import { rowsOf, viewRules } from "./view-rules.ts";

type Ctx = Pick<Context, "db" | "rules" | "clock" | "brigades">;

/**
 * The bytes of an audience's snapshot. One repeatable-read transaction sees either both a change and its event or neither, so the rows
 * are exactly the city after event `cursor`.
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
  // Together, and before anything is waited for: they are replaced while the city lives.
  const { revision, now: cityRules } = ctx.rules;
  const { codes, fingerprint } = cityRules;
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
    const { columns, count } = await readColumns(tx, cityRules, sql, value);
    if (isPublic) placeForAll(columns, codes, rules.public);
    const head = {
      protocol: PROTOCOL,
      log,
      audience: keyOf(audience),
      cursor: seq,
      at: ctx.clock.now(),
      city: fingerprint,
      count,
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
function placeForAll(columns: Columns, codes: CityCodes, rules: PublicRules): void {
  columns.brigade.fill(NONE_16);
  for (const [row, code] of columns.service.entries()) {
    const service = codes.service.codeOf(code) ?? "";
    const lon = (columns.lon[row] ?? 0) / 1e6;
    const lat = (columns.lat[row] ?? 0) / 1e6;
    const sector = codes.sector.codeOf(columns.sector[row] ?? NONE_16);
    const place = publicPlace({ service, lon, lat, sector }, rules);
    if (!place) throw new Error(`a report of ${service}, which does not exist in public, was read for it`);
    columns.lon[row] = Math.round(place.lon * 1e6);
    columns.lat[row] = Math.round(place.lat * 1e6);
    columns.sector[row] = codes.sector.indexOf(place.sector);
  }
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
