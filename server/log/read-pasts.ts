/** What happened to some reports, as rules about them look back on it. */
import { type Actor, Role } from "#contract/actor";
import { CityEvent, eventKinds, UnknownEvent } from "#contract/events";
import type { Past } from "#domain/standing";
import type { Tx } from "../db/database.ts";

interface EventRow {
  at: number;
  kind: string;
  reportId: number;
  version: number;
  body: unknown;
  role: string;
  actor: string;
}

const known = new Set<string>(eventKinds);

/** All events of each, in order; of a report that has none, none. Some tens of rows each, by the index of a report's events. */
export async function readPasts(tx: Tx, ids: readonly number[]): Promise<Map<number, Past[]>> {
  const pasts = new Map<number, Past[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return pasts;
  const rows = await tx.query<EventRow>(
    `SELECT seq, floor(extract(epoch FROM at) * 1000)::bigint AS at, kind, report_id AS "reportId", version, body,
            actor_role AS role, actor_id AS actor
       FROM events WHERE report_id = ANY ($1) ORDER BY seq`,
    [ids],
  );
  for (const row of rows) pasts.get(row.reportId)?.push(pastOf(row));
  return pasts;
}

/** What a newer server did that this one does not know has made a version, and cannot be looked behind. */
function pastOf(row: EventRow): Past {
  const role = Role.safeParse(row.role);
  const actor: Actor = { role: role.success ? role.data : "system", id: row.actor };
  if (known.has(row.kind)) return { ...CityEvent.parse(row), actor } as Past;
  return { ...UnknownEvent.parse(row), kind: "report.touched", body: {}, actor };
}
