/** Where brigades are. */
import { PingBatch } from "#contract/positions";
import { parseInput } from "#contract/problem";
import { reach } from "#domain/may";
import { type AuditEntry, audit, originOf } from "../../audit/audit.ts";
import { ingestPings } from "../../pings/ingest.ts";
import { DaysQuery, readDays, readDoings } from "../../pings/read-days.ts";
import { readTrail, TrailQuery } from "../../pings/read-positions.ts";
import type { Asked, Route, RouteContext } from "../route.ts";

export const positionRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/api/ingest/batch",
    needs: "position.send",
    bodyLimit: 2_000_000,
    limit: "ingest",
    async handle(ctx, request, { reach, principal }) {
      const { positions } = parseInput(PingBatch, request.body, "body");
      return { body: await ingestPings(ctx, positions, reach, principal) };
    },
  },
  {
    method: "get",
    path: "/api/brigades/:code/trail",
    needs: "position.history",
    async handle(ctx, request, asked) {
      const query = parseInput(TrailQuery, request.query, "query");
      const trail = await readTrail(ctx, String(request.params.code), query, asked.reach);
      const { minutes = 30, from, to } = query;
      await auditReading(ctx, asked, trail.brigade, from === undefined ? { minutes } : { from, to });
      return { body: trail };
    },
  },
  {
    method: "get",
    path: "/api/brigades/:code/days",
    needs: "position.history",
    async handle(ctx, request, asked) {
      const query = parseInput(DaysQuery, request.query, "query");
      const days = await readDays(ctx, String(request.params.code), query, asked.reach);
      await auditReading(ctx, asked, days.brigade, { what: "days", ...query });
      return { body: days };
    },
  },
  {
    method: "get",
    path: "/api/brigades/:code/doings",
    needs: "position.history",
    async handle(ctx, request, asked) {
      const reports = reach(asked.principal, "report.open");
      const doings = await readDoings(ctx, String(request.params.code), asked.reach, reports);
      await auditReading(ctx, asked, doings.brigade, { what: "doings" });
      return { body: doings };
    },
  },
];

/** Where somebody's workers have been is read by name. */
function auditReading(
  ctx: RouteContext,
  asked: Asked,
  brigade: string,
  detail: AuditEntry["detail"],
): Promise<void> {
  return audit(ctx.db, {
    ...originOf(asked),
    action: "position.history",
    outcome: "done",
    target: brigade,
    detail,
    at: ctx.clock.now(),
  });
}
