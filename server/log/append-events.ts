/** The only writer of the log. */
import { brigadeOf, type DraftBy } from "#contract/events";
import type { Tx } from "../db/database.ts";

/**
 * Appends events in the transaction of the change that they tell of, and gives back the place of the last. Must be the
 * transaction's last statement: it takes the log's lock (the row of `log_head`) and holds it until the commit, which is
 * what makes numbers commit in order (LG2). Measured on PostgreSQL 15: see `npm run bench -- commands`. Rejected: a sequence read
 * with "id > last" (loses events whose transaction commits late), and reading below `pg_snapshot_xmin` (any long
 * transaction stalls every reader).
 */
export async function appendEvents(tx: Tx, drafts: readonly DraftBy[] | EventJson): Promise<number> {
  const { json, count } = "json" in drafts ? drafts : asJson(await withAbout(tx, drafts));
  if (count === 0) return headSeq(tx);
  const [head] = await tx.query<{ seq: number }>(
    `WITH head AS (UPDATE log_head SET seq = seq + $2 RETURNING seq),
          added AS (
            INSERT INTO events (seq, at, kind, report_id, version, actor_role, actor_id, body,
                                service, service_before, brigade_id, brigade_before)
            SELECT head.seq - $2 + 1 + e.place, e.at, e.kind, e.report_id, e.version, e.actor_role, e.actor_id, e.body,
                   e.service, e.service_before, e.brigade_id, e.brigade_before
              FROM head, json_to_recordset($1::json) AS e
                   (place bigint, at timestamptz, kind text, report_id bigint, version integer,
                    actor_role text, actor_id text, body jsonb, service text, service_before text,
                    brigade_id integer, brigade_before integer))
     SELECT seq FROM head`,
    [json, count],
  );
  if (!head) throw new Error("the log has no head row");
  return head.seq;
}

/** Those that do not say what they are about leave their report with the brigade that its row says. */
async function withAbout(tx: Tx, drafts: readonly DraftBy[]): Promise<readonly DraftBy[]> {
  const ids = drafts.flatMap(({ about, reportId }) => (about || reportId === null ? [] : [reportId]));
  if (ids.length === 0) return drafts;
  const rows = await tx.query<{ id: number; service: string; brigade: number | null }>(
    "SELECT id, service, brigade_id AS brigade FROM reports WHERE id = ANY ($1)",
    [ids],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return drafts.map((draft) => {
    const row = draft.reportId === null ? undefined : found.get(draft.reportId);
    if (draft.about || !row) return draft;
    return { ...draft, about: { service: row.service, brigade: row.brigade, brigadeBefore: row.brigade } };
  });
}

/** Events as the statement takes them; made beforehand where there are thousands of them. */
export interface EventJson {
  json: string;
  count: number;
}

export function asJson(drafts: readonly DraftBy[]): EventJson {
  const rows = drafts.map((draft, place) => ({
    place,
    at: new Date(draft.at).toISOString(),
    kind: draft.kind,
    report_id: draft.reportId,
    version: draft.version,
    actor_role: draft.actor.role,
    actor_id: draft.actor.id,
    body: draft.body,
    service: draft.about?.service,
    service_before: draft.about?.serviceBefore,
    brigade_id: draft.about?.brigade ?? brigadeOf(draft),
    brigade_before: draft.about?.brigadeBefore,
  }));
  return { json: JSON.stringify(rows), count: rows.length };
}

/** Place of the last committed event, as this transaction sees it. */
export async function headSeq(tx: Tx): Promise<number> {
  return (await readHead(tx)).seq;
}

export async function readHead(tx: Tx): Promise<{ log: string; seq: number }> {
  const [head] = await tx.query<{ log: string; seq: number }>("SELECT log::text, seq FROM log_head");
  if (!head) throw new Error("the log has no head row");
  return head;
}
