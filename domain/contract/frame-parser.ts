/**
 * What packs messages of the socket: socket.io's own parser, but that a frame of positions is one binary message. The stock
 * parser sends two for each (a text that announces it, then the bytes), which costs the server half as much again.
 * A client that says `frames: true` in its handshake has this parser; any other gets frames as the stock one packs them.
 */
import { Decoder, Encoder, type Packet, PacketType } from "socket.io-parser";

/** The event whose only argument is a frame, as `positions` is for the stock parser. */
export const FRAME = "frame";

export class FrameEncoder extends Encoder {
  override encode(packet: Packet): unknown[] {
    const data: unknown = packet.data;
    if (packet.type === PacketType.EVENT && Array.isArray(data) && data[0] === FRAME) {
      const bytes: unknown = data[1];
      if (bytes instanceof Uint8Array) return [bytes];
    }
    return super.encode(packet);
  }
}

export class FrameDecoder extends Decoder {
  /** Binary parts that belong to the text before them. */
  private announced = 0;

  override add(chunk: unknown): void {
    if (typeof chunk === "string") {
      super.add(chunk);
      this.announced = Number(/^[56](\d+)-/.exec(chunk)?.[1] ?? 0);
    } else if (this.announced > 0) {
      this.announced--;
      super.add(chunk);
    } else this.emitReserved("decoded", { type: PacketType.EVENT, nsp: "/", data: [FRAME, chunk] });
  }
}

const encoder = new FrameEncoder();

/** An event with a body for JSON, as one message of the socket. @throws TypeError for a body with bytes, which go as messages of their own */
export function eventText(name: string, body: unknown): string {
  const [text, ...more] = encoder.encode({ type: PacketType.EVENT, nsp: "/", data: [name, body] });
  if (typeof text !== "string" || more.length > 0) throw new TypeError(`${name}: its body must be JSON`);
  return text;
}

/** For socket.io's option `parser`, on both sides. */
export const frameParser = { Encoder: FrameEncoder, Decoder: FrameDecoder };
