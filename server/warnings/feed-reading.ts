/** Tells everybody when the authority's feed has not been read for long (AL5): until somebody says so, a dead feed looks like calm weather. */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { iso } from "../db/iso.ts";
import { appendEvents } from "../log/append-events.ts";

/** What a poll came to: `none` where there is no feed to be read. */
export type FeedReading = "read" | "none" | FeedFailure;

export interface FeedFailure {
  at: number;
  /** False while this server only waits after it: another one may have read the feed since. */
  isNew: boolean;
}

/** Nobody is told of what is shorter: an authority's server may be away for some polls. */
export async function noteReading(
  ctx: Pick<Context, "db" | "clock" | "lane">,
  actor: Actor,
  reading: FeedReading,
  patienceMs: number,
): Promise<void> {
  const now = ctx.clock.now();
  const isTold = await ctx.db.transaction(async (tx) => {
    const head = { at: now, actor, reportId: null, version: null };
    const events: DraftBy[] = [];
    if (typeof reading === "object") {
      if (reading.isNew) await insertReading(tx, reading.at);
      const since = await markUnread(tx, Math.min(now - patienceMs, reading.at));
      if (since !== undefined) events.push({ ...head, kind: "weather.unread", body: { since } });
    } else {
      const wasTold = await forgetReading(tx);
      if (reading === "read") await insertReading(tx, now);
      if (wasTold) events.push({ ...head, kind: "weather.read", body: {} });
    }
    if (events.length > 0) await appendEvents(tx, events);
    return events.length > 0;
  });
  if (isTold) ctx.lane.notify();
}

/** Since when, ms, if everybody is told that it is not read. */
export async function readUnreadSince(tx: Tx): Promise<number | null> {
  const [row] = await tx.query<{ since: number }>(`SELECT ${sinceMs} AS since FROM warning_feed WHERE told`);
  return row?.since ?? null;
}

const sinceMs = "floor(extract(epoch FROM since) * 1000)::bigint";

/** Since when, if that is long enough and nobody was told yet. */
async function markUnread(tx: Tx, before: number): Promise<number | undefined> {
  const [row] = await tx.query<{ since: number }>(
    `UPDATE warning_feed SET told = true WHERE NOT told AND since <= $1 RETURNING ${sinceMs} AS since`,
    [iso(before)],
  );
  return row?.since;
}

/** Of several servers the first one's stays. */
async function insertReading(tx: Tx, now: number): Promise<void> {
  await tx.query("INSERT INTO warning_feed (since) VALUES ($1) ON CONFLICT DO NOTHING", [iso(now)]);
}

async function forgetReading(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ told: boolean }>("DELETE FROM warning_feed RETURNING told");
  return row?.told ?? false;
}
