/** Where brigades are. */
import { PingBatch } from "#contract/positions";
import { parseInput } from "#contract/problem";
import { audit, originOf } from "../../audit/audit.ts";
import { ingestPings } from "../../pings/ingest.ts";
import { readTrail, TrailQuery } from "../../pings/read-positions.ts";
import type { Route } from "../route.ts";

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
      const { minutes } = parseInput(TrailQuery, request.query, "query");
      const trail = await readTrail(ctx, String(request.params.code), minutes, asked.reach);
      await audit(ctx.db, {
        ...originOf(asked),
        action: "position.history",
        outcome: "done",
        target: trail.brigade,
        detail: { minutes },
        at: ctx.clock.now(),
      });
      return { body: trail };
    },
  },
];
