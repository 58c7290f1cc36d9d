/** Searching the audit, page by page. */
import type { AuditFilter, AuditLine } from "#contract/audit";
import type { Tx } from "../db/database.ts";

/** The newest first, from before a line on. */
export function readAudit(
  tx: Tx,
  filter: AuditFilter,
  page: { before?: number | undefined; limit: number },
): Promise<AuditLine[]> {
  const { from, to, actor, folio, action } = filter;
  const when = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  // Only what is asked for, so that the planner knows which index will do.
  const only = (condition: (place: string) => string, value: unknown) => {
    if (value === undefined || value === null) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  only((p) => `a.id < ${p}`, page.before);
  only((p) => `a.at >= ${p}`, when(from));
  only((p) => `a.at < ${p}`, when(to));
  only((p) => `(a.actor_id = ${p} OR a.actor_role = ${p})`, actor);
  only((p) => `a.folio = ${p}`, folio);
  only((p) => `a.action = ${p}`, action);
  parameters.push(page.limit);
  return tx.query<AuditLine>(
    `SELECT a.id, floor(extract(epoch FROM a.at) * 1000)::bigint AS at,
            json_build_object('role', a.actor_role, 'id', a.actor_id) AS actor,
            coalesce(p.name, c.name) AS "actorName", a.credential, a.address, a.action, a.outcome, a.folio, a.target,
            coalesce(tp.name, tc.name) AS "targetName", a.detail
       FROM audit a LEFT JOIN people p ON p.id = a.actor_id LEFT JOIN credentials c ON c.id = a.actor_id
       LEFT JOIN people tp ON tp.id = a.target LEFT JOIN credentials tc ON tc.id = a.target
       ${conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`}
      ORDER BY a.id DESC LIMIT $${parameters.length}`,
    parameters,
  );
}

/** All of it, in pages, so that a year of it never lies in memory. */
export async function* readWholeAudit(
  tx: Tx,
  filter: AuditFilter,
  before: number,
): AsyncGenerator<AuditLine> {
  const limit = 1000;
  let last: number | undefined = before;
  while (last !== undefined) {
    const lines: AuditLine[] = await readAudit(tx, filter, { before: last, limit });
    yield* lines;
    last = lines.length < limit ? undefined : lines.at(-1)?.id;
  }
}
