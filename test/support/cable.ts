/** A cable between a page and a server that a test can cut: a TCP relay on a port of its own. */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Cable {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly target: number;
  private whole = true;

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((socket) => this.relay(socket));
  }

  /** @param url of the server at the other end */
  static async to(url: string): Promise<Cable> {
    const cable = new Cable(Number(new URL(url).port));
    cable.server.listen(0, "127.0.0.1");
    await once(cable.server, "listening");
    return cable;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  /** Ends every connection, and refuses new ones until it is mended. */
  cut(): void {
    this.whole = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.whole = true;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, "close");
  }

  private relay(near: Socket): void {
    if (!this.whole) {
      near.destroy();
      return;
    }
    const far = connect(this.target, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.pipe(other);
      // Cut cables end connections in the middle; `close` follows and takes the other side along.
      one.on("error", () => {});
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
