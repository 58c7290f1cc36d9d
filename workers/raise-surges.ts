/** Alerts of more reports of a service in a hexagon, within the last hours, than its history explains. */
import type { Actor } from "#contract/actor";
import { ruleFor } from "#domain/alert-rules";
import { surgesIn } from "#domain/surge";
import { cellCentreOf } from "#geo/hexagon";
import { alertAbout } from "#server/alerts/alert-rows";
import { type Found, reconcileAlerts } from "#server/alerts/reconcile-alerts";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
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
  run: (ctx) => reconcileAlerts(ctx, sweeper, ["surge"], (tx, now) => find(ctx, tx, now)),
};

interface Cell {
  service: string;
  cell: string;
  count: number;
  before: number;
  /** Of the first of those that came just now. */
  since: number | null;
}

async function find(ctx: Context, tx: Tx, now: number): Promise<Found[]> {
  const { alerts, services } = ctx.rules.city;
  if (!alerts.some(({ kind, on }) => kind === "surge" && on)) return [];
  const { weeks, cells } = await readCells(tx, now);
  return services.flatMap(({ code: service, department }) => {
    const rule = ruleFor(alerts, "surge", { department, service });
    if (!rule || rule.threshold < 1) return [];
    const own = cells.filter((cell) => cell.service === service);
    return surgesIn(own, { weeks, onceIn: rule.threshold }).map(({ cell, count, expected, since }): Found => {
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
        subject: `cell:${service}:${cell}`,
        department,
        since: since ?? now,
        quietMinutes: rule.quietMinutes,
      };
    });
  });
}

/** By the index on `received_at`, of nine windows of three hours: some thousands of rows in a large city. */
async function readCells(tx: Tx, now: number): Promise<{ weeks: number; cells: Cell[] }> {
  const windows = Array.from({ length: WEEKS + 1 }, (_, week) => ({
    week,
    from: new Date(now - week * WEEK - HOURS * HOUR).toISOString(),
    to: new Date(now - week * WEEK).toISOString(),
  }));
  const cells = await tx.query<Cell>(
    `SELECT r.service, to_hex(r.cell_8) AS cell,
            (count(*) FILTER (WHERE w.week = 0))::integer AS count,
            (count(*) FILTER (WHERE w.week > 0))::integer AS before,
            floor(extract(epoch FROM min(r.received_at) FILTER (WHERE w.week = 0)) * 1000)::bigint AS since
       FROM json_to_recordset($1::json) AS w (week integer, "from" timestamptz, "to" timestamptz)
       JOIN reports r ON r.received_at > w."from" AND r.received_at <= w."to"
      GROUP BY 1, 2`,
    [JSON.stringify(windows)],
  );
  const [first] = await tx.query<{ at: number | null }>(
    "SELECT floor(extract(epoch FROM min(received_at)) * 1000)::bigint AS at FROM reports",
  );
  const weeks = Math.min(WEEKS, Math.floor((now - (first?.at ?? now)) / WEEK));
  return { weeks, cells };
}
