/**
 * Digest of a live city: how many reports, and the sum of a mixed hash over each (id, version). Order does not matter,
 * so it can be kept up to date by adding and taking away; `server/live/read-digest.ts` has the same in SQL, and a test
 * holds them equal. The mixer is a 32-bit multiply-xorshift; its multipliers stay below 2³¹ so that PostgreSQL's signed bigint
 * can compute it exactly.
 */
export interface Digest {
  count: number;
  /** Below count × 2³², so exact in a double up to two million reports. */
  sum: number;
}

export function mix(id: number, version: number): number {
  let x = (Math.imul(id, 0x2c1b3c6d) + Math.imul(version, 0x297a2d39)) >>> 0;
  x ^= x >>> 15;
  x = Math.imul(x, 0x45d9f3b) >>> 0;
  x ^= x >>> 13;
  x = Math.imul(x, 0x119de1f3) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

export function sameDigest(a: Digest, b: Digest): boolean {
  return a.count === b.count && a.sum === b.sum;
}
