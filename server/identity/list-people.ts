/** The people who may sign in, for their administrator. */
import type { Person } from "#contract/administration";
import type { Context } from "../context.ts";

export function listPeople(ctx: Pick<Context, "db" | "clock">): Promise<Person[]> {
  return ctx.db.query<Person>(
    `SELECT p.id, p.name, p.email, p.role, p.department, b.code AS brigade, p.active, p.version,
            floor(extract(epoch FROM p.created_at) * 1000)::bigint AS "createdAt",
            p.password_hash IS NOT NULL AS "hasPassword",
            floor(extract(epoch FROM c.invited) * 1000)::bigint AS "invitedUntil",
            coalesce(c.sessions, 0) AS sessions,
            floor(extract(epoch FROM c.used) * 1000)::bigint AS "lastUsedAt"
       FROM people p
       LEFT JOIN brigades b ON b.id = p.brigade_id
       LEFT JOIN LATERAL (
         SELECT max(expires_at) FILTER (WHERE kind = 'invite' AND revoked_at IS NULL AND expires_at > $1) AS invited,
                count(*) FILTER (WHERE kind = 'session' AND revoked_at IS NULL AND expires_at > $1) AS sessions,
                max(last_used_at) FILTER (WHERE kind = 'session') AS used
           FROM credentials WHERE person_id = p.id) c ON true
      ORDER BY lower(p.name), p.id`,
    [new Date(ctx.clock.now()).toISOString()],
  );
}
