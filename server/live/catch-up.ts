/** Brings one dashboard from its cursor to the room's, by reading (LV4, LV5). */
import type { Socket } from "socket.io";
import type { Tx } from "../db/database.ts";
import { readEvents } from "../log/read-events.ts";
import { backlogOf } from "./backlog.ts";
import type { Channel } from "./channel.ts";

/** Events in a message of catching up. */
const AT_ONCE = 1000;

export interface CatchingUp {
  db: Tx;
  socket: Socket;
  channel: Channel;
  cursor: number;
  /** Where the room is by now. */
  sentTo(): number;
  /** False once the dashboard has asked anew. */
  isWanted(): boolean;
  backlogLimit: number;
  /** Called in the same turn of the event loop in which the room's cursor is reached: joining it then misses nothing. */
  whenThere(): void;
}

/** Says "too-slow" when more waits for the connection than may, "unwanted" when nobody waits for it any more. */
export async function catchUp(to: CatchingUp): Promise<"there" | "too-slow" | "unwanted"> {
  const { db, socket, channel, sentTo } = to;
  let at = to.cursor;
  while (at < sentTo()) {
    const events = await readEvents(db, at, Math.min(AT_ONCE, sentTo() - at));
    if (!socket.connected || !to.isWanted()) return "unwanted";
    if (backlogOf(socket) > to.backlogLimit) return "too-slow";
    const last = events.at(-1)?.seq;
    if (last === undefined)
      throw new Error(`the log has no events after ${at}, but its tail is at ${sentTo()}`);
    socket.emit("events", channel.batch(at, last, events));
    at = last;
  }
  if (!to.isWanted()) return "unwanted";
  to.whenThere();
  return "there";
}
