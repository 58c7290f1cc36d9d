import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SealBroken, sealedBox } from "#server/secrets/sealed-box";

const one = "one secret of a city, which is long enough";
const two = "another secret of a city, long enough too";

describe("a sealed box", () => {
  const box = sealedBox([one], "contacts");

  test("gives back whatever text was put in, to whoever says what it was bound to", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plain, bound) => {
        expect(box.open(box.seal(plain, bound), bound)).toBe(plain);
      }),
    );
  });

  test("holds nothing that can be read, and never looks the same twice", () => {
    const sealed = box.seal("81 8400 4400", "report 7");
    expect(sealed.toString("latin1")).not.toContain("8400");
    expect(sealed.equals(box.seal("81 8400 4400", "report 7"))).toBe(false);
  });

  test("does not open when any bit of it is another", () => {
    const sealed = box.seal("Ana", "report 7");
    for (let at = 0; at < sealed.length * 8; at++) {
      const forged = Buffer.from(sealed);
      forged[at >> 3] = (forged[at >> 3] ?? 0) ^ (1 << (at & 7));
      expect(() => box.open(forged, "report 7"), `bit ${at}`).toThrow(SealBroken);
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => box.open(sealed.subarray(0, length), "report 7")).toThrow(SealBroken);
  });

  test("does not open elsewhere, for another purpose, or by another key", () => {
    const sealed = box.seal("Ana", "report 7");
    expect(() => box.open(sealed, "report 8")).toThrow(SealBroken);
    expect(() => sealedBox([one], "sign-in").open(sealed, "report 7")).toThrow(SealBroken);
    expect(() => sealedBox([two], "contacts").open(sealed, "report 7")).toThrow(SealBroken);
  });

  test("still opens what the old key sealed after a new one was put before it", () => {
    const sealed = box.seal("Ana", "report 7");
    const later = sealedBox([two, one], "contacts");
    expect(later.open(sealed, "report 7")).toBe("Ana");
    expect(() => box.open(later.seal("Ana", "report 7"), "report 7")).toThrow(SealBroken);
  });
});
