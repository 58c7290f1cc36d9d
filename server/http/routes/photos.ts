/** Photos of reports. None is ever served as it was sent. */
import type { Request } from "express";
import { PhotoQuery } from "#contract/photo";
import { parseInput } from "#contract/problem";
import { originOf } from "../../audit/audit.ts";
import { addPhoto } from "../../photos/add-photo.ts";
import { readPhoto } from "../../photos/read-photo.ts";
import { checkTicket } from "../../photos/report-ticket.ts";
import { type Asked, folioIn, type Route } from "../route.ts";

export const photoRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/api/reports/:folio/photos",
    needs: "photo.add",
    accepts: "image",
    bodyLimit: 10_000_000,
    limit: "intake",
    // Before anything is said of the report, and before megabytes are read: a guessed folio gets nobody anywhere.
    beforeBody(ctx, request, asked) {
      if (isByTicket(asked)) checkTicket(ctx.secrets, folioIn(request), request.get("x-report-ticket"));
    },
    async handle(ctx, request, asked) {
      const folio = folioIn(request);
      const byTicket = isByTicket(asked);
      const photo = await addPhoto(
        ctx,
        { origin: originOf(asked), reach: asked.reach, byTicket },
        folio,
        imageIn(request),
      );
      return { status: 201, body: photo };
    },
  },
  {
    method: "get",
    path: "/api/photos/:id",
    needs: "photo.see",
    async handle(ctx, request, { reach }) {
      const { size = "full" } = parseInput(PhotoQuery, request.query, "query");
      return {
        bytes: await readPhoto(ctx, String(request.params.id), size, reach),
        headers: {
          "Content-Type": "image/webp",
          "Content-Disposition": "inline",
          "X-Content-Type-Options": "nosniff",
          // Not kept: who signs out, or asks to be forgotten, leaves no picture behind in a browser.
          "Cache-Control": "no-store",
        },
      };
    },
  },
];

function isByTicket({ principal }: Asked): boolean {
  return principal.actor.role === "anonymous";
}

/** What `imageBody` of the app has read. */
function imageIn(request: Request): { bytes: Buffer; mediaType: string } {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes)) throw new Error("the body of an image was not read");
  const [mediaType = ""] = (request.get("content-type") ?? "").split(";");
  return { bytes, mediaType: mediaType.trim().toLowerCase() };
}
