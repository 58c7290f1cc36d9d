/** Keeps small texts secret at rest or in a browser's cookie: AES-256-GCM by keys that are made from SECRET_KEY. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export interface SealedBox {
  /** `bound` is no secret; the same must be said to open, so that a sealed text cannot be moved elsewhere. */
  seal(plain: string, bound: string): Buffer;
  /** @throws SealBroken when none of the keys made it, or a bit of it or `bound` is another */
  open(sealed: Buffer, bound: string): string;
}

/** What was to be opened was not sealed by us, by a key that is known, for this purpose and place. */
export class SealBroken extends Error {}

const FORM = 1;
const KEY_ID = 4;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + KEY_ID + NONCE;

/**
 * Its bytes: form (1), key id (4), nonce (12), tag (16), ciphertext. The first of `secretKeys` seals and all of them open, so
 * that a key is changed without losing what the old one sealed. Each purpose has a key of its own: what is sealed for one opens
 * nothing of another.
 */
export function sealedBox(secretKeys: readonly string[], purpose: string): SealedBox {
  const keys = secretKeys.map((secret) => derived(secret, purpose));
  const [first] = keys;
  if (!first) throw new Error("a sealed box needs a secret key");
  return {
    seal(plain, bound) {
      // Random nonces: safe for 2³² sealings by one key.
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", first.key, nonce, { authTagLength: TAG });
      cipher.setAAD(Buffer.from(bound));
      const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(FORM), first.id, nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, bound) {
      if (sealed.length < HEAD + TAG || sealed[0] !== FORM) throw new SealBroken("it has another form");
      const id = sealed.subarray(1, 1 + KEY_ID);
      const found = keys.find((candidate) => candidate.id.equals(id));
      if (!found) throw new SealBroken("it was sealed by a key that is not known here");
      const decipher = createDecipheriv("aes-256-gcm", found.key, sealed.subarray(1 + KEY_ID, HEAD), {
        authTagLength: TAG,
      });
      decipher.setAAD(Buffer.from(bound));
      decipher.setAuthTag(sealed.subarray(HEAD, HEAD + TAG));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(HEAD + TAG)), decipher.final()]).toString(
          "utf8",
        );
      } catch {
        throw new SealBroken("it was changed, or belongs elsewhere");
      }
    },
  };
}

/** Bytes by HKDF-SHA256: the key, and the name by which what it sealed is known again. */
function derived(secret: string, purpose: string): { key: Buffer; id: Buffer } {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "cuadrilla", purpose, 32 + KEY_ID));
  return { key: bytes.subarray(0, 32), id: bytes.subarray(32) };
}
