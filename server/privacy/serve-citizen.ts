/** What the law lets a citizen ask: where they are named, what is held of them, and that it be erased. */
import type { Erased, EraseOrder, HeldData, Whose } from "#contract/privacy";
import { Refusal } from "#contract/problem";
import { type AuditEntry, auditAll, type Origin } from "../audit/audit.ts";
import { readContactRow } from "../contacts/contact-rows.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { eraseNotes } from "../notes/note-rows.ts";
import { readWholeCard, type WholeCard } from "../reports/read-card.ts";
import { type FoundReport, findReports } from "./find-reports.ts";

type Ctx = Pick<Context, "db" | "rules" | "brigades" | "clock" | "contacts" | "photos" | "logger">;

export async function findCitizen(ctx: Ctx, by: Origin, whose: Whose): Promise<string[]> {
  return ctx.db.transaction(async (tx) => {
    const found = await findReports(tx, ctx, whose);
    await tell(ctx, tx, by, "find", whose, found);
    return found.map(({ folio }) => folio);
  });
}

/** All that is held of them, as one document. */
export async function exportCitizen(ctx: Ctx, by: Origin, whose: Whose): Promise<HeldData> {
  const found = await ctx.db.transaction(async (tx) => {
    const reports = await findReports(tx, ctx, whose);
    await tell(ctx, tx, by, "export", whose, reports);
    return reports;
  });
  const reports: HeldData["reports"] = [];
  for (const report of found) reports.push(await heldOf(ctx, report));
  return { city: ctx.rules.city.name, at: iso(ctx.clock.now()), reports };
}

/**
 * Forgets who reported it, and if wanted what they wrote and sent. The log holds nothing of them and stays as it is. Done
 * again it finds nothing more to do.
 */
export async function eraseCitizen(ctx: Ctx, by: Origin, order: EraseOrder): Promise<Erased> {
  const { descriptions, photos, ...whose } = order;
  const { erased, files } = await ctx.db.transaction(async (tx) => {
    const found = await findReports(tx, ctx, whose);
    const ids = found.map(({ id }) => id);
    const contacts = await tx.query("DELETE FROM contacts WHERE report_id = ANY ($1) RETURNING report_id", [
      ids,
    ]);
    const texts = descriptions
      ? await tx.query(
          "UPDATE reports SET description = NULL WHERE id = ANY ($1) AND description IS NOT NULL RETURNING id",
          [ids],
        )
      : [];
    const notes = descriptions ? await eraseNotes(tx, ids) : 0;
    const gone = photos
      ? await tx.query<{ id: string }>("DELETE FROM photos WHERE report_id = ANY ($1) RETURNING id", [ids])
      : [];
    await tell(ctx, tx, by, "erase", whose, found, { descriptions, photos });
    return {
      erased: {
        reports: found.length,
        contacts: contacts.length,
        descriptions: texts.length,
        notes,
        photos: gone.length,
      },
      files: gone.map(({ id }) => id),
    };
  });
  // After the commit: a file that stays behind when we die here belongs to nobody, and the sweep removes it.
  for (const id of files) await ctx.photos.remove(id);
  return erased;
}

/** A line for each report, so that whoever asks after a report sees it; and one where nothing was found. */
async function tell(
  ctx: Ctx,
  tx: Tx,
  by: Origin,
  target: "find" | "export" | "erase",
  whose: Whose,
  found: readonly FoundReport[],
  detail: Record<string, boolean> = {},
): Promise<void> {
  const how = whose.folio !== undefined ? "folio" : whose.email !== undefined ? "email" : "phone";
  const entry: AuditEntry = {
    ...by,
    action: "privacy.manage",
    outcome: "done",
    target,
    detail: { ...detail, by: how, found: found.length },
    at: ctx.clock.now(),
  };
  await auditAll(tx, found.length === 0 ? [entry] : found.map(({ folio }) => ({ ...entry, report: folio })));
}

async function wholeCard(ctx: Ctx, folio: string): Promise<WholeCard> {
  const card = await readWholeCard(ctx, folio);
  if (!card) throw new Refusal("not-found", `folio: there is no report ${folio}`);
  return card;
}

async function heldOf(ctx: Ctx, { id, folio }: FoundReport): Promise<HeldData["reports"][number]> {
  const { report, channel, description, timeline, photos, notes } = await wholeCard(ctx, folio);
  const sealed = await readContactRow(ctx.db, id);
  return {
    folio,
    service: report.service,
    channel,
    place: { lon: report.lon, lat: report.lat, sector: report.sector },
    status: report.status,
    receivedAt: iso(report.receivedAt),
    dueAt: iso(report.dueAt),
    closedAt: report.closedAt === null ? null : iso(report.closedAt),
    outcome: report.outcome,
    reason: report.reason,
    description,
    contact: sealed ? ctx.contacts.open(id, sealed) : null,
    timeline: timeline.map(({ at, kind, actor }) => ({
      at: iso(at),
      what: kind,
      by: actor?.role ?? "unknown",
    })),
    notes: notes.map(({ at, kind, text, actor }) => ({
      at: iso(at),
      kind,
      text,
      by: actor?.role ?? "unknown",
    })),
    photos: photos.map((photo) => ({
      id: photo.id,
      at: iso(photo.at),
      width: photo.width,
      height: photo.height,
    })),
  };
}

const iso = (at: number) => new Date(at).toISOString();
