/** The live city over HTTP; its events come over the socket. */
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { audienceOf } from "#domain/audience";
import type { Route } from "../route.ts";

/**
 * Columns of small numbers shrink by half, and trying harder than a little takes thrice the time for 4 % less. Whoever takes the same
 * snapshot in the same second gets the same bytes.
 */
const shrunk = new WeakMap<Uint8Array, Promise<Buffer>>();

function gzipped(bytes: Uint8Array): Promise<Buffer> {
  const known = shrunk.get(bytes) ?? promisify(gzip)(bytes, { level: constants.Z_BEST_SPEED });
  shrunk.set(bytes, known);
  return known;
}

export const liveRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/live/snapshot",
    needs: "live.subscribe",
    limit: "snapshots",
    async handle(ctx, request, { principal, reach }) {
      const bytes = await ctx.snapshot(audienceOf(principal, reach));
      if (!request.acceptsEncodings("gzip")) return bytes;
      const headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "gzip",
        Vary: "Accept-Encoding",
      };
      return { bytes: await gzipped(bytes), headers };
    },
  },
  {
    method: "get",
    path: "/api/live/counts",
    needs: "live.counts",
    handle: (ctx) => ({ body: ctx.liveCounts() }),
  },
];
