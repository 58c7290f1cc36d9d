/** Takes from connected sockets what their owners may not have any more (AU9). */
import type { Server, Socket } from "socket.io";
import type { SignedOut } from "#contract/live";
import type { Principal } from "#domain/may";
import type { Context } from "../context.ts";
import { accessOf } from "./access.ts";

/** What another process changed is noticed so much later at most; what this one changes, at once. */
const LOOK_EVERY_MS = 2_000;

export class AccessWatch {
  private readonly ctx: Pick<Context, "identities" | "logger">;
  private readonly io: Server;
  private readonly timer: NodeJS.Timeout;
  private readonly unsubscribe: () => void;
  /** As JSON, to be compared with; once for each socket, which keeps its principal. */
  private readonly written = new WeakMap<Principal, string>();
  private looking: Promise<void> | undefined;
  private again = false;

  constructor(ctx: Pick<Context, "identities" | "logger">, io: Server) {
    this.ctx = ctx;
    this.io = io;
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.unsubscribe = ctx.identities.onChanged(() => this.look());
  }

  /** One look at a time; what changes during one is looked at after it. */
  look(): void {
    this.again = true;
    this.looking ??= this.run().finally(() => {
      this.looking = undefined;
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.unsubscribe();
    await this.looking;
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await this.check();
      } catch (error) {
        // Without a database nothing new is told to anybody either.
        this.ctx.logger.error({ error: String(error) }, "it could not be seen who may still be connected");
      }
    }
  }

  private writtenOf(principal: Principal): string {
    const written = this.written.get(principal) ?? JSON.stringify(principal);
    this.written.set(principal, written);
    return written;
  }

  /** All credentials in one question. */
  private async check(): Promise<void> {
    const shown = new Map<Socket, string>();
    for (const socket of this.io.sockets.sockets.values()) {
      const { credential } = accessOf(socket).principal;
      if (credential !== null) shown.set(socket, credential);
    }
    if (shown.size === 0) return;
    const known = await this.ctx.identities.stillKnown([...new Set(shown.values())]);
    const now = new Map(
      [...known].map(([credential, { principal }]) => [credential, JSON.stringify(principal)]),
    );
    for (const [socket, credential] of shown) {
      const written = now.get(credential);
      if (written === undefined) signOut(socket, "ended");
      else if (written !== this.writtenOf(accessOf(socket).principal)) signOut(socket, "changed");
    }
  }
}

function signOut(socket: Socket, reason: SignedOut["reason"]): void {
  socket.emit("signed-out", { reason } satisfies SignedOut);
  socket.disconnect(true);
}
