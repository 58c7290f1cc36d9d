/** Who is behind a token. Asked at every request, so answers are kept for a moment: less than a lost role may linger. */
import type { Role } from "#contract/actor";
import { type Action, actions, type Principal } from "#domain/may";
import type { Context } from "../context.ts";
import { type CredentialKind, hashOfToken, isToken } from "./credential-token.ts";

const KEEP_MS = 2_000;
const KEEP_MOST = 10_000;
/** "Last used" is written at most this often for each credential. */
const TOUCH_MS = 60_000;

interface Row {
  id: string;
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

export class Identities {
  private readonly ctx: Pick<Context, "db" | "clock" | "logger">;
  private readonly kept = new Map<string, { identity: Promise<Identity | undefined>; until: number }>();
  private readonly touched = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private touching: Promise<unknown> = Promise.resolve();

  constructor(ctx: Pick<Context, "db" | "clock" | "logger">) {
    this.ctx = ctx;
  }

  /** Undefined for a token that opens nothing: unknown, ended, expired, or of somebody who may not sign in any more. */
  async recognise(token: string, address?: string): Promise<Identity | undefined> {
    if (!isToken(token)) return undefined;
    const now = performance.now();
    let entry = this.kept.get(token);
    if (!entry || entry.until < now) {
      if (this.kept.size >= KEEP_MOST) this.kept.clear();
      entry = { identity: readIdentity(this.ctx.db, token), until: now + KEEP_MS };
      this.kept.set(token, entry);
      entry.identity.catch(() => this.kept.delete(token));
    }
    const identity = await entry.identity;
    if (!identity || (identity.expiresAt !== null && identity.expiresAt <= this.ctx.clock.now()))
      return undefined;
    this.touch(identity.principal.credential, address);
    return identity;
  }

  /** A person or credential has changed: what was kept is void, and open sockets are looked at. */
  changed(): void {
    this.kept.clear();
    for (const listener of this.listeners) listener();
  }

  onChanged(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async idle(): Promise<void> {
    await this.touching;
  }

  private touch(id: string | null, address: string | undefined): void {
    const now = this.ctx.clock.now();
    if (id === null || now - (this.touched.get(id) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return;
    if (this.touched.size >= KEEP_MOST) this.touched.clear();
    this.touched.set(id, now);
    this.touching = this.ctx.db
      .query(
        "UPDATE credentials SET last_used_at = $2, last_address = coalesce($3, last_address) WHERE id = $1",
        [id, new Date(now).toISOString(), address ?? null],
      )
      .catch((error: Error) => this.ctx.logger.warn({ error: error.message }, "last use could not be noted"));
  }
}

async function readIdentity(db: Context["db"], token: string): Promise<Identity | undefined> {
  const [row] = await db.query<Row>(
    `SELECT c.id, c.kind, p.id AS person, p.role, coalesce(p.department, c.department) AS department,
            b.code AS brigade, c.scopes, c.view, floor(extract(epoch FROM c.expires_at) * 1000)::bigint AS "expiresAt"
       FROM credentials c
       LEFT JOIN people p ON p.id = c.person_id
       LEFT JOIN brigades b ON b.id = coalesce(p.brigade_id, c.brigade_id)
      WHERE c.hash = $1 AND c.kind <> 'invite' AND c.revoked_at IS NULL AND (p.id IS NULL OR p.active)`,
    [hashOfToken(token)],
  );
  if (!row) return undefined;
  return { principal: principalOf(row), kind: row.kind, view: row.view, expiresAt: row.expiresAt };
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
