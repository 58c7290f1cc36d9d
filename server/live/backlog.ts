import type { Socket } from "socket.io";

/** Packets that wait before the transport. */
export function waitingPackets(connection: Socket["conn"]): number {
  // engine.io counts them but keeps them from its types.
  const waiting = property(connection, "writeBuffer");
  return Array.isArray(waiting) ? waiting.length : 0;
}

/** Bytes that wait for a dashboard's connection; packets that wait before the transport count as 1 kB each. */
export function backlogOf(socket: Socket): number {
  const buffered = property(property(socket.conn, "transport"), "socket");
  const bytes = property(buffered, "bufferedAmount");
  return waitingPackets(socket.conn) * 1000 + (typeof bytes === "number" ? bytes : 0);
}

function property(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (Reflect.get(of, name) as unknown) : undefined;
}
