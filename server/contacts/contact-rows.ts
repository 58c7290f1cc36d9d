/** Rows of sealed contacts: the only place for what names a citizen. */
import type { Tx } from "../db/database.ts";
import type { SealedContact } from "./contact-seal.ts";

/** Writes each over what was known of its report. */
export async function saveContacts(
  tx: Tx,
  contacts: readonly (SealedContact & { reportId: number })[],
): Promise<void> {
  if (contacts.length === 0) return;
  const rows = contacts.map(({ reportId, sealed, emailIndex, phoneIndex }) => ({
    id: reportId,
    sealed: sealed.toString("base64"),
    email: emailIndex?.toString("base64"),
    phone: phoneIndex?.toString("base64"),
  }));
  await tx.query(
    `INSERT INTO contacts (report_id, sealed, email_index, phone_index)
     SELECT id, decode(sealed, 'base64'), decode(email, 'base64'), decode(phone, 'base64')
       FROM json_to_recordset($1::json) AS c (id bigint, sealed text, email text, phone text)
     ON CONFLICT (report_id) DO UPDATE
        SET sealed = excluded.sealed, email_index = excluded.email_index, phone_index = excluded.phone_index`,
    [JSON.stringify(rows)],
  );
}

export async function readContactRow(tx: Tx, reportId: number): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ sealed: Buffer }>("SELECT sealed FROM contacts WHERE report_id = $1", [
    reportId,
  ]);
  return row?.sealed;
}
