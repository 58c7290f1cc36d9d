/**
 * A message to many, packed for their websockets once and written as one piece. socket.io's own broadcast queues it for each of them:
 * measured with a thousand dashboards (`npm run bench -- fanout`), that costs frames 2.5 times the processor of bare `ws`.
 */
import type { Server } from "socket.io";
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
  for (const id of ids) {
    const connection = io.sockets.sockets.get(id)?.conn;
    if (!connection) continue;
    const { transport } = connection;
    const socket = transport.name === "websocket" && "socket" in transport ? transport.socket : undefined;
    const sender =
      socket instanceof WebSocket && !(isInOrder && waitingPackets(connection) > 0)
        ? senderOf(socket)
        : undefined;
    if (!sender) connection.write(packet, { compress: false });
    else if (socket instanceof WebSocket && socket.readyState === WebSocket.OPEN) sender.sendFrame(websocket);
  }
}

/** What engine.io too writes ready frames by; `ws` has no public name for it. */
interface Sender {
  sendFrame(parts: readonly Buffer[]): void;
}

function senderOf(socket: WebSocket): Sender | undefined {
  const sender: unknown = Reflect.get(socket, "_sender");
  return typeof sender === "object" && sender !== null && "sendFrame" in sender
    ? (sender as Sender)
    : undefined;
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
