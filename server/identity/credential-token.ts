/** The secret half of a credential: made once, shown once, kept nowhere. */
import { createHash, randomBytes } from "node:crypto";

export const credentialKinds = ["session", "key", "kiosk", "device", "invite"] as const;
export type CredentialKind = (typeof credentialKinds)[number];

/** Says what it opens, so that one which has leaked is recognised by whoever finds it. 256 random bits behind that. */
export function makeToken(kind: CredentialKind): string {
  return `cua_${kind}_${randomBytes(32).toString("base64url")}`;
}

const form = new RegExp(`^cua_(${credentialKinds.join("|")})_[\\w-]{43}$`);

/** Whether it can be one of ours at all; what cannot is not looked up. */
export function isToken(text: string): boolean {
  return form.test(text);
}

/** What the database keeps. Random bits need no slow hash: there is nothing to guess from. */
export function hashOfToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Numbers of people and credentials: opaque, and too many to try. */
export function newId(): string {
  return randomBytes(9).toString("base64url");
}
