/** The live city out of SQL, at one cursor (SN1). */
import { PROTOCOL } from "#contract/live";
import { Refusal } from "#contract/problem";
import { alerts, outcomes, statuses } from "#contract/report";
import { numberOfFolio } from "#domain/folio";
import { type ColumnName, columnNames, emptyColumns, NONE_8, NONE_16 } from "#domain/report-table";
import { encodeSnapshot } from "#domain/snapshot";
import { readBrigades } from "../brigades/registry.ts";
import { readRevision } from "../city/changed-parts.ts";
import type { Context } from "../context.ts";
import { BEGIN_SNAPSHOT } from "../db/database.ts";
import { readHead } from "../log/append-events.ts";

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

/**
 * A snapshot's bytes. One repeatable-read transaction sees either both a change and its event or neither, so the rows
 * are exactly the city after event `cursor`. Rows come as arrays and in SQL's integers: objects cost twice the time.
 */
export async function readSnapshot(
  ctx: Pick<Context, "db" | "rules" | "clock">,
): Promise<Uint8Array<ArrayBuffer>> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const bytes = await readWithRules(ctx);
    if (bytes) return bytes;
    await ctx.rules.catchUp();
  }
  throw new Refusal("busy", "the city is being changed at this moment; ask again");
}

/** Undefined when the rows are of a city that has changed since our rules were made (SN5). */
async function readWithRules(
  ctx: Pick<Context, "db" | "rules" | "clock">,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { revision } = ctx.rules;
  const { codes, fingerprint } = ctx.rules.now;
  return ctx.db.transaction(async (tx) => {
    if ((await readRevision(tx)) !== revision) return undefined;
    const { log, seq } = await readHead(tx);
    const brigades = await readBrigades(tx);
    const rows = await tx.rows<Row>(
      `SELECT id, folio, service, round(ST_X(place) * 1e6)::integer, round(ST_Y(place) * 1e6)::integer, sector, status,
              version, floor(extract(epoch FROM received_at))::bigint,
              floor(extract(epoch FROM promised_at))::bigint, floor(extract(epoch FROM due_at))::bigint,
              brigade_id, alert, reopenings, outcome, reason, coalesce(floor(extract(epoch FROM closed_at)), 0)::bigint
         FROM reports WHERE NOT archived ORDER BY id`,
    );
    const columns = emptyColumns(rows.length);
    rows.forEach((r, row) => {
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
      cursor: seq,
      at: ctx.clock.now(),
      city: fingerprint,
      count: rows.length,
      brigades,
    };
    return encodeSnapshot(head, columns);
  }, BEGIN_SNAPSHOT);
}

function placeIn(list: readonly string[], value: string): number {
  const place = list.indexOf(value);
  if (place < 0) throw new Error(`a report's row holds "${value}", which is none of ${list.join(", ")}`);
  return place;
}

/** A snapshot so young is given again: what came since is caught up from its cursor (LV4). */
const FRESH_MS = 1_000;

/** Shares one reading among all who ask while it is under way or just done: after a restart every wall asks at once. */
export function snapshotReader(
  ctx: Pick<Context, "db" | "rules" | "clock">,
): () => Promise<Uint8Array<ArrayBuffer>> {
  let last: { bytes: Promise<Uint8Array<ArrayBuffer>>; revision: number; until: number } | undefined;
  return () => {
    const { revision } = ctx.rules;
    if (last && last.revision === revision && performance.now() < last.until) return last.bytes;
    const reading = { bytes: readSnapshot(ctx), revision, until: Number.POSITIVE_INFINITY };
    last = reading;
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
