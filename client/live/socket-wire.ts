/** The real wire: socket.io, every message parsed before anybody hears it. */
import { io, type Socket } from "socket.io-client";
import type { z } from "zod";
import { frameReader } from "#contract/frame";
import { FRAME, frameParser } from "#contract/frame-parser";
import { DigestAt, EventBatch, PROTOCOL, Pulse, SnapshotNeeded } from "#contract/live";
import { ClaimLost, Presence, PresenceAnswer } from "#contract/presence";
import { backOff } from "./back-off.ts";
import type { PresenceEars, PresenceWire } from "./presence.ts";
import { tabName } from "./tab-name.ts";
import { SubscribeAnswer, type Wire, type WireEars } from "./wire.ts";

const ANSWER_WITHIN = 10_000;

const tab = tabName(() => sessionStorage, window);

export function socketWire(presence: PresenceEars): Wire & PresenceWire {
  const socket: Socket = io({
    transports: ["websocket", "polling"],
    parser: frameParser,
    auth: { protocol: PROTOCOL, frames: true, tab },
    reconnectionDelay: 500,
    reconnectionDelayMax: 8000,
    randomizationFactor: 0.5,
    autoConnect: false,
  });
  return {
    open(ears) {
      listen(socket, ears);
      listenForPresence(socket, presence);
      socket.connect();
    },
    async subscribe(from) {
      return SubscribeAnswer.parse(await socket.timeout(ANSWER_WITHIN).emitWithAck("subscribe", from));
    },
    async say(name, message) {
      if (!socket.connected) throw new Error("there is no connection");
      return PresenceAnswer.parse(await socket.timeout(ANSWER_WITHIN).emitWithAck(name, message));
    },
    tellDigest(own) {
      socket.emit("digest", own);
    },
    retry() {
      socket.disconnect().connect();
    },
    close() {
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}

function listen(socket: Socket, ears: WireEars): void {
  let refusals = 0;
  const connectAgain = () => {
    setTimeout(() => socket.connect(), backOff(refusals++, Math.random));
  };
  socket.on("connect", () => {
    refusals = 0;
    ears.connected();
  });
  socket.on("disconnect", (reason) => {
    ears.disconnected();
    // The one case in which socket.io does not come back by itself.
    if (reason === "io server disconnect") connectAgain();
  });
  socket.on("connect_error", (error) => {
    const code = codeOf(error);
    if (code !== undefined) ears.refused(code);
    if (!socket.active && code !== "unsupported-protocol") connectAgain();
  });

  const hear = <T>(name: string, schema: z.ZodType<T>, ear: (message: T) => void) => {
    socket.on(name, (raw: unknown) => {
      const message = schema.safeParse(raw);
      if (message.success) ear(message.data);
      else ears.garbled();
    });
  };
  hear("events", EventBatch, ears.events);
  hear("digest", DigestAt, ears.digest);
  hear("pulse", Pulse, ears.pulse);
  socket.on("signed-out", () => ears.signedOut());
  hear("snapshot-needed", SnapshotNeeded, () => ears.snapshotNeeded());
  const read = frameReader();
  socket.on(FRAME, (raw: unknown) => {
    // A frame is superseded by the next one: a bad one is dropped, and no reason to take the city anew.
    if (!(raw instanceof ArrayBuffer)) return;
    try {
      ears.positions(read(new Uint8Array(raw)));
    } catch {}
  });
}

/** A list that does not keep the contract is no reason to take the city anew: the next one replaces it. */
function listenForPresence(socket: Socket, ears: PresenceEars): void {
  socket.on("connect", () => ears.connected());
  socket.on("presence", (raw: unknown) => {
    const list = Presence.safeParse(raw);
    if (list.success) ears.presence(list.data);
  });
  socket.on("claim-lost", (raw: unknown) => {
    const lost = ClaimLost.safeParse(raw);
    if (lost.success) ears.claimLost(lost.data);
  });
}

function codeOf(error: Error): string | undefined {
  const data: unknown = "data" in error ? error.data : undefined;
  if (typeof data !== "object" || data === null || !("code" in data)) return undefined;
  return typeof data.code === "string" ? data.code : undefined;
}
