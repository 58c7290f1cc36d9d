/** A connection whose request lines are mended on their way to Node's parser; in every other respect the socket behind it. */
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { RequestMender } from "./mend-requests.ts";

export class MendedSocket extends Duplex {
  private readonly socket: Socket;
  private readonly mender = new RequestMender();
  private patience: NodeJS.Timeout | undefined;

  /** `lineMs`: so long a line may be under way, since the parser, which has limits of its own, does not see it before. */
  constructor(socket: Socket, lineMs: number) {
    super({ allowHalfOpen: true });
    this.socket = socket;
    socket.on("data", (chunk) => {
      const mended = this.mender.push(chunk);
      if (!this.mender.holds) this.calm();
      else this.patience ??= setTimeout(() => this.destroy(), lineMs);
      if (mended.length > 0 && !this.push(mended)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("timeout", () => this.emit("timeout"));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  setTimeout(ms: number): this {
    this.socket.setTimeout(ms);
    return this;
  }

  /** How Node hangs up when the answer is out. Without this it would only end our half, and wait for ever for the other one. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.calm();
    this.socket.destroy();
    done(error);
  }

  private calm(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
  }
}
