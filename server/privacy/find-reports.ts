/** The reports of one citizen, by keyed hashes: no contact is opened to find them. */
import type { Whose } from "#contract/privacy";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";

export interface FoundReport {
  id: number;
  folio: string;
}

/** The oldest first; none is an answer too. */
export function findReports(
  tx: Tx,
  { contacts }: Pick<Context, "contacts">,
  { email, phone, folio }: Whose,
): Promise<FoundReport[]> {
  if (folio !== undefined) return tx.query("SELECT id, folio FROM reports WHERE folio = $1", [folio]);
  const [column, indexes] =
    email !== undefined
      ? (["email_index", contacts.emailIndexes(email)] as const)
      : (["phone_index", contacts.phoneIndexes(phone ?? "")] as const);
  return tx.query(
    `SELECT r.id, r.folio FROM contacts c JOIN reports r ON r.id = c.report_id
      WHERE c.${column} = ANY ($1) ORDER BY r.id`,
    [indexes],
  );
}
