/** Receipts: a command that is repeated with the same key is answered from here and has no second effect (CM3). */
import type { Actor } from "#contract/actor";
import { CommandAnswer } from "#contract/commands";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Tx } from "../db/database.ts";

export interface Receipt {
  actor: Actor;
  key: string;
  /** Of the command, so that another command under the same key is noticed. */
  fingerprint: string;
}

interface Asking {
  actor: Actor;
  idempotency?: { key: string; fingerprint: string } | undefined;
}

const actorText = (actor: Actor) => `${actor.role}:${actor.id}`;

export async function readReceipts(tx: Tx, commands: readonly Asking[]) {
  const keys = commands.flatMap((command) => command.idempotency?.key ?? []);
  const rows =
    keys.length === 0
      ? []
      : await tx.query<{ actor: string; key: string; fingerprint: string; answer: unknown }>(
          `SELECT r.actor, r.key, r.fingerprint,
                  json_build_object('folio', p.folio, 'version', r.version, 'status', r.status,
                                    'dueAt', to_char(r.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                    'cursor', e.seq) AS answer
             FROM receipts r
             JOIN reports p ON p.id = r.report_id
             JOIN events e ON e.report_id = r.report_id AND e.version = r.version
            WHERE r.key = ANY ($1)`,
          [keys],
        );
  const found = new Map(rows.map((row) => [JSON.stringify([row.actor, row.key]), row]));
  const reused = () =>
    new Refusal("idempotency-key-reused", "Idempotency-Key: it was used before, for another command");
  return {
    reused,
    /** The answer that the command was given before, if it was. Refuses `idempotency-key-reused`. */
    find({ actor, idempotency }: Asking): CommandAnswer | undefined {
      if (!idempotency) return undefined;
      const row = found.get(JSON.stringify([actorText(actor), idempotency.key]));
      if (!row) return undefined;
      if (row.fingerprint !== idempotency.fingerprint) throw reused();
      return CommandAnswer.parse(row.answer);
    },
  };
}

export async function saveReceipts(
  tx: Tx,
  receipts: readonly (Receipt & { report: LiveReport })[],
  now: number,
): Promise<void> {
  if (receipts.length === 0) return;
  const rows = receipts.map(({ actor, key, fingerprint, report }) => ({
    actor: actorText(actor),
    key,
    fingerprint,
    report_id: report.id,
    version: report.version,
    status: report.status,
    due_at: new Date(report.dueAt).toISOString(),
  }));
  await tx.query(
    `INSERT INTO receipts (actor, key, fingerprint, report_id, version, status, due_at, at)
     SELECT actor, key, fingerprint, report_id, version, status, due_at, $2
       FROM json_to_recordset($1::json) AS r
            (actor text, key text, fingerprint text, report_id bigint, version integer, status text,
             due_at timestamptz)`,
    [JSON.stringify(rows), new Date(now).toISOString()],
  );
}
