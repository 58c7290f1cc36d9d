/** A connection by which a test says bytes as they are, and hears what comes back. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export class RawLine {
  readonly socket: Socket;
  heard = "";
  private readonly closed: Promise<void>;
  private readonly ended: Promise<void>;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    this.ended = new Promise((resolve) => socket.once("end", resolve));
    socket.on("data", (chunk) => {
      this.heard += chunk.toString("latin1");
    });
    // How a line ends is for the test to say by what it hears.
    socket.on("error", () => {});
  }

  static async open(port: number): Promise<RawLine> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    await once(socket, "connect");
    return new RawLine(socket);
  }

  say(text: string): this {
    this.socket.write(text, "latin1");
    return this;
  }

  /** Ends our half and listens on. */
  finish(): this {
    this.socket.end();
    return this;
  }

  /** Status codes of the answers so far, once there are so many. */
  async answers(count: number): Promise<number[]> {
    const found = () => [...this.heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    while (found().length < count) await Promise.race([once(this.socket, "data"), this.failWhenClosed()]);
    return found();
  }

  /** Resolves when the other side has hung up. */
  async end(): Promise<void> {
    await Promise.race([this.ended, this.closed]);
    this.drop();
  }

  drop(): void {
    this.socket.destroy();
  }

  private async failWhenClosed(): Promise<void> {
    await this.closed;
    throw new Error(`the line was closed after ${JSON.stringify(this.heard)}`);
  }
}
