/** Alerts of reports: late soon, late, and come back with nobody on it. */
import type { Actor } from "#contract/actor";
import type { AlertKind } from "#contract/alerts";
import { ruleFor, widest } from "#domain/alert-rules";
import { type Found, reconcileAlerts } from "#server/alerts/reconcile-alerts";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import type { Job } from "#server/queue/runner";

const sweeper: Actor = { role: "system", id: "raise-report-alerts" };
const kinds = ["late-soon", "late", "reopened"] as const satisfies readonly AlertKind[];
const MINUTE = 60_000;
/** What has been late, or back, for longer is no news: it is among the figures, and an import brings thousands of it. */
const NEWS_MS = 24 * 60 * MINUTE;
/** More at once than anybody reads: every snapshot carries them. */
const MOST = 1000;

/** Read from the rows that the log's own events have made, so that a report which was moved, merged or put right is judged as it is. */
export const raiseReportAlerts: Job = {
  name: "raise-report-alerts",
  every: 5,
  run: (ctx) => reconcileAlerts(ctx, sweeper, kinds, (tx, now) => find(ctx, tx, now)),
};

interface Row {
  id: number;
  folio: string;
  service: string;
  sector: string | null;
  brigade: number | null;
  lon: number;
  lat: number;
  status: string;
  reopenings: number;
  promisedAt: number;
  dueAt: number;
}

async function find(ctx: Context, tx: Tx, now: number): Promise<Found[]> {
  const { alerts, services } = ctx.rules.city;
  const soon = widest(alerts, "late-soon", Math.max) ?? 0;
  const late = widest(alerts, "late", Math.max);
  const again = widest(alerts, "reopened", Math.min);
  const rows = await rowsOf(tx, {
    dueFrom: late === undefined ? now : now - late * MINUTE - NEWS_MS,
    dueTo: now + soon * MINUTE,
    reopenings: again ?? null,
    promisedFrom: now - NEWS_MS,
  });
  const departments = new Map(services.map(({ code, department }) => [code, department]));
  return rows.flatMap((row) => {
    const department = departments.get(row.service) ?? null;
    const found = (kind: AlertKind, since: number, holds: (threshold: number) => boolean): Found[] => {
      const rule = ruleFor(alerts, kind, { department, service: row.service });
      if (!rule || !holds(rule.threshold)) return [];
      const { id: reportId, folio, service, sector, brigade, lon, lat } = row;
      const of = { reportId, folio, service, sector, brigade, lon, lat, surge: null, warning: null };
      const { quietMinutes } = rule;
      return [{ ...of, kind, subject: `report:${reportId}`, department, since, quietMinutes }];
    };
    const lateMs = now - row.dueAt;
    return [
      ...found("late-soon", row.dueAt, (minutes) => lateMs < 0 && -lateMs <= minutes * MINUTE),
      ...found(
        "late",
        row.dueAt,
        (minutes) => lateMs >= minutes * MINUTE && lateMs >= 0 && lateMs < minutes * MINUTE + NEWS_MS,
      ),
      ...found(
        "reopened",
        row.promisedAt,
        (times) => row.status === "reopened" && row.reopenings >= times && now - row.promisedAt < NEWS_MS,
      ),
    ];
  });
}

/** Of the live reports alone, and of those the newest deadlines first where there are more than anybody reads. */
function rowsOf(
  tx: Tx,
  of: { dueFrom: number; dueTo: number; reopenings: number | null; promisedFrom: number },
): Promise<Row[]> {
  return tx.query<Row>(
    `SELECT id, folio, service, sector, brigade_id AS brigade, ST_X(place) AS lon, ST_Y(place) AS lat, status, reopenings,
            floor(extract(epoch FROM promised_at) * 1000)::bigint AS "promisedAt",
            floor(extract(epoch FROM due_at) * 1000)::bigint AS "dueAt"
       FROM reports
      WHERE NOT archived AND status <> 'closed'
        AND ((due_at > $1 AND due_at <= $2) OR (status = 'reopened' AND reopenings >= $3 AND promised_at > $4))
      ORDER BY due_at DESC, id LIMIT $5`,
    [iso(of.dueFrom), iso(of.dueTo), of.reopenings, iso(of.promisedFrom), MOST],
  );
}

const iso = (at: number) => new Date(at).toISOString();
