/**
 * A frame to everybody in a room, packed for their websockets once and written as one piece. The room's own broadcast packs and
 * queues it for each of them: measured with a thousand dashboards (`npm run bench -- fanout`), 2.5 times the processor of bare
 * `ws`. Going past the queue changes the order of a frame among the events, which means nothing: each frame stands for itself.
 */
import type { Server } from "socket.io";
import { WebSocket } from "ws";

/** What engine.io too writes ready frames by; `ws` has no public name for it. */
interface Sender {
  sendFrame(parts: readonly Buffer[]): void;
}

export function sendFrame(io: Server, room: string, frame: Uint8Array): void {
  const ids = io.sockets.adapter.rooms.get(room);
  if (!ids) return;
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const ready = [websocketFrame(bytes)];
  for (const id of ids) {
    const connection = io.sockets.sockets.get(id)?.conn;
    if (!connection) continue;
    const { transport } = connection;
    // Another transport, or one that is being changed for another, takes it through engine.io.
    const socket = transport.name === "websocket" && "socket" in transport ? transport.socket : undefined;
    if (!(socket instanceof WebSocket)) connection.write(bytes, { compress: false });
    else if (socket.readyState === WebSocket.OPEN) {
      const sender = senderOf(socket);
      if (sender) sender.sendFrame(ready);
      else socket.send(bytes);
    }
  }
}

function senderOf(socket: WebSocket): Sender | undefined {
  const sender: unknown = Reflect.get(socket, "_sender");
  return typeof sender === "object" && sender !== null && "sendFrame" in sender
    ? (sender as Sender)
    : undefined;
}

const FINAL_BINARY = 0x82;

/** RFC 6455, 5.2: one unmasked binary message. */
function websocketFrame(payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([FINAL_BINARY, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = FINAL_BINARY;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
