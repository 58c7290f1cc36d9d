/** The socket's door: the same guard as HTTP, and the protocol's version before anything else (LV1). */
import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import { frameParser } from "#contract/frame-parser";
import { Handshake, PROTOCOL } from "#contract/live";
import { parseInput, Refusal } from "#contract/problem";
import { addressBehind } from "../http/asker-address.ts";
import { whoAsks } from "../http/guard.ts";
import { type Limit, type Limits, limits as usual } from "../http/limits.ts";
import { whosePage } from "../http/own-origin.ts";
import type { Identities } from "../identity/identities.ts";
import { accessFor, giveAccess } from "./access.ts";

/** What the door needs to know of the house around it. */
export interface SocketHouse {
  publicUrl: string | undefined;
  trustProxy: number;
  limits: () => Limits | undefined;
}

export function createSocketServer(
  http: HttpServer,
  identities: () => Identities | undefined,
  house: SocketHouse,
): Server {
  const io = new Server(http, {
    serveClient: false,
    parser: frameParser,
    // Browsers let any page open a socket to us, with our cookie: its origin is all that gives it away.
    allowRequest: ({ headers }, answer) => answer(null, whosePage(headers, house.publicUrl) !== "other"),
    maxHttpBufferSize: 16_000,
    // Only for finding out who has vanished: pages tell by pulses whether we are there.
    pingInterval: 25_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    // Batches are small and frequent; deflating each for each dashboard costs more than it saves.
    perMessageDeflate: false,
  });
  const admit = async (socket: Socket) => {
    const known = identities();
    if (!known) throw new Refusal("not-ready", "the city is not ready yet");
    const { auth } = socket.handshake;
    if (auth.protocol !== PROTOCOL)
      throw new Refusal(
        "unsupported-protocol",
        `protocol: this server speaks ${PROTOCOL}; load the page anew`,
      );
    const { frames, tab } = parseInput(Handshake, auth, "auth");
    const { headers } = socket.handshake;
    const address = addressBehind(headers, socket.handshake.address, house.trustProxy);
    const { principal } = await whoAsks(known, headers, address, house.publicUrl);
    await house.limits()?.admit("sockets", principal, address);
    giveAccess(socket, accessFor(principal, frames, tab));
  };
  io.use(async (socket, next) => {
    try {
      await admit(socket);
      next();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal("internal-error", "the server failed");
      next(Object.assign(new Error(refusal.message), { data: refusal.toProblem() }));
    }
  });
  io.on("connection", (socket) => limitMessages(socket, house.limits()?.messages ?? usual.messages));
  return io;
}

/** Whoever talks without end is cut off, which costs us less than to answer. */
function limitMessages(socket: Socket, { asks, seconds }: Limit): void {
  let until = 0;
  let left = asks;
  socket.use((_message, next) => {
    const now = performance.now();
    if (now >= until) {
      until = now + seconds * 1000;
      left = asks;
    }
    if (left-- > 0) next();
    else socket.disconnect(true);
  });
}
