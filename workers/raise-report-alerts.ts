/** Alerts of reports: late soon, late, and come back with nobody on it. */
import type { Actor } from "#contract/actor";
import type { AlertRule } from "#contract/city";
import { crowds, kindsOfReports, MOST_WAITING, NEWS_MS } from "#domain/alert";
import { ruleFor } from "#domain/alert-rules";
import { alertAbout, type OpenRow } from "#server/alerts/alert-rows";
import { type Found, reconcileAlerts } from "#server/alerts/reconcile-alerts";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import { iso } from "#server/db/iso";
import type { Job } from "#server/queue/runner";

const sweeper: Actor = { role: "system", id: "raise-report-alerts" };
const kinds = kindsOfReports;
type Kind = (typeof kinds)[number];
const MINUTE = 60_000;

/** Read from the rows that the log's own events have made, so that a report which was moved, merged or put right is judged as it is. */
export const raiseReportAlerts: Job = {
  name: "raise-report-alerts",
  every: 5,
  run: (ctx) => reconcileAlerts(ctx, sweeper, kinds, (tx, now, open) => find(ctx, tx, now, open)),
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

/** Whether what a kind tells of is so, whenever it began. `threshold` is the rule's: minutes, or times. */
const isSo: Record<Kind, (row: Row, threshold: number, now: number) => boolean> = {
  late: ({ dueAt }, minutes, now) => now - dueAt >= minutes * MINUTE,
  "late-soon": ({ dueAt }, minutes, now) => dueAt > now && dueAt - now <= minutes * MINUTE,
  reopened: ({ status, reopenings }, times) => status === "reopened" && reopenings >= times,
};

async function find(ctx: Context, tx: Tx, now: number, open: readonly OpenRow[]): Promise<Found[]> {
  const { alerts, services } = ctx.rules.city;
  const departments = new Map(services.map(({ code, department }) => [code, department]));
  const rulesOf = (kind: Kind): Rules => {
    const of = (service: string | null) =>
      ruleFor(alerts, kind, { department: departments.get(service ?? "") ?? null, service });
    return { own: new Map(services.map(({ code }) => [code, of(code)])), others: of(null) };
  };
  const found: Found[] = [];
  for (const kind of kinds) {
    const rules = rulesOf(kind);
    const told = open.filter((row) => row.kind === kind);
    const ids = told.map(({ subject }) => Number(subject.slice("report:".length)));
    const waiting = new Map<string | null, number>();
    for (const { department, acknowledgedAt } of told)
      if (acknowledgedAt === null) waiting.set(department, (waiting.get(department) ?? 0) + 1);
    const rows = [
      ...(ids.length > 0 ? await rowsById(tx, ids) : []),
      ...(await newsOf(tx, kind, { rules: withRoom(rules, crowds(told), departments), now, told: ids })),
    ];
    const known = new Set(ids);
    for (const row of rows) {
      const { id: reportId, folio, service, sector, brigade, lon, lat } = row;
      const rule = rules.own.has(service) ? rules.own.get(service) : rules.others;
      if (!rule || !isSo[kind](row, rule.threshold, now)) continue;
      const department = departments.get(service) ?? null;
      if (!known.has(reportId)) {
        const count = (waiting.get(department) ?? 0) + 1;
        if (count > MOST_WAITING) continue;
        waiting.set(department, count);
      }
      found.push({
        ...alertAbout({ reportId, folio, service, sector, brigade, lon, lat }),
        kind,
        subject: `report:${reportId}`,
        department,
        since: kind === "reopened" ? row.promisedAt : row.dueAt,
        quietMinutes: rule.quietMinutes,
      });
    }
  }
  return found;
}

/** By service, and of services that the city has no more. */
interface Rules {
  own: ReadonlyMap<string, AlertRule | undefined>;
  others: AlertRule | undefined;
}

/** Without those of departments for which no more are raised: theirs must not take the places of others. */
function withRoom(
  { own, others }: Rules,
  crowded: ReturnType<typeof crowds>,
  departments: ReadonlyMap<string, string>,
): Rules {
  const isFull = (department: string | null) => crowded.some((crowd) => crowd.department === department);
  return {
    own: new Map(
      [...own].map(([service, rule]) => [
        service,
        isFull(departments.get(service) ?? null) ? undefined : rule,
      ]),
    ),
    others: isFull(null) ? undefined : others,
  };
}

const columns = `r.id, r.folio, r.service, r.sector, r.brigade_id AS brigade, ST_X(r.place) AS lon, ST_Y(r.place) AS lat,
  r.status, r.reopenings, floor(extract(epoch FROM r.promised_at) * 1000)::bigint AS "promisedAt",
  floor(extract(epoch FROM r.due_at) * 1000)::bigint AS "dueAt"`;
const live = "NOT r.archived AND r.status <> 'closed'";

function rowsById(tx: Tx, ids: readonly number[]): Promise<Row[]> {
  return tx.query(`SELECT ${columns} FROM reports r WHERE ${live} AND r.id = ANY ($1)`, [ids]);
}

/** `isSo` in SQL, with the instant that an index orders by, and which of two comes first. */
const sqlOf: Record<Kind, { at: string; isSo: string; isNews: string; order: "ASC" | "DESC" }> = {
  late: {
    at: "r.due_at",
    isSo: "r.due_at <= u.now - u.threshold * interval '1 minute'",
    isNews: "r.due_at > u.news - u.threshold * interval '1 minute'",
    order: "DESC",
  },
  "late-soon": {
    at: "r.due_at",
    isSo: "r.due_at > u.now AND r.due_at <= u.now + u.threshold * interval '1 minute'",
    isNews: "true",
    order: "ASC",
  },
  reopened: {
    at: "r.promised_at",
    isSo: "r.status = 'reopened' AND r.reopenings >= u.threshold",
    isNews: "r.promised_at > u.news",
    order: "DESC",
  },
};

/**
 * What is so and has been for no longer than a day, or was put right or taken apart within it: by that it may be late for long already.
 * And what was told of until within the day: who puts back or undoes makes the same so again, and nothing that was not told before.
 * Each row meets the rule of its own service before the limit, so that a rule for one service takes no room
 * from the others. Of 100,000 open reports each part reads by its index what lies within the widest rule.
 */
async function newsOf(
  tx: Tx,
  kind: Kind,
  { rules, now, told }: { rules: Rules; now: number; told: readonly number[] },
): Promise<Row[]> {
  const thresholds = [rules.others, ...rules.own.values()].flatMap((rule) => rule?.threshold ?? []);
  if (thresholds.length === 0) return [];
  const widest = Math.max(...thresholds) * MINUTE;
  const since = now - NEWS_MS;
  const [from, to] = {
    late: [since - widest, now],
    "late-soon": [now, now + widest],
    reopened: [since, now],
  }[kind] as [number, number];
  const { at, isSo, isNews, order } = sqlOf[kind];
  const movedBy = (events: string) =>
    `SELECT e.report_id FROM events e WHERE e.kind IN (${events}) AND e.at > $3`;
  const which = (condition: string) =>
    `(SELECT ${columns}
        FROM reports r LEFT JOIN json_to_recordset($1::json) AS t (service text, threshold float8) USING (service),
             LATERAL (SELECT $2::timestamptz AS now, $3::timestamptz AS news,
                             CASE WHEN t.service IS NULL THEN $4::float8 ELSE t.threshold END AS threshold) u
       WHERE ${live} AND ${isSo} AND r.id <> ALL ($5::bigint[]) AND ${condition}
       ORDER BY ${at} ${order}, r.id LIMIT $6)`;
  return tx.query<Row>(
    `${which(`${at} > $7 AND ${at} <= $8 AND ${isNews}`)}
      UNION
     ${which(`r.id IN (${movedBy("'report.corrected', 'report.unmerged'")})`)}
      UNION
     ${which(`r.id IN (${movedBy("'report.unassigned', 'report.undone'")})
              AND EXISTS (SELECT FROM alerts a WHERE a.kind = $9 AND a.subject = 'report:' || r.id AND a.since = ${at}
                                                 AND a.cleared_at > $3)`)}
      LIMIT $6`,
    [
      JSON.stringify(
        [...rules.own].map(([service, rule]) => ({ service, threshold: rule?.threshold ?? null })),
      ),
      iso(now),
      iso(since),
      rules.others?.threshold ?? null,
      told,
      MOST_WAITING,
      iso(from),
      iso(to),
      kind,
    ],
  );
}
