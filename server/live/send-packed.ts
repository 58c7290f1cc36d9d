/**
 * A message to many, packed for their websockets once and written as one piece. socket.io's own broadcast queues it for each of them:
 * measured with a thousand dashboards (`npm run bench -- fanout`), that costs frames 2.5 times the processor of bare `ws`.
 */
import type { Writable } from "node:stream";
import type { Server, Socket } from "socket.io";
import { WebSocket } from "ws";
import { eventText } from "#contract/frame-parser";
import { waitingPackets } from "./backlog.ts";

export interface Packed {
  /** As engine.io takes it, for another transport or one that is being changed for another. */
  packet: string | Buffer;
  /** As it goes over a websocket. */
  websocket: readonly [Buffer];
  /** It must not overtake what waits for its connection. */
  isInOrder: boolean;
}

/** An event of the socket, with a body for JSON. */
export function packEvent(name: string, body: unknown): Packed {
  const text = eventText(name, body);
  return {
    packet: text,
    websocket: [websocketFrame(FINAL_TEXT, Buffer.from(MESSAGE + text))],
    isInOrder: true,
  };
}

/** A frame of positions stands for itself: it may come before or after any event. */
export function packFrame(frame: Uint8Array): Packed {
  const packet = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  return { packet, websocket: [websocketFrame(FINAL_BINARY, packet)], isInOrder: false };
}

/** `ids`: of sockets; those that are gone are left out. */
export function sendPacked(
  io: Server,
  ids: Iterable<string>,
  { packet, websocket, isInOrder }: Packed,
): void {
  const { sockets } = io.sockets;
  for (const id of ids) {
    const connection = sockets.get(id)?.conn;
    if (!connection) continue;
    const socket =
      isInOrder && waitingPackets(connection) > 0 ? undefined : websocketOf(connection.transport);
    if (!socket) connection.write(packet, { compress: false });
    else if (socket.readyState === WebSocket.OPEN) socket._sender.sendFrame(websocket);
  }
}

/** What `send` gives each connection goes out as one write: that is most of what a small message costs. */
export function inOnePiece(io: Server, send: () => void): void {
  const streams = [...io.sockets.sockets.values()].flatMap(
    ({ conn }) => websocketOf(conn.transport)?._socket ?? [],
  );
  for (const stream of streams) stream.cork();
  try {
    send();
  } finally {
    for (const stream of streams) stream.uncork();
  }
}

/** With what engine.io too writes ready frames by; `ws` has no public names for them. */
interface Websocket {
  readyState: number;
  _sender: { sendFrame(parts: readonly Buffer[]): void };
  /** Null when it is closed. */
  _socket: Writable | null;
}

function websocketOf(transport: Socket["conn"]["transport"]): Websocket | undefined {
  return transport.name === "websocket" ? (transport as unknown as { socket: Websocket }).socket : undefined;
}

/** engine.io's type of a packet, before a text; bytes have none. */
const MESSAGE = "4";
const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;

/** RFC 6455, 5.2: one unmasked message. */
function websocketFrame(kind: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([kind, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = kind;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
