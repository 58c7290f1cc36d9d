/** Who reported something: read and put right. Each reading is audited before it is answered. */
import type { Contact } from "#contract/commands";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Reach } from "#domain/may";
import { audit, type Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { isWithinReach } from "../reports/within-reach.ts";
import { readContactRow, saveContacts } from "./contact-rows.ts";

type Ctx = Pick<Context, "db" | "rules" | "brigades" | "clock" | "contacts">;

/** Null when there is none, or none any more. Refuses `not-found`, also for a report beyond the reader's reach. */
export function readContact(ctx: Ctx, by: Origin, folio: string, reach: Reach): Promise<Contact | null> {
  return ctx.db.transaction(async (tx) => {
    const { id } = await reportWithinReach(ctx, tx, folio, reach);
    const sealed = await readContactRow(tx, id);
    await audit(tx, {
      ...by,
      action: "contact.read",
      outcome: "done",
      report: folio,
      detail: { held: sealed !== undefined },
      at: ctx.clock.now(),
    });
    return sealed ? ctx.contacts.open(id, sealed) : null;
  });
}

/** Puts right what is known of them, or adds it. Refuses as `readContact` does. */
export function changeContact(
  ctx: Ctx,
  by: Origin,
  folio: string,
  reach: Reach,
  contact: Contact,
): Promise<void> {
  return ctx.db.transaction(async (tx) => {
    const { id } = await reportWithinReach(ctx, tx, folio, reach);
    await saveContacts(tx, [{ reportId: id, ...ctx.contacts.seal(id, contact) }]);
    await audit(tx, {
      ...by,
      action: "contact.change",
      outcome: "done",
      report: folio,
      at: ctx.clock.now(),
    });
  });
}

async function reportWithinReach(ctx: Ctx, tx: Tx, folio: string, reach: Reach): Promise<{ id: number }> {
  const [report] = await tx.query<Pick<LiveReport, "id" | "service" | "brigade">>(
    "SELECT id, service, brigade_id AS brigade FROM reports WHERE folio = $1",
    [folio],
  );
  if (!report || !isWithinReach(ctx, reach, report))
    throw new Refusal("not-found", `folio: there is no report ${folio}`);
  return report;
}
