/** Contacts as the database keeps them: sealed, with keyed hashes by which a person's reports are found. */
import { createHmac, hkdfSync } from "node:crypto";
import { z } from "zod";
import type { Contact } from "#contract/commands";
import { type SealedBox, sealedBox } from "../secrets/sealed-box.ts";

/** What was taken in once is read again, also when a rule of `Contact` has become stricter since. */
export const KeptContact = z.object({
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
});

export interface SealedContact {
  sealed: Buffer;
  emailIndex: Buffer | null;
  phoneIndex: Buffer | null;
}

export class ContactSeal {
  private readonly box: SealedBox | undefined;
  private readonly emailKeys: readonly Buffer[];
  private readonly phoneKeys: readonly Buffer[];

  /** The first key seals, all open. A tool that was given none can do neither. */
  constructor(secrets: readonly string[]) {
    this.box = secrets.length === 0 ? undefined : sealedBox(secrets, "contacts");
    this.emailKeys = secrets.map((secret) => derived(secret, "contacts: e-mail index"));
    this.phoneKeys = secrets.map((secret) => derived(secret, "contacts: telephone index"));
  }

  /** Bound to its report, so that a row that is moved to another one does not open there. */
  seal(reportId: number, contact: Contact): SealedContact {
    const [emailIndex = null] = contact.email === undefined ? [] : this.emailIndexes(contact.email);
    const [phoneIndex = null] = contact.phone === undefined ? [] : this.phoneIndexes(contact.phone);
    return { sealed: this.opened().seal(JSON.stringify(contact), boundTo(reportId)), emailIndex, phoneIndex };
  }

  /** @throws SealBroken */
  open(reportId: number, sealed: Buffer): Contact {
    return KeptContact.parse(JSON.parse(this.opened().open(sealed, boundTo(reportId))));
  }

  /** By each key that may have made it. */
  emailIndexes(email: string): Buffer[] {
    return this.emailKeys.map((key) => hmac(key, email.normalize("NFC").trim().toLowerCase()));
  }

  phoneIndexes(phone: string): Buffer[] {
    return this.phoneKeys.map((key) => hmac(key, bareNumber(phone)));
  }

  private opened(): SealedBox {
    if (!this.box) throw new Error("contacts can be neither sealed nor opened without a secret key");
    return this.box;
  }
}

/** Its last ten digits: a national number in Mexico and beyond, whether or not it was written with a country's prefix. */
export function bareNumber(phone: string): string {
  return phone.replace(/\D/g, "").slice(-10);
}

const boundTo = (reportId: number) => `report ${reportId}`;

function derived(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "cuadrilla", purpose, 32));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
