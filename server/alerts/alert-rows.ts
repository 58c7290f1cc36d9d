/** Rows of alerts, and what becomes of them. */
import type { Actor } from "#contract/actor";
import { Alert, type AlertKind } from "#contract/alerts";
import type { Tx } from "../db/database.ts";
import { iso } from "../db/iso.ts";

/** What an alert tells of, before it has a row. */
export type AlertDraft = Omit<Alert, "id" | "acknowledgedAt" | "snoozedUntil"> & { subject: string };

type About = Omit<AlertDraft, "kind" | "subject" | "department" | "since">;

/** What it is about; what does not apply is null. */
export function alertAbout(about: Partial<About>): About {
  return {
    folio: null,
    reportId: null,
    brigade: null,
    service: null,
    sector: null,
    lon: null,
    lat: null,
    surge: null,
    warning: null,
    ...about,
  };
}

export interface OpenRow {
  id: number;
  kind: AlertKind;
  subject: string;
  department: string | null;
  acknowledgedAt: number | null;
  snoozedUntil: number | null;
  since: number;
  detail: unknown;
}

const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;

export const alertColumns = `id, kind, subject, department, detail, ${ms("since")} AS since,
  ${ms("acknowledged_at")} AS "acknowledgedAt", ${ms("snoozed_until")} AS "snoozedUntil"`;

/** As the wire has it. What is not in the row's detail was not known when it was raised. */
export function alertOf(row: OpenRow): Alert {
  const { id, kind, department, since, acknowledgedAt, snoozedUntil } = row;
  const own = { id, kind, department, since, acknowledgedAt, snoozedUntil };
  return Alert.parse({ ...(row.detail as object), ...own });
}

export function readOpenAlerts(tx: Tx): Promise<OpenRow[]> {
  return tx.query<OpenRow>(`SELECT ${alertColumns} FROM alerts WHERE cleared_at IS NULL ORDER BY id`);
}

export function readOpenOf(tx: Tx, kinds: readonly AlertKind[]): Promise<OpenRow[]> {
  return tx.query<OpenRow>(
    `SELECT ${alertColumns} FROM alerts WHERE cleared_at IS NULL AND kind = ANY ($1) ORDER BY id`,
    [kinds],
  );
}

/** When each was last over, of those that were since then, and of how many reports a surge told. */
export async function readClearedSince(
  tx: Tx,
  kinds: readonly AlertKind[],
  since: number,
): Promise<Map<string, { at: number; count: number | null }>> {
  const rows = await tx.query<{ kind: AlertKind; subject: string; at: number; count: number | null }>(
    `SELECT DISTINCT ON (kind, subject) kind, subject, ${ms("cleared_at")} AS at,
            (detail->'surge'->>'count')::integer AS count FROM alerts
      WHERE kind = ANY ($1) AND cleared_at > $2 ORDER BY kind, subject, cleared_at DESC`,
    [kinds, iso(since)],
  );
  return new Map(rows.map(({ kind, subject, at, count }) => [keyOf({ kind, subject }), { at, count }]));
}

export function keyOf({ kind, subject }: { kind: AlertKind; subject: string }): string {
  return `${kind} ${subject}`;
}

/** Gives back those that were not open already: another sweep may have been faster. */
export async function insertAlerts(tx: Tx, drafts: readonly AlertDraft[], now: number): Promise<OpenRow[]> {
  if (drafts.length === 0) return [];
  const rows = drafts.map(({ kind, subject, department, since, ...detail }) => ({
    kind,
    subject,
    department,
    since: iso(since),
    detail,
  }));
  return tx.query<OpenRow>(
    `INSERT INTO alerts (kind, subject, department, since, raised_at, detail)
     SELECT kind, subject, department, since, $2, detail
       FROM json_to_recordset($1::json) AS a
            (kind text, subject text, department text, since timestamptz, detail jsonb)
     ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO NOTHING
     RETURNING ${alertColumns}`,
    [JSON.stringify(rows), iso(now)],
  );
}

/**
 * Writes the new counts of surges that are open and have grown by half since they were told. Gives back those: another sweep may have
 * been faster.
 */
export async function growSurges(tx: Tx, found: readonly AlertDraft[]): Promise<OpenRow[]> {
  const rows = found.flatMap(({ kind, subject, surge }) => (surge ? [{ kind, subject, surge }] : []));
  if (rows.length === 0) return [];
  return tx.query<OpenRow>(
    `UPDATE alerts AS t SET detail = jsonb_set(t.detail, '{surge}', g.surge)
       FROM json_to_recordset($1::json) AS g (kind text, subject text, surge jsonb)
      WHERE t.cleared_at IS NULL AND t.kind = g.kind AND t.subject = g.subject
        AND (g.surge->>'count')::integer >= 1.5 * (t.detail->'surge'->>'count')::integer
     RETURNING ${alertColumns.replace(/\bkind, subject, /, "t.kind, t.subject, ")}`,
    [JSON.stringify(rows)],
  );
}

/** Gives back those that were open until now. */
export async function clearAlerts(
  tx: Tx,
  ids: readonly number[],
  now: number,
): Promise<{ id: number; department: string | null }[]> {
  if (ids.length === 0) return [];
  return tx.query(
    "UPDATE alerts SET cleared_at = $2 WHERE id = ANY ($1) AND cleared_at IS NULL RETURNING id, department",
    [ids, iso(now)],
  );
}

/**
 * Opens those again that were cleared since then and told of the same: of that report, in that department, since that instant. Each
 * keeps its number, its acknowledgement and its snooze. Gives back those: another sweep may have been faster.
 */
export async function reopenAlerts(tx: Tx, drafts: readonly AlertDraft[], since: number): Promise<OpenRow[]> {
  const rows = drafts.flatMap(({ kind, subject, department, since, ...detail }) =>
    detail.reportId === null ? [] : [{ kind, subject, department, since: iso(since), detail }],
  );
  if (rows.length === 0) return [];
  return tx.query<OpenRow>(
    `UPDATE alerts AS t SET cleared_at = NULL, detail = o.now
       FROM (SELECT DISTINCT ON (a.kind, a.subject) a.id AS last, d.detail AS now
               FROM json_to_recordset($1::json) AS d
                    (kind text, subject text, department text, since timestamptz, detail jsonb)
               JOIN alerts a USING (kind, subject, since)
              WHERE a.cleared_at > $2 AND a.department IS NOT DISTINCT FROM d.department
              ORDER BY a.kind, a.subject, a.cleared_at DESC, a.id DESC) o
      WHERE t.id = o.last AND t.cleared_at IS NOT NULL
     RETURNING ${alertColumns}`,
    [JSON.stringify(rows), iso(since)],
  );
}

export interface DeedRow {
  alert: number;
  kind: "acknowledged" | "snoozed" | "cleared";
  actor: Actor;
  until?: number;
}

export async function insertDeeds(tx: Tx, deeds: readonly DeedRow[], now: number): Promise<void> {
  if (deeds.length === 0) return;
  const rows = deeds.map(({ alert, kind, actor, until }) => ({
    alert_id: alert,
    kind,
    actor_role: actor.role,
    actor_id: actor.id,
    until: until === undefined ? null : iso(until),
  }));
  await tx.query(
    `INSERT INTO alert_deeds (alert_id, at, kind, actor_role, actor_id, until)
     SELECT alert_id, $2, kind, actor_role, actor_id, until
       FROM json_to_recordset($1::json) AS d
            (alert_id bigint, kind text, actor_role text, actor_id text, until timestamptz)`,
    [JSON.stringify(rows), iso(now)],
  );
}
