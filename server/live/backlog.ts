import type { Socket } from "socket.io";

/** Bytes that wait for a dashboard's connection; packets that wait before the transport count as 1 kB each. */
export function backlogOf(socket: Socket): number {
  // engine.io counts both but keeps them from its types.
  const waiting = property(socket.conn, "writeBuffer");
  const buffered = property(property(socket.conn, "transport"), "socket");
  const bytes = property(buffered, "bufferedAmount");
  return (Array.isArray(waiting) ? waiting.length * 1000 : 0) + (typeof bytes === "number" ? bytes : 0);
}

function property(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (Reflect.get(of, name) as unknown) : undefined;
}
