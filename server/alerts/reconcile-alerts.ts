/** Brings the open alerts of some kinds to what is so now: what is new is raised, what is over is cleared (AL1). */
import type { Actor } from "#contract/actor";
import type { AlertKind } from "#contract/alerts";
import type { DraftBy } from "#contract/events";
import { NEWS_MS } from "#domain/alert";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import {
  type AlertDraft,
  alertOf,
  clearAlerts,
  growSurges,
  insertAlerts,
  insertDeeds,
  keyOf,
  type OpenRow,
  readClearedSince,
  readOpenOf,
  reopenAlerts,
} from "./alert-rows.ts";

/** Something that is so now, with how long its rule keeps it quiet after it was over. */
export type Found = AlertDraft & { quietMinutes: number };

const MINUTE = 60_000;

/**
 * Several sweeps may meet: a row is raised and cleared once, and who did it tells of it. All of it is one transaction, so a wall that
 * takes a snapshot in between has either the alert and its event or neither.
 */
export async function reconcileAlerts(
  ctx: Pick<Context, "db" | "clock" | "lane">,
  actor: Actor,
  kinds: readonly AlertKind[],
  find: (tx: Tx, now: number, open: readonly OpenRow[]) => Promise<readonly Found[]>,
): Promise<{ raised: number; cleared: number }> {
  const now = ctx.clock.now();
  const done = await ctx.db.transaction(async (tx) => {
    // Before what is so is looked for: what another sweep raises in between is not ours to clear.
    const open = await readOpenOf(tx, kinds);
    const found = await find(tx, now, open);
    const was = new Map(open.map((row) => [keyOf(row), row]));
    const is = new Map(found.map((one) => [keyOf(one), one]));
    // What has become another department's is over for the one, and raised for the other (AL2).
    const over = open.filter((row) => is.get(keyOf(row))?.department !== row.department);
    const grown = await growSurges(
      tx,
      found.filter((one) => was.get(keyOf(one))?.department === one.department),
    );
    const cleared = await clearAlerts(
      tx,
      over.map(({ id }) => id),
      now,
    );
    const fresh = found.filter((one) => !was.has(keyOf(one)));
    const quiet = await readQuiet(tx, kinds, fresh, now);
    const moved = found.filter((one) => (was.get(keyOf(one)) ?? one).department !== one.department);
    const drafts = [...fresh.filter((one) => !quiet(one)), ...moved].map(
      ({ quietMinutes: _, ...draft }) => draft,
    );
    // What was undone or put back stands as it did: those who were told of it, or have seen to it, are not told anew.
    const reopened = await reopenAlerts(tx, drafts, now - NEWS_MS);
    const again = new Set(reopened.map(keyOf));
    const raised = [
      ...reopened,
      ...(await insertAlerts(
        tx,
        drafts.filter((one) => !again.has(keyOf(one))),
        now,
      )),
    ];
    await insertDeeds(
      tx,
      cleared.map(({ id }) => ({ alert: id, kind: "cleared", actor })),
      now,
    );
    const head = { at: now, actor, reportId: null, version: null };
    const events: DraftBy[] = [
      ...cleared.map(({ id, department }) => ({
        ...head,
        kind: "alert.cleared" as const,
        body: { alert: id, department },
      })),
      // A surge that has grown is told again as it is now, under its number.
      ...[...raised, ...grown].map((row) => ({
        ...head,
        kind: "alert.raised" as const,
        body: { alert: alertOf(row) },
      })),
    ];
    if (events.length > 0) await appendEvents(tx, events);
    return { raised: raised.length, cleared: cleared.length, grown: grown.length };
  });
  const { raised, cleared, grown } = done;
  if (raised + cleared + grown > 0) ctx.lane.notify();
  return { raised, cleared };
}

async function readQuiet(
  tx: Tx,
  kinds: readonly AlertKind[],
  fresh: readonly Found[],
  now: number,
): Promise<(one: Found) => boolean> {
  const longest = Math.max(0, ...fresh.map(({ quietMinutes }) => quietMinutes));
  if (longest === 0) return () => false;
  const cleared = await readClearedSince(tx, kinds, now - longest * MINUTE);
  return (one) => {
    const last = cleared.get(keyOf(one));
    if (!last || last.at <= now - one.quietMinutes * MINUTE) return false;
    // A surge that is larger than the one that is over is not the rest of it.
    return one.surge === null || last.count === null || one.surge.count <= last.count;
  };
}
