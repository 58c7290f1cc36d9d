/** The live city over HTTP; its events come over the socket. */
import type { Route } from "../route.ts";

export const liveRoutes: readonly Route[] = [
  { method: "get", path: "/api/live/snapshot", needs: "live.subscribe", handle: (ctx) => ctx.snapshot() },
  {
    method: "get",
    path: "/api/live/counts",
    needs: "live.counts",
    handle: (ctx) => ({ body: ctx.liveCounts() }),
  },
];
