/** An open page of somebody in operations, as far as presence goes: what it says, and what it is told. */
import { io, type Socket } from "socket.io-client";
import { PROTOCOL } from "#contract/live";
import { ClaimLost, Presence, PresenceAnswer } from "#contract/presence";

export class Colleague {
  /** As it was told last; undefined: never. */
  list: Presence | undefined;
  readonly lost: ClaimLost[] = [];
  told = 0;
  isCutOff = false;
  private readonly socket: Socket;
  private readonly looks = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("presence", (message: unknown) => {
      this.list = Presence.parse(message);
      this.told++;
      this.changed();
    });
    socket.on("claim-lost", (message: unknown) => {
      this.lost.push(ClaimLost.parse(message));
      this.changed();
    });
    socket.on("disconnect", () => {
      this.isCutOff = true;
      this.changed();
    });
  }

  static async open(url: string, headers: Record<string, string>, tab?: string): Promise<Colleague> {
    const socket = io(url, {
      auth: { protocol: PROTOCOL, ...(tab !== undefined && { tab }) },
      extraHeaders: headers,
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
    });
    const page = new Colleague(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on("connect", resolve);
      socket.on("connect_error", reject);
    });
    return page;
  }

  async say(name: "look" | "claim" | "release", message: object): Promise<PresenceAnswer> {
    return PresenceAnswer.parse(await this.socket.timeout(20_000).emitWithAck(name, message));
  }

  /** Says it and waits for nothing. */
  shout(name: string, message: object): void {
    this.socket.emit(name, message);
  }

  /** Who is told to be at a report, by name; an asterisk has claimed it. */
  at(folio: string): string[] {
    const there = (this.list ?? []).filter((entry) => entry.folio === folio);
    return there.map(({ name, claimed }) => (claimed ? `${name}*` : name)).sort();
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        this.looks.delete(look);
        clearTimeout(limit);
        resolve();
      };
      const limit = setTimeout(() => {
        this.looks.delete(look);
        reject(new Error(`waited 20 s for ${what}; told last: ${JSON.stringify(this.list)}`));
      }, 20_000);
      this.looks.add(look);
    });
  }

  sees(folio: string, names: readonly string[]): Promise<void> {
    return this.until(() => this.at(folio).join() === names.join(), `${folio} with ${names.join()}`);
  }

  close(): void {
    this.socket.disconnect();
  }

  private changed(): void {
    for (const look of [...this.looks]) look();
  }
}
