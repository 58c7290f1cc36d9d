/** LV6: who takes less than we send is left out, and told to take a snapshot when its connection is empty again. */
import type { Server, Socket } from "socket.io";
import { backlogOf } from "./backlog.ts";
import type { Channel } from "./channel.ts";

export class Backlogs {
  private readonly io: Server;
  private readonly limit: number;
  /** Sockets whose connection takes less than we send. */
  private readonly lagging = new Set<Socket>();

  constructor(io: Server, limit: number) {
    this.io = io;
    this.limit = limit;
  }

  forget(socket: Socket): void {
    this.lagging.delete(socket);
  }

  /** Gives back how many were left out, and who has drained and can be told so. */
  look(channels: Iterable<Channel>): { leftOut: number; drained: Socket[] } {
    let leftOut = 0;
    for (const channel of channels)
      for (const id of channel.followers) {
        const socket = this.io.sockets.sockets.get(id);
        if (!socket || backlogOf(socket) <= this.limit) continue;
        channel.leave(socket);
        this.lagging.add(socket);
        leftOut++;
      }
    const drained = [...this.lagging].filter((socket) => backlogOf(socket) === 0);
    for (const socket of drained) this.lagging.delete(socket);
    return { leftOut, drained };
  }
}
