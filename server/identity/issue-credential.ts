/** Makes what opens a door: an API key, a kiosk link, a device's token, or a link that sets a password once. */
import type { Actor } from "#contract/actor";
import { Refusal } from "#contract/problem";
import type { Action } from "#domain/may";
import { asOrigin, audit, type By } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { type CredentialKind, hashOfToken, makeToken, newId } from "./credential-token.ts";

export interface NewCredential {
  kind: CredentialKind;
  /** For people to know it by. */
  name: string;
  person?: string;
  /** Registered number of the brigade. */
  brigade?: number;
  department?: string | null;
  scopes?: readonly Action[];
  view?: string;
  /** What a device calls itself where it shows no token. */
  trackerId?: string | null;
  /** ms */
  expiresAt?: number | null;
}

export interface Issued {
  id: string;
  /** The only time that anybody sees it. */
  token: string;
}

export async function issueCredential(
  ctx: Pick<Context, "db" | "clock" | "lane">,
  by: By,
  wanted: NewCredential,
): Promise<Issued> {
  const { actor, ...origin } = asOrigin(by);
  const at = ctx.clock.now();
  const issued = await ctx.db.transaction(async (tx) => {
    const made = await insertCredential(tx, actor, wanted, at);
    const { kind } = wanted;
    await audit(tx, {
      ...origin,
      actor,
      action: managing[kind],
      outcome: "done",
      target: made.id,
      detail: { did: "issue", kind, scopes: wanted.scopes?.join(" "), expiresAt: wanted.expiresAt },
      at,
    });
    await appendEvents(tx, [
      {
        kind: "credential.issued",
        at,
        reportId: null,
        version: null,
        body: { credential: made.id, kind, expiresAt: wanted.expiresAt ?? null },
        actor,
      },
    ]);
    return made;
  });
  ctx.lane.notify();
  return issued;
}

/** The action of the table that each kind belongs to. */
export const managing: Readonly<Record<CredentialKind, Action>> = {
  session: "person.manage",
  invite: "person.manage",
  key: "key.manage",
  kiosk: "kiosk.manage",
  device: "device.manage",
};

/**
 * The row alone: sessions come and go with people, and are no changes of the city. Refuses `invalid-input` for a tracker number
 * that another device has.
 */
export async function insertCredential(
  tx: Tx,
  actor: Actor,
  wanted: NewCredential,
  at: number,
): Promise<Issued> {
  const id = newId();
  const token = makeToken(wanted.kind);
  const rows = await tx.query(
    `INSERT INTO credentials (id, kind, hash, name, person_id, brigade_id, department, scopes, view, created_at,
                              created_by, expires_at, tracker_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (tracker_id) WHERE tracker_id IS NOT NULL AND revoked_at IS NULL DO NOTHING RETURNING id`,
    [
      id,
      wanted.kind,
      hashOfToken(token),
      wanted.name,
      wanted.person ?? null,
      wanted.brigade ?? null,
      wanted.department ?? null,
      wanted.scopes ?? null,
      wanted.view ?? null,
      new Date(at).toISOString(),
      `${actor.role}:${actor.id}`,
      wanted.expiresAt == null ? null : new Date(wanted.expiresAt).toISOString(),
      wanted.trackerId ?? null,
    ],
  );
  if (rows.length === 0) {
    const rule = `must not be taken by another device, is ${wanted.trackerId}`;
    throw new Refusal("invalid-input", `trackerId: ${rule}`, { errors: [{ field: "trackerId", rule }] });
  }
  return { id, token };
}
