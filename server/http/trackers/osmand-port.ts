/** The port of its own for trackers that know an address, a port and nothing else: any path is the OsmAnd door. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import type { TrackerDoors } from "./doors.ts";
import { MendedSocket } from "./mended-socket.ts";

const HEADERS_MS = 10_000;

/** At once, of which each is a file to the system: whoever opens them without end must not leave the pages none. */
const MOST_CONNECTIONS = 10_000;

/** Throws what `listen` does. */
export async function openOsmandPort(
  doors: TrackerDoors,
  port: number,
  host: string,
  mostConnections = MOST_CONNECTIONS,
): Promise<Server> {
  const server = createServer(
    // There are trackers that name no host.
    { requestTimeout: 30_000, headersTimeout: HEADERS_MS, maxHeaderSize: 16_384, requireHostHeader: false },
    // Directly before their network there is no proxy whose word would count.
    (request, response) => void doors.answer("osmand", request, response, 0),
  );
  answerHalfClosed(server);
  // In front of Node's own reading of a connection, so that its limits and its closing are those of any HTTP server.
  const [read] = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => read?.call(server, new MendedSocket(socket, HEADERS_MS)));
  server.maxConnections = mostConnections;
  server.on("drop", () => doors.counts.dropped("osmand", "too-many-connections"));
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

/** Whoever has said all that they will say still waits for the answer: Node would hang up on them. */
export function answerHalfClosed(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}
