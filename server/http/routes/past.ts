/** The live city at a past minute, and what came after. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Request } from "express";
import { PastEventsQuery, PastPositionsQuery, PastQuery } from "#contract/past";
import { parseInput, Refusal } from "#contract/problem";
import { encodeTracks } from "#contract/tracks";
import { audienceOf } from "#domain/audience";
import { audit, originOf } from "../../audit/audit.ts";
import { readPast, readPastEvents } from "../../past/read-past.ts";
import { readTracks } from "../../past/read-tracks.ts";
import type { Answer, Asked, Route } from "../route.ts";

export const pastRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/live/past",
    needs: "live.past",
    limit: "snapshots",
    async handle(ctx, request, asked) {
      const { at } = parseInput(PastQuery, request.query, "query");
      return binary(request, await readPast(ctx, operators(asked), Date.parse(at)));
    },
  },
  {
    method: "get",
    path: "/api/live/past/events",
    needs: "live.past",
    async handle(ctx, request, asked) {
      const { from, until } = parseInput(PastEventsQuery, request.query, "query");
      return { body: await readPastEvents(ctx, operators(asked), from, Date.parse(until)) };
    },
  },
  {
    method: "get",
    path: "/api/live/past/positions",
    needs: "position.history",
    async handle(ctx, request, asked) {
      const query = parseInput(PastPositionsQuery, request.query, "query");
      const { reach } = asked;
      const own = reach.rows === "brigade" ? (ctx.brigades.get(reach.brigade)?.id ?? -1) : null;
      const [from, until] = [Date.parse(query.from), Date.parse(query.until)];
      const tracks = await readTracks(ctx.db, { from, until, brigade: own });
      await audit(ctx.db, {
        ...originOf(asked),
        action: "position.history",
        outcome: "done",
        target: reach.rows === "brigade" ? reach.brigade : "all brigades",
        detail: { what: "past", ...query },
        at: ctx.clock.now(),
      });
      return binary(request, encodeTracks(tracks));
    },
  },
];

/** The table lets in nobody else, and a change of it must not quietly show the public what operators knew. */
function operators({ principal, reach }: Asked) {
  const audience = audienceOf(principal, reach);
  if (audience.kind !== "ops") throw new Refusal("forbidden", "live.past: this is for operators");
  return audience;
}

async function binary(request: Request, bytes: Uint8Array): Promise<Answer> {
  const headers = { "Content-Type": "application/octet-stream", Vary: "Accept-Encoding" };
  if (!request.acceptsEncodings("gzip")) return { bytes: Buffer.from(bytes), headers };
  return { bytes: await promisify(gzip)(bytes), headers: { ...headers, "Content-Encoding": "gzip" } };
}
