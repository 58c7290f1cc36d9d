/** Adds a photo to a report. Its files are there before its row, so that no row ever names what is not. */
import type { DraftBy } from "#contract/events";
import type { Photo } from "#contract/photo";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Reach } from "#domain/may";
import { audit, type Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { lockReports, updateReports } from "../reports/report-rows.ts";
import { isWithinReach } from "../reports/within-reach.ts";
import { makePictures } from "./make-pictures.ts";
import { newPhotoId } from "./photo-files.ts";
import { TICKET_MS, ticketEnded } from "./report-ticket.ts";

type Ctx = Pick<Context, "db" | "rules" | "brigades" | "clock" | "lane" | "photos">;

export const MOST_PHOTOS = 6;

export interface PhotoSender {
  origin: Origin;
  reach: Reach;
  /** They showed the report's ticket and nothing else: then it must be a new one. */
  byTicket: boolean;
}

/**
 * Resolves when the photo is kept. Refuses `not-found` (also beyond the sender's reach), `ticket-ended`, `too-many-photos`, and what
 * `makePictures` refuses.
 */
export async function addPhoto(
  ctx: Ctx,
  sender: PhotoSender,
  folio: string,
  image: { bytes: Buffer; mediaType: string },
): Promise<Photo> {
  // Asked before the work of reading it, and again under the lock.
  await ctx.db.transaction((tx) => mayTakeOneMore(ctx, tx, sender, folio));
  const { width, height, ...pictures } = await makePictures(image.bytes, image.mediaType);
  const id = newPhotoId();
  const at = ctx.clock.now();
  const photo: Photo = { id, at, width, height, bytes: pictures.full.length };
  await ctx.photos.write(id, pictures);
  try {
    await ctx.db.transaction((tx) => keep(ctx, tx, sender, folio, photo));
  } catch (error) {
    // After a lost connection nobody knows whether the row is there; the sweep finds out.
    if (error instanceof Refusal) await ctx.photos.remove(id);
    throw error;
  }
  ctx.lane.notify();
  return photo;
}

async function mayTakeOneMore(
  ctx: Ctx,
  tx: Tx,
  { reach, byTicket }: PhotoSender,
  folio: string,
): Promise<LiveReport> {
  const [{ report } = {}] = await lockReports(tx, [folio]);
  if (!report || !isWithinReach(ctx, reach, report))
    throw new Refusal("not-found", `folio: there is no report ${folio}`);
  if (byTicket && report.receivedAt + TICKET_MS <= ctx.clock.now()) throw ticketEnded();
  const [row] = await tx.query<{ there: number }>(
    "SELECT count(*) AS there FROM photos WHERE report_id = $1",
    [report.id],
  );
  if ((row?.there ?? 0) >= MOST_PHOTOS)
    throw new Refusal("too-many-photos", `photos: a report has at most ${MOST_PHOTOS}`);
  return report;
}

async function keep(ctx: Ctx, tx: Tx, sender: PhotoSender, folio: string, photo: Photo): Promise<void> {
  const before = await mayTakeOneMore(ctx, tx, sender, folio);
  const { actor } = sender.origin;
  const { id, at, width, height, bytes } = photo;
  await tx.query(
    `INSERT INTO photos (id, report_id, at, width, height, bytes, actor_role, actor_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, before.id, new Date(at).toISOString(), width, height, bytes, actor.role, actor.id],
  );
  const draft: DraftBy = {
    kind: "report.photographed",
    at,
    reportId: before.id,
    version: before.version + 1,
    body: { photo: id },
    actor,
  };
  await updateReports(tx, [{ before, draft }]);
  await audit(tx, {
    ...sender.origin,
    action: "photo.add",
    outcome: "done",
    report: folio,
    target: id,
    detail: { bytes },
    at,
  });
  await appendEvents(tx, [draft]);
}
