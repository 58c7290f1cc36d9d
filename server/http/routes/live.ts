/** The live city over HTTP; its events come over the socket. */
import { audienceOf } from "#domain/audience";
import type { Route } from "../route.ts";

export const liveRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/live/snapshot",
    needs: "live.subscribe",
    limit: "snapshots",
    handle: (ctx, _request, { principal, reach }) => ctx.snapshot(audienceOf(principal, reach)),
  },
  {
    method: "get",
    path: "/api/live/counts",
    needs: "live.counts",
    handle: (ctx) => ({ body: ctx.liveCounts() }),
  },
];
