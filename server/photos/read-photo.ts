/** Photos of reports: which there are, and the pictures themselves. */
import type { Photo } from "#contract/photo";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { isWithinReach } from "../reports/within-reach.ts";
import { isPhotoId, type PhotoSize } from "./photo-files.ts";

/** The oldest first. */
export function listPhotos(tx: Tx, reportId: number): Promise<Photo[]> {
  return tx.query<Photo>(
    `SELECT id, floor(extract(epoch FROM at) * 1000)::bigint AS at, width, height, bytes
       FROM photos WHERE report_id = $1 ORDER BY at, id`,
    [reportId],
  );
}

/** Refuses `not-found`, also for a photo of a report beyond the reader's reach. */
export async function readPhoto(
  ctx: Pick<Context, "db" | "rules" | "brigades" | "photos">,
  id: string,
  size: PhotoSize,
  reach: Reach,
): Promise<Buffer> {
  const none = new Refusal("not-found", "photo: there is no such photo");
  if (!isPhotoId(id)) throw none;
  const [report] = await ctx.db.query<Pick<LiveReport, "service" | "brigade">>(
    `SELECT r.service, r.brigade_id AS brigade FROM photos p JOIN reports r ON r.id = p.report_id WHERE p.id = $1`,
    [id],
  );
  if (!report || !isWithinReach(ctx, reach, report)) throw none;
  const picture = await ctx.photos.read(id, size);
  if (!picture) throw none;
  return picture;
}
