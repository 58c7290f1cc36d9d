/** Alerts of more reports of a service in a hexagon, within the last hours, than its history explains. */
import type { Actor } from "#contract/actor";
import { ruleFor } from "#domain/alert-rules";
import { LEAST, surgesIn } from "#domain/surge";
import { cellCentreOf } from "#geo/hexagon";
import { alertAbout, type OpenRow } from "#server/alerts/alert-rows";
import { type Found, reconcileAlerts } from "#server/alerts/reconcile-alerts";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import { iso } from "#server/db/iso";
import type { Job } from "#server/queue/runner";

const sweeper: Actor = { role: "system", id: "raise-surges" };
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const HOURS = 3;
/** The same hours of the same weekday, in so many weeks before. */
const WEEKS = 8;

export const raiseSurges: Job = {
  name: "raise-surges",
  every: 120,
  run: (ctx) => reconcileAlerts(ctx, sweeper, ["surge"], (tx, now, open) => find(ctx, tx, now, open)),
};

interface Cell {
  service: string;
  cell: string;
  count: number;
  before: number;
  /** Of the first of those that came just now. */
  since: number | null;
}

async function find(ctx: Context, tx: Tx, now: number, open: readonly OpenRow[]): Promise<Found[]> {
  const { alerts, services } = ctx.rules.city;
  if (!alerts.some(({ kind, on }) => kind === "surge" && on)) return [];
  const cells = await readCells(tx, now);
  const opened = new Set(open.map(({ subject }) => subject));
  const isOpen = (cell: Cell) => opened.has(subjectOf(cell));
  // The others are no surge whatever was usual.
  const asked = cells.filter((cell) => cell.count >= LEAST || isOpen(cell)).map(({ service }) => service);
  const firsts = await readFirsts(tx, [...new Set(asked)]);
  return services.flatMap(({ code: service, department }) => {
    const rule = ruleFor(alerts, "surge", { department, service });
    if (!rule || rule.threshold < 1) return [];
    const own = cells.filter((cell) => cell.service === service);
    const weeks = Math.min(WEEKS, Math.floor((now - (firsts.get(service) ?? now)) / WEEK));
    return surgesIn(own, { weeks, onceIn: rule.threshold, isOpen }).map((found): Found => {
      const { cell, count, expected, since } = found;
      const { lon, lat } = cellCentreOf(cell);
      return {
        ...alertAbout({
          service,
          sector: ctx.rules.now.sectorOf(lon, lat),
          lon,
          lat,
          surge: { cell, count, expected: Math.round(expected * 100) / 100, hours: HOURS },
        }),
        kind: "surge",
        subject: subjectOf(found),
        department,
        since: since ?? now,
        quietMinutes: rule.quietMinutes,
      };
    });
  });
}

const subjectOf = ({ service, cell }: { service: string; cell: string }) => `cell:${service}:${cell}`;

/** By the index on `received_at`, of nine windows of three hours: some thousands of rows in a large city. */
async function readCells(tx: Tx, now: number): Promise<Cell[]> {
  const windows = Array.from({ length: WEEKS + 1 }, (_, week) => ({
    week,
    from: iso(now - week * WEEK - HOURS * HOUR),
    to: iso(now - week * WEEK),
  }));
  return tx.query<Cell>(
    `SELECT r.service, to_hex(r.cell_8) AS cell,
            (count(*) FILTER (WHERE w.week = 0))::integer AS count,
            (count(*) FILTER (WHERE w.week > 0))::integer AS before,
            floor(extract(epoch FROM min(r.received_at) FILTER (WHERE w.week = 0)) * 1000)::bigint AS since
       FROM json_to_recordset($1::json) AS w (week integer, "from" timestamptz, "to" timestamptz)
       JOIN reports r ON r.received_at > w."from" AND r.received_at <= w."to"
      GROUP BY 1, 2`,
    [JSON.stringify(windows)],
  );
}

/** When the first report of each came: one row each, by the index of services and dates. */
async function readFirsts(tx: Tx, services: readonly string[]): Promise<Map<string, number>> {
  if (services.length === 0) return new Map();
  const rows = await tx.query<{ service: string; at: number }>(
    `SELECT s.service, floor(extract(epoch FROM f.received_at) * 1000)::bigint AS at
       FROM unnest($1::text[]) AS s (service),
            LATERAL (SELECT r.received_at FROM reports r WHERE r.service = s.service
                      ORDER BY r.received_at LIMIT 1) f`,
    [services],
  );
  return new Map(rows.map(({ service, at }) => [service, at]));
}
