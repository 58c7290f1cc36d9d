/** Notes, questions and answers as rows: the only place of what they say. */
import type { Actor } from "#contract/actor";
import type { Note } from "#contract/card";
import type { Tx } from "../db/database.ts";

export interface NewNote {
  id: string;
  reportId: number;
  at: number;
  kind: Note["kind"];
  visibility: Note["visibility"];
  text: string;
  actor: Actor;
}

export async function insertNotes(tx: Tx, notes: readonly NewNote[]): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map(({ reportId, at, actor, ...note }) => ({
    ...note,
    report_id: reportId,
    at: new Date(at).toISOString(),
    actor_role: actor.role,
    actor_id: actor.id,
  }));
  await tx.query(
    `INSERT INTO notes (id, report_id, at, kind, visibility, text, actor_role, actor_id)
     SELECT id, report_id, at, kind, visibility, text, actor_role, actor_id
       FROM json_to_recordset($1::json) AS n
            (id text, report_id bigint, at timestamptz, kind text, visibility text, text text, actor_role text, actor_id text)`,
    [JSON.stringify(rows)],
  );
}

type NoteRow = Omit<Note, "actor"> & { role: Actor["role"]; actor: string };

/** The oldest first. */
export async function listNotes(tx: Tx, reportId: number): Promise<Note[]> {
  const rows = await tx.query<NoteRow>(
    `SELECT n.id, floor(extract(epoch FROM n.at) * 1000)::bigint AS at, n.kind, n.visibility, n.text, n.actor_role AS role,
            n.actor_id AS actor, coalesce(p.name, c.name) AS "actorName"
       FROM notes n LEFT JOIN people p ON p.id = n.actor_id LEFT JOIN credentials c ON c.id = n.actor_id
      WHERE n.report_id = $1
      ORDER BY n.at, (SELECT min(seq) FROM events e WHERE e.report_id = n.report_id AND e.body->>'note' = n.id)`,
    [reportId],
  );
  return rows.map(({ role, actor, ...note }) => ({ ...note, actor: { role, id: actor } }));
}

/** Erases what was written about these reports, and gives back how much it was. */
export async function eraseNotes(tx: Tx, reportIds: readonly number[]): Promise<number> {
  const gone = await tx.query("DELETE FROM notes WHERE report_id = ANY ($1) RETURNING id", [reportIds]);
  return gone.length;
}
