/** The socket's door: the same guard as HTTP, and the protocol's version before anything else (LV1). */
import type { Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import { Handshake, PROTOCOL } from "#contract/live";
import { parseInput, Refusal } from "#contract/problem";
import { actorOf, allow } from "../http/guard.ts";

export function createSocketServer(http: HttpServer, demo: boolean, isReady: () => boolean): Server {
  const io = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: 16_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    // Batches are small and frequent; deflating each for each dashboard costs more than it saves.
    perMessageDeflate: false,
  });
  io.use((socket, next) => {
    try {
      if (!isReady()) throw new Refusal("not-ready", "the city is not ready yet");
      const { auth } = socket.handshake;
      if (auth.protocol !== PROTOCOL)
        throw new Refusal(
          "unsupported-protocol",
          `protocol: this server speaks ${PROTOCOL}; load the page anew`,
        );
      parseInput(Handshake, auth, "auth");
      allow(actorOf(socket.handshake.headers, demo), "live.subscribe");
      next();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal("internal-error", "the server failed");
      next(Object.assign(new Error(refusal.message), { data: refusal.toProblem() }));
    }
  });
  return io;
}
