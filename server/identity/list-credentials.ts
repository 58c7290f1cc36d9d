/** What has been issued to machines: keys, kiosks, devices; those that have ended too, for the record. */
import type { ApiKey, Device, Kiosk } from "#contract/administration";
import type { Context } from "../context.ts";

type Ctx = Pick<Context, "db">;

const columns = `
  c.id, c.name, floor(extract(epoch FROM c.created_at) * 1000)::bigint AS "createdAt",
  coalesce(p.name, c.created_by) AS "createdBy",
  floor(extract(epoch FROM c.expires_at) * 1000)::bigint AS "expiresAt",
  floor(extract(epoch FROM c.last_used_at) * 1000)::bigint AS "lastUsedAt", c.last_address AS "lastAddress",
  floor(extract(epoch FROM c.revoked_at) * 1000)::bigint AS "endedAt"`;
/** `created_by` is "role:id". */
const from = `FROM credentials c LEFT JOIN people p ON p.id = split_part(c.created_by, ':', 2)`;

export function listKeys(ctx: Ctx): Promise<ApiKey[]> {
  return ctx.db.query<ApiKey>(
    `SELECT ${columns}, c.scopes ${from} WHERE c.kind = 'key' ORDER BY c.created_at DESC, c.id`,
  );
}

export function listKiosks(ctx: Ctx): Promise<Kiosk[]> {
  return ctx.db.query<Kiosk>(
    `SELECT ${columns}, coalesce(c.view, '') AS view, c.department, 'ops' AS audience
       ${from} WHERE c.kind = 'kiosk' ORDER BY c.created_at DESC, c.id`,
  );
}

/** Those of one brigade, or of all. */
export function listDevices(ctx: Ctx, brigade?: string): Promise<Device[]> {
  return ctx.db.query<Device>(
    `SELECT ${columns}, b.code AS brigade, c.tracker_id AS "trackerId" ${from} JOIN brigades b ON b.id = c.brigade_id
      WHERE c.kind = 'device' AND ($1::text IS NULL OR b.code = $1) ORDER BY c.created_at DESC, c.id`,
    [brigade ?? null],
  );
}
