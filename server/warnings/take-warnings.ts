/** Takes in what a feed says: what is new is told, what it updates or cancels ends, and so does what has expired (AL4). */
import type { Actor } from "#contract/actor";
import type { DraftBy } from "#contract/events";
import { touchesCity } from "#geo/cap-area";
import type { Context } from "../context.ts";
import { appendEvents } from "../log/append-events.ts";
import type { CapMessage } from "./read-cap.ts";
import { endExpired, endNamed, insertWarning, readKnown } from "./warning-rows.ts";

/** Each message once, in the order in which they were sent: an update comes after what it updates. */
export async function takeWarnings(
  ctx: Pick<Context, "db" | "clock" | "lane" | "rules">,
  actor: Actor,
  messages: readonly CapMessage[],
): Promise<{ alerted: number; ended: number }> {
  const now = ctx.clock.now();
  const { boundary } = ctx.rules.city;
  const done = await ctx.db.transaction(async (tx) => {
    const head = { at: now, actor, reportId: null, version: null };
    const events: DraftBy[] = [];
    const end = (ids: readonly number[]) => {
      for (const warning of ids) events.push({ ...head, kind: "weather.ended", body: { warning } });
    };
    end(await endExpired(tx, now));
    const isKnown = messages.length === 0 ? () => true : await readKnown(tx, messages);
    const fresh = messages.filter((message) => !isKnown(message)).sort((a, b) => a.sent - b.sent);
    for (const message of fresh) {
      const { warning, type, references } = message;
      if (type !== "alert") end(await endNamed(tx, references, now));
      const isOurs =
        warning !== null &&
        warning.expires > now &&
        touchesCity(
          warning.area.flatMap((polygon) => polygon.slice(0, 1)),
          boundary,
        );
      const id = await insertWarning(tx, message, isOurs ? warning : null);
      if (id !== undefined && isOurs)
        events.push({ ...head, kind: "weather.alerted", body: { warning: { ...warning, id } } });
    }
    if (events.length > 0) await appendEvents(tx, events);
    const alerted = events.filter(({ kind }) => kind === "weather.alerted").length;
    return { alerted, ended: events.length - alerted };
  });
  if (done.alerted + done.ended > 0) ctx.lane.notify();
  return done;
}
