/** Reading the log in its order. */
import { CityEvent, eventKinds, type Logged, UnknownEvent } from "#contract/events";
import type { Tx } from "../db/database.ts";

interface EventRow {
  seq: number;
  at: number;
  kind: string;
  reportId: number | null;
  version: number | null;
  body: unknown;
  service: string | null;
  serviceBefore: string | null;
  brigade: number | null;
  brigadeBefore: number | null;
}

const known = new Set<string>(eventKinds);

/**
 * The events after `cursor`, at most `limit` of them, in order. A plain read is enough: whoever gave a number out had
 * the log's lock until its commit, so nothing with a lower number can still appear (LG2).
 */
export async function readEvents(tx: Tx, cursor: number, limit: number): Promise<Logged[]> {
  const rows = await tx.query<EventRow>(
    `SELECT seq, floor(extract(epoch FROM at) * 1000)::bigint AS at, kind, report_id AS "reportId", version, body,
            service, service_before AS "serviceBefore", brigade_id AS brigade, brigade_before AS "brigadeBefore"
       FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [cursor, limit],
  );
  // A newer server may have written kinds that this one has never heard of; they pass through by their envelope.
  return rows.map((row) => {
    const { service, serviceBefore, brigade, brigadeBefore } = row;
    const about = service === null ? null : { service, serviceBefore, brigade, brigadeBefore };
    return { ...(known.has(row.kind) ? CityEvent.parse(row) : UnknownEvent.parse(row)), about };
  });
}
