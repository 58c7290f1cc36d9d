/** Who is behind a token. Asked at every request, so answers are kept for a moment: less than a lost role may linger. */
import type { Logger } from "pino";
import type { Role } from "#contract/actor";
import { type Action, actions, type Principal } from "#domain/may";
import type { Database } from "../db/database.ts";
import { type CredentialKind, hashOfToken, isToken } from "./credential-token.ts";
import { LastUsed } from "./last-used.ts";

const KEEP_MS = 2_000;
const KEEP_MOST = 10_000;

interface Row {
  id: string;
  hash: Buffer;
  kind: Exclude<CredentialKind, "invite">;
  person: string | null;
  role: Role | null;
  department: string | null;
  brigade: string | null;
  scopes: string[] | null;
  view: string | null;
  expiresAt: number | null;
}

/** A principal, with what else its credential says. */
export interface Identity {
  principal: Principal;
  kind: Row["kind"];
  /** The one view of a kiosk. */
  view: string | null;
  /** ms, or null for never. */
  expiresAt: number | null;
}

/** Of the server's context, which in turn has this. */
interface Needs {
  db: Database;
  clock: { now(): number };
  logger: Logger;
}

interface Kept {
  identity: Promise<Identity | undefined>;
  until: number;
}

export class Identities {
  private readonly ctx: Needs;
  private readonly kept = new Map<string, Kept>();
  private readonly trackers = new Map<string, Kept>();
  private readonly listeners = new Set<() => void>();
  private readonly lastUsed: LastUsed;
  private asked: { tokens: string[]; found: Promise<Map<string, Identity>> } | undefined;

  constructor(ctx: Needs) {
    this.ctx = ctx;
    this.lastUsed = new LastUsed(ctx);
  }

  /** Undefined for a token that opens nothing: unknown, ended, expired, or of somebody who may not sign in any more. */
  async recognise(token: string, address?: string): Promise<Identity | undefined> {
    if (!isToken(token)) return undefined;
    const now = performance.now();
    let entry = this.kept.get(token);
    if (!entry || entry.until < now) {
      if (this.kept.size >= KEEP_MOST) this.kept.clear();
      entry = { identity: this.lookUp(token), until: now + KEEP_MS };
      this.kept.set(token, entry);
      entry.identity.catch(() => this.kept.delete(token));
    }
    const identity = await entry.identity;
    if (!identity || (identity.expiresAt !== null && identity.expiresAt <= this.ctx.clock.now()))
      return undefined;
    this.note(identity, address);
    return identity;
  }

  /** The device that has this tracker number, for whoever may send for it: the number alone opens nothing. */
  async recogniseTracker(number: string, address?: string): Promise<Identity | undefined> {
    const now = performance.now();
    let entry = this.trackers.get(number);
    if (!entry || entry.until < now) {
      if (this.trackers.size >= KEEP_MOST) this.trackers.clear();
      const found = readIdentities(this.ctx.db, "c.tracker_id = $1", number).then(([identity]) => identity);
      entry = { identity: found, until: now + KEEP_MS };
      this.trackers.set(number, entry);
      found.catch(() => this.trackers.delete(number));
    }
    const identity = await entry.identity;
    if (identity) this.note(identity, address);
    return identity;
  }

  /** Of these credentials those that open something now, read anew: for whoever was let in by one some time ago. */
  async stillKnown(credentials: readonly string[]): Promise<Map<string, Identity>> {
    const now = this.ctx.clock.now();
    const identities = await readIdentities(this.ctx.db, "c.id = ANY ($1)", credentials);
    return new Map(
      identities
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
        .map((identity) => [identity.principal.credential ?? "", identity]),
    );
  }

  /** A person or credential has changed: what was kept is void, and open sockets are looked at. */
  changed(): void {
    this.kept.clear();
    this.trackers.clear();
    for (const listener of this.listeners) listener();
  }

  onChanged(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async idle(): Promise<void> {
    await this.lastUsed.idle();
  }

  private note({ principal }: Identity, address: string | undefined): void {
    if (principal.credential !== null) this.lastUsed.note(principal.credential, address);
  }

  /** What is asked in one turn of the event loop is one question: a fleet's tokens run out together. */
  private lookUp(token: string): Promise<Identity | undefined> {
    if (!this.asked) {
      const tokens: string[] = [];
      const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        this.asked = undefined;
        return readByToken(this.ctx.db, tokens);
      });
      this.asked = { tokens, found };
    }
    const { tokens, found } = this.asked;
    tokens.push(token);
    return found.then((identities) => identities.get(token));
  }
}

/** By the token that opens them. */
async function readByToken(db: Database, tokens: readonly string[]): Promise<Map<string, Identity>> {
  const hashes = tokens.map(hashOfToken);
  const rows = await readRows(db, "c.hash = ANY ($1)", hashes);
  const byHash = new Map(rows.map((row) => [row.hash.toString("base64"), identityOf(row)]));
  return new Map(
    tokens.flatMap((token, i): [string, Identity][] => {
      const identity = byHash.get(hashes[i]?.toString("base64") ?? "");
      return identity ? [[token, identity]] : [];
    }),
  );
}

async function readIdentities(db: Database, which: Which, value: unknown): Promise<Identity[]> {
  return (await readRows(db, which, value)).map(identityOf);
}

type Which = "c.hash = ANY ($1)" | "c.tracker_id = $1" | "c.id = ANY ($1)";

function readRows(db: Database, which: Which, value: unknown): Promise<Row[]> {
  return db.query<Row>(
    `SELECT c.id, c.hash, c.kind, p.id AS person, p.role, coalesce(p.department, c.department) AS department,
            b.code AS brigade, c.scopes, c.view, floor(extract(epoch FROM c.expires_at) * 1000)::bigint AS "expiresAt"
       FROM credentials c
       LEFT JOIN people p ON p.id = c.person_id
       LEFT JOIN brigades b ON b.id = coalesce(p.brigade_id, c.brigade_id)
      WHERE ${which} AND c.kind <> 'invite' AND c.revoked_at IS NULL AND (p.id IS NULL OR p.active)`,
    [value],
  );
}

function identityOf(row: Row): Identity {
  const { kind, view, expiresAt } = row;
  return { principal: principalOf(row), kind, view, expiresAt };
}

const roleOfKind = { key: "integration", kiosk: "kiosk", device: "device" } as const;

function principalOf(row: Row): Principal {
  const { id, kind, person, role, department, brigade, scopes } = row;
  const actor =
    kind === "session"
      ? { role: role ?? ("anonymous" as const), id: person ?? "anonymous" }
      : { role: roleOfKind[kind], id };
  return {
    actor,
    department,
    brigade,
    scopes: kind === "key" ? (scopes ?? []).filter(isAction) : null,
    credential: id,
    person,
  };
}

function isAction(scope: string): scope is Action {
  return (actions as string[]).includes(scope);
}
