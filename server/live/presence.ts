/**
 * Who is at which report (PR1…PR5): held by the server to whom they are connected, told to the others and to colleagues, and
 * written nowhere. A session is one open page; it lives through reconnections, for a page tells what its tab is called.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Server, Socket } from "socket.io";
import type { Audience } from "#contract/actor";
import { Claim, type ClaimLost, Look, type PresenceAnswer, Release } from "#contract/presence";
import { parseInput, Refusal } from "#contract/problem";
import { keyOf } from "#domain/audience";
import { may, type Principal } from "#domain/may";
import { holderOf, outranks, presenceFor, type Standing, told } from "#domain/presence";
import type { Context } from "../context.ts";
import { allow } from "../http/guard.ts";
import { accessOf } from "./access.ts";
import { departmentWithin } from "./department-within.ts";
import type { PresenceBus } from "./presence-bus.ts";
import { RemotePresence } from "./remote-presence.ts";

export interface PresenceOptions {
  /** How often at the most it is told who is where. */
  presenceEveryMs: number;
  /** A page that was cut off is waited for so long. */
  presenceGraceMs: number;
  /** A page that says nothing for so long is not at anything any more. */
  presenceIdleMs: number;
}

export const presenceDefaults: PresenceOptions = {
  presenceEveryMs: 250,
  presenceGraceMs: 20_000,
  presenceIdleMs: 10 * 60_000,
};

/** Of one page: a selection may be claimed as a whole, and a city may not. */
const MOST_CLAIMS = 200;

interface Here {
  session: string;
  person: string;
  name: string;
  socket: Socket | undefined;
  looks: Standing | undefined;
  claims: Map<string, Standing>;
  /** Of `performance.now()`: when it last said something, and when it was cut off. */
  saidAt: number;
  goneAt: number | undefined;
}

export class PresenceRoom {
  private readonly ctx: Context;
  private readonly io: Server;
  private readonly bus: PresenceBus;
  private readonly options: PresenceOptions;
  private readonly here = new Map<string, Here>();
  private readonly remote: RemotePresence;
  private readonly gateway = randomUUID();
  /** Audiences of which somebody is told, and what they were told last. */
  private readonly rooms = new Map<string, { audience: Audience; last: string }>();
  private readonly timer: NodeJS.Timeout;
  private changed = false;

  constructor(ctx: Context, io: Server, bus: PresenceBus, options: PresenceOptions) {
    this.ctx = ctx;
    this.io = io;
    this.bus = bus;
    this.options = options;
    this.remote = new RemotePresence();
    bus.listen((sheet) => {
      if (sheet.gateway === this.gateway) return;
      this.remote.take(sheet);
      this.giveWay(sheet.standings);
      this.changed = true;
    });
    this.timer = setInterval(() => this.turn(), options.presenceEveryMs);
  }

  /** PR2, PR3: whoever may know is told from the beginning of the connection on. */
  join(socket: Socket): void {
    const { audience, principal } = accessOf(socket);
    if (!isColleague(principal, audience)) return;
    const key = keyOf(audience);
    if (!this.rooms.has(key)) this.rooms.set(key, { audience, last: "" });
    void socket.join(roomOf(key));
    socket.emit("presence", presenceFor(audience, this.all()));
    const known = this.here.get(sessionOf(socket));
    if (!known) return;
    known.socket = socket;
    known.goneAt = undefined;
  }

  leave(socket: Socket): void {
    const known = this.here.get(sessionOf(socket));
    if (known?.socket !== socket) return;
    known.socket = undefined;
    known.goneAt = performance.now();
  }

  async look(socket: Socket, message: unknown): Promise<PresenceAnswer> {
    const { folio } = parseInput(Look, message, "look");
    const here = await this.hereOf(socket);
    const standing = folio === null ? undefined : await this.standingAt(here, socket, folio);
    if (folio === null || here.looks?.folio !== folio) here.looks = standing;
    else if (standing) here.looks.department = standing.department;
    this.changed = true;
    return { ok: true, session: here.session };
  }

  /** PR4. Between looking for a holder and becoming it nothing else runs. */
  async claim(socket: Socket, message: unknown): Promise<PresenceAnswer> {
    const { folio, takeOver } = parseInput(Claim, message, "claim");
    const here = await this.hereOf(socket);
    const standing = await this.standingAt(here, socket, folio);
    const { session } = here;
    const holder = holderOf(folio, this.all());
    if (holder?.session === session) return { ok: true, session };
    if (holder && holder.person !== here.person && !takeOver)
      return { ok: false, session, held: told(holder) };
    if (here.claims.size >= MOST_CLAIMS)
      throw new Refusal("too-many-requests", `folio: must be one of at most ${MOST_CLAIMS} that are claimed`);
    here.claims.set(folio, { ...standing, claimed: true, turn: (holder?.turn ?? 0) + 1 });
    this.giveWay(here.claims.values());
    this.changed = true;
    return { ok: true, session };
  }

  async release(socket: Socket, message: unknown): Promise<PresenceAnswer> {
    const { folio } = parseInput(Release, message, "release");
    const here = await this.hereOf(socket);
    here.claims.delete(folio);
    this.changed = true;
    return { ok: true, session: here.session };
  }

  stop(): void {
    clearInterval(this.timer);
    this.bus.tell({ gateway: this.gateway, standings: [] });
    this.bus.close();
  }

  /** Makes the session known when it says its first word. */
  private async hereOf(socket: Socket): Promise<Here> {
    const { principal, audience } = accessOf(socket);
    const { person } = principal;
    if (person === null || !isColleague(principal, audience))
      throw new Refusal("forbidden", "presence: this needs a person's sign-in");
    const session = sessionOf(socket);
    const name = this.here.get(session)?.name ?? (await this.nameOf(person));
    const known = this.here.get(session);
    const here: Here = known ?? {
      session,
      person,
      name,
      socket,
      looks: undefined,
      claims: new Map(),
      saidAt: 0,
      goneAt: undefined,
    };
    // Cut off while we asked: then it is waited for like any other.
    if (!known) Object.assign(here, socket.connected ? {} : { socket: undefined, goneAt: performance.now() });
    here.saidAt = performance.now();
    this.here.set(session, here);
    return here;
  }

  private async nameOf(person: string): Promise<string> {
    const [row] = await this.ctx.db.query<{ name: string }>("SELECT name FROM people WHERE id = $1", [
      person,
    ]);
    return row?.name ?? "";
  }

  /** Refuses `not-found` for a report that is none of theirs. */
  private async standingAt(here: Here, socket: Socket, folio: string): Promise<Standing> {
    const department = await departmentWithin(
      this.ctx,
      allow(accessOf(socket).principal, "report.assign"),
      folio,
    );
    const { session, person, name } = here;
    const since = this.ctx.clock.now();
    return { session, person, name, folio, since, claimed: false, department, turn: 0 };
  }

  /** Of each page at each report once, wherever it is connected. */
  private all(): Standing[] {
    const own = [...this.here.values()].flatMap(({ looks, claims }) => [
      ...claims.values(),
      ...(looks && !claims.has(looks.folio) ? [looks] : []),
    ]);
    // Of a page that has come over to us, what its former server still says is old.
    return [...own, ...this.remote.standings().filter(({ session }) => !this.here.get(session)?.socket)];
  }

  /** Claims of our own pages that end by one of these; their pages are told. */
  private giveWay(others: Iterable<Standing>): void {
    for (const other of others) {
      if (!other.claimed) continue;
      for (const { session, socket, claims } of this.here.values()) {
        const mine = claims.get(other.folio);
        if (!mine || session === other.session || !outranks(other, mine)) continue;
        claims.delete(other.folio);
        socket?.emit("claim-lost", { folio: other.folio, by: told(other) } satisfies ClaimLost);
      }
    }
  }

  private turn(): void {
    const now = performance.now();
    for (const [session, here] of this.here) {
      const isGone = here.goneAt !== undefined && now - here.goneAt > this.options.presenceGraceMs;
      const isIdle = now - here.saidAt > this.options.presenceIdleMs;
      const isElsewhere = here.goneAt !== undefined && this.remote.has(session);
      if (!isGone && !isIdle && !isElsewhere) continue;
      this.here.delete(session);
      this.changed = true;
    }
    if (this.remote.forgetSilent()) this.changed = true;
    if (this.changed) this.tellColleagues();
    this.tellGateways();
    this.changed = false;
  }

  private tellColleagues(): void {
    const all = this.all();
    for (const [key, room] of this.rooms) {
      const list = presenceFor(room.audience, all);
      const now = JSON.stringify(list);
      if (now === room.last) continue;
      room.last = now;
      this.io.to(roomOf(key)).emit("presence", list);
    }
  }

  private tellGateways(): void {
    if (!this.changed && !this.remote.isTimeToTell()) return;
    this.remote.wasTold();
    const standings = [...this.here.values()].flatMap(({ looks, claims }) => [
      ...claims.values(),
      ...(looks ? [looks] : []),
    ]);
    this.bus.tell({ gateway: this.gateway, standings });
  }
}

/** PR2: a person of operations who may assign. */
function isColleague(principal: Principal, audience: Audience): boolean {
  return audience.kind === "ops" && principal.person !== null && may(principal, "report.assign");
}

const roomOf = (key: string) => `presence:${key}`;

/** Says nothing of the person or the tab, and is the same after a reconnection, to whichever server. */
function sessionOf(socket: Socket): string {
  const { principal, tab } = accessOf(socket);
  return createHash("sha256")
    .update(`${principal.person}\n${tab ?? socket.id}`)
    .digest("base64url")
    .slice(0, 16);
}
