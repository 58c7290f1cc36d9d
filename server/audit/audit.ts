/** The only writer of the audit: who did what to which report, from where, when. */
import type { Actor } from "#contract/actor";
import type { Principal } from "#domain/may";
import type { Tx } from "../db/database.ts";

/** Who does it, and from where. */
export interface Origin {
  actor: Actor;
  /** Number of what they showed, or null. */
  credential: string | null;
  /** Network address. Of anonymous citizens it is not kept, whoever hands it in. */
  address: string | null;
}

/** Who does it: our own tools have no more to say, requests say from where too. */
export type By = Actor | Origin;

export function asOrigin(by: By): Origin {
  return "actor" in by ? by : { actor: by, credential: null, address: null };
}

export interface AuditEntry extends Origin {
  /** An action of `domain/may.ts`, or a word such as "sign-in". */
  action: string;
  outcome: "done" | "refused";
  /** Folio of the report that it was done to. */
  report?: string | undefined;
  /** What else it was done to: the number of a person, a key, a photo. */
  target?: string | undefined;
  /** Figures, codes and numbers; never a name, a contact or a text that somebody wrote. */
  detail?: Record<string, string | number | boolean | null | undefined> | undefined;
  /** ms; the database's clock unless said otherwise. */
  at?: number | undefined;
}

/** As the origin of whatever somebody does by a request. */
export function originOf({ principal, address }: { principal: Principal; address: string }): Origin {
  return { actor: principal.actor, credential: principal.credential, address };
}

/** In the transaction of what it tells of, before its events: either both are kept or neither. */
export function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  return auditAll(tx, [entry]);
}

/** Several at once, in one statement. */
export async function auditAll(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    at: entry.at === undefined ? null : new Date(entry.at).toISOString(),
    actor_role: entry.actor.role,
    actor_id: entry.actor.id,
    credential: entry.credential,
    address: keepsAddress(entry) ? entry.address : null,
    action: entry.action,
    outcome: entry.outcome,
    folio: entry.report,
    target: entry.target?.slice(0, 200),
    detail: entry.detail,
  }));
  await tx.query(
    `INSERT INTO audit (at, actor_role, actor_id, credential, address, action, outcome, folio, target, detail)
     SELECT coalesce(at, now()), actor_role, actor_id, credential, address, action, outcome, folio, target, detail
       FROM json_to_recordset($1::json) AS a
            (at timestamptz, actor_role text, actor_id text, credential text, address text, action text, outcome text,
             folio text, target text, detail jsonb)`,
    [JSON.stringify(rows)],
  );
}

/** Whoever tries to sign in asks for more than a citizen does: where a failure came from is what an audit is for. */
function keepsAddress({ actor, action }: AuditEntry): boolean {
  return actor.role !== "anonymous" || action === "sign-in" || action === "session.begin";
}
