/** The socket's door: the same guard as HTTP, and the protocol's version before anything else (LV1). */
import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import { Handshake, PROTOCOL } from "#contract/live";
import { parseInput, Refusal } from "#contract/problem";
import { whoAsks } from "../http/guard.ts";
import type { Identities } from "../identity/identities.ts";
import { accessFor, giveAccess } from "./access.ts";

export function createSocketServer(http: HttpServer, identities: () => Identities | undefined): Server {
  const io = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: 16_000,
    pingInterval: 10_000,
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
    parseInput(Handshake, auth, "auth");
    const { principal } = await whoAsks(known, socket.handshake.headers, socket.handshake.address);
    giveAccess(socket, accessFor(principal));
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
  return io;
}
