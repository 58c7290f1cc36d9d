/** At each start, before anything is served: is the key the right one, and is every contact sealed by it? */
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { SealBroken, type SealedBox, sealedBox } from "../secrets/sealed-box.ts";
import { saveContacts } from "./contact-rows.ts";
import { KeptContact } from "./contact-seal.ts";

/** SECRET_KEY does not fit this database; the message is one line for the person who started the program. */
export class SecretKeyError extends Error {}

const BATCH = 500;
const PURPOSE = "check";
const KNOWN = "the key of this database";

/**
 * Refuses a key that opens nothing here, seals what an earlier version kept in the clear, and seals anew by the first key
 * what an older one sealed. Done again, or by two servers at once, it changes nothing more. A tool without keys leaves all as it is.
 * @throws SecretKeyError
 */
export async function prepareContacts(
  ctx: Pick<Context, "db" | "contacts" | "secrets">,
): Promise<{ sealed: number; sealedAnew: number }> {
  const { secrets, db } = ctx;
  const [first] = secrets;
  if (first === undefined) return { sealed: 0, sealedAnew: 0 };
  const newest = sealedBox([first], PURPOSE);
  // The first server to start seals it; of two at once, one.
  await db.query("INSERT INTO secret_check (sealed) VALUES ($1) ON CONFLICT DO NOTHING", [
    newest.seal(KNOWN, PURPOSE),
  ]);
  const [row] = await db.query<{ sealed: Buffer }>("SELECT sealed FROM secret_check");
  if (!row || !opens(sealedBox(secrets, PURPOSE), row.sealed))
    throw new SecretKeyError(
      "SECRET_KEY: is not the key by which this database's contacts were sealed; set that one, or name it in OLD_SECRET_KEYS",
    );
  const sealed = await sealPlain(ctx);
  if (opens(newest, row.sealed)) return { sealed, sealedAnew: 0 };
  const sealedAnew = await sealAllAnew(ctx);
  await db.query("UPDATE secret_check SET sealed = $1", [newest.seal(KNOWN, PURPOSE)]);
  return { sealed, sealedAnew };
}

function opens(box: SealedBox, sealed: Buffer): boolean {
  try {
    return box.open(sealed, PURPOSE) === KNOWN;
  } catch (error) {
    if (error instanceof SealBroken) return false;
    throw error;
  }
}

/** From the table that the migration put aside. Dropped when it is empty: deleted rows alone would stay in its file for a while. */
async function sealPlain({ db, contacts }: Pick<Context, "db" | "contacts">): Promise<number> {
  let sealed = 0;
  for (;;) {
    const batch = await db.transaction(async (tx) => {
      if (!(await tableIsThere(tx))) return undefined;
      const rows = await tx.query<{ id: number; name: unknown; email: unknown; phone: unknown }>(
        `DELETE FROM contacts_plain WHERE report_id IN (SELECT report_id FROM contacts_plain LIMIT ${BATCH})
         RETURNING report_id AS id, name, email, phone`,
      );
      if (rows.length === 0) {
        await tx.query("DROP TABLE contacts_plain");
        return undefined;
      }
      const sealable = rows.map(({ id, ...fields }) => ({
        reportId: id,
        ...contacts.seal(id, KeptContact.parse(withoutNulls(fields))),
      }));
      await saveContacts(tx, sealable);
      return rows.length;
    });
    if (batch === undefined) return sealed;
    sealed += batch;
  }
}

async function tableIsThere(tx: Tx): Promise<boolean> {
  // Two servers at once: the second waits here until the first has committed, and then sees what it left.
  await tx.query("SELECT pg_advisory_xact_lock(1129270868)");
  const [row] = await tx.query<{ there: boolean }>(
    "SELECT to_regclass('contacts_plain') IS NOT NULL AS there",
  );
  return row?.there === true;
}

function withoutNulls(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

async function sealAllAnew({ db, contacts }: Pick<Context, "db" | "contacts">): Promise<number> {
  let after = 0;
  let count = 0;
  for (;;) {
    const last = await db.transaction(async (tx) => {
      const rows = await tx.query<{ id: number; sealed: Buffer }>(
        "SELECT report_id AS id, sealed FROM contacts WHERE report_id > $1 ORDER BY report_id LIMIT $2 FOR UPDATE",
        [after, BATCH],
      );
      await saveContacts(
        tx,
        rows.map(({ id, sealed }) => ({
          reportId: id,
          ...contacts.seal(id, contacts.open(id, sealed)),
        })),
      );
      count += rows.length;
      return rows.at(-1)?.id;
    });
    if (last === undefined) return count;
    after = last;
  }
}
