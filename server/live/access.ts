/** What a connected socket may be told, and by what right. */
import type { Socket } from "socket.io";
import type { Audience } from "#contract/actor";
import { FRAME } from "#contract/frame-parser";
import { audienceOf } from "#domain/audience";
import { may, type Principal } from "#domain/may";
import { allow } from "../http/guard.ts";

export interface Access {
  principal: Principal;
  audience: Audience;
  /** May be told where brigades are now. Everybody else is shown what the city shows the public, or nothing. */
  seesPositions: boolean;
  /** How it takes frames. */
  frameEvent: FrameEvent;
  /** What the page calls itself. */
  tab: string | undefined;
}

/** One message by our parser, or two by the stock one. */
export const frameEvents = [FRAME, "positions"] as const;
export type FrameEvent = (typeof frameEvents)[number];

/** Refuses `sign-in-needed` and `forbidden`. */
export function accessFor(principal: Principal, frames = false, tab?: string): Access {
  const reach = allow(principal, "live.subscribe");
  return {
    principal,
    audience: audienceOf(principal, reach),
    seesPositions: may(principal, "position.see"),
    frameEvent: frames ? FRAME : "positions",
    tab,
  };
}

const given = new WeakMap<Socket, Access>();

/** Kept beside the socket and not in it: what is in it, others may log. */
export function giveAccess(socket: Socket, access: Access): void {
  given.set(socket, access);
}

export function accessOf(socket: Socket): Access {
  const access = given.get(socket);
  if (!access) throw new Error("a socket is connected that was not let in");
  return access;
}

export function frameEventOf(socket: Socket): FrameEvent {
  return accessOf(socket).frameEvent;
}
