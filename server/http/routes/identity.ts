/** Who one is, and one's sessions. */
import type { Me } from "#contract/identity";
import { actions, may } from "#domain/may";
import { audit, originOf } from "../../audit/audit.ts";
import { endSession, listSessions } from "../../identity/sessions.ts";
import { personOf, type Route } from "../route.ts";
import { endedCookies } from "../session-cookie.ts";

export const identityRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/me",
    needs: "me.read",
    async handle(ctx, _request, { principal, identity }) {
      const [person] = principal.person
        ? await ctx.db.query<{ name: string }>("SELECT name FROM people WHERE id = $1", [principal.person])
        : [];
      const me: Me = {
        actor: principal.actor,
        name: person?.name ?? null,
        department: principal.department,
        brigade: principal.brigade,
        may: actions.filter((action) => may(principal, action)),
        view: identity?.view ?? null,
      };
      return { body: me };
    },
  },
  {
    method: "get",
    path: "/api/me/sessions",
    needs: "session.manage",
    async handle(ctx, _request, asked) {
      const sessions = await listSessions(ctx, personOf(asked));
      return {
        body: sessions.map((session) => ({ ...session, current: session.id === asked.principal.credential })),
      };
    },
  },
  {
    method: "delete",
    path: "/api/me/sessions/:id",
    needs: "session.manage",
    async handle(ctx, request, asked) {
      const id = String(request.params.id);
      await endSession(ctx, personOf(asked), id);
      await audit(ctx.db, {
        ...originOf(asked),
        action: "sign-out",
        outcome: "done",
        target: id,
        at: ctx.clock.now(),
      });
      return {
        status: 204,
        ...(id === asked.principal.credential && { headers: { "Set-Cookie": endedCookies } }),
      };
    },
  },
];
