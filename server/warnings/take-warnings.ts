/** Takes in what a feed says: what is new is told when it begins, what it updates or cancels ends, and so does what has expired (AL4). */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import type { Context } from "../context.ts";
import { appendEvents } from "../log/append-events.ts";
import type { CapMessage } from "./read-cap.ts";
import {
  beginDue,
  endExpired,
  endNamed,
  insertUnread,
  insertWarning,
  nameOf,
  readKnown,
} from "./warning-rows.ts";

/** Each message once, in the order in which they were sent: an update comes after what it updates, unless that was not to be had. */
export async function takeWarnings(
  ctx: Pick<Context, "db" | "clock" | "lane">,
  actor: Actor,
  messages: readonly CapMessage[],
): Promise<{ alerted: number; ended: number }> {
  const now = ctx.clock.now();
  const done = await ctx.db.transaction(async (tx) => {
    const head = { at: now, actor, reportId: null, version: null };
    const events: DraftBy[] = [];
    const end = (ids: readonly number[]) => {
      for (const warning of ids) events.push({ ...head, kind: "weather.ended", body: { warning } });
    };
    end(await endExpired(tx, now));
    const isKnown = messages.length === 0 ? () => true : await readKnown(tx, messages);
    for (const message of messages.toSorted((a, b) => a.sent - b.sent)) {
      const { warning, type } = message;
      if (type !== "alert") {
        const named = message.references.filter((one) => nameOf(one) !== nameOf(message));
        // What it ends may not have been had yet, and would be told when it is.
        await insertUnread(tx, named, message.sent);
        end(await endNamed(tx, named, now));
      }
      if (isKnown(message)) continue;
      await insertWarning(tx, message, warning && warning.expires > now ? warning : null);
    }
    for (const warning of await beginDue(tx, now))
      events.push({ ...head, kind: "weather.alerted", body: { warning } });
    if (events.length > 0) await appendEvents(tx, events);
    const alerted = events.filter(({ kind }) => kind === "weather.alerted").length;
    return { alerted, ended: events.length - alerted };
  });
  if (done.alerted + done.ended > 0) ctx.lane.notify();
  return done;
}
