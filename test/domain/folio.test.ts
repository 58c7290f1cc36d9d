import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Folio } from "#contract/report";
import { folioCount, folioOf, folioPattern, numberOfFolio, readFolio } from "#domain/folio";
import { anyFolio } from "./any-report.ts";

const alphabet = "23456789CDFHJKMNPQRTWXY";
/** Places of the ten characters in a folio's text; the hyphen is at 5. */
const places = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10];

describe("a folio", () => {
  test("stands for its number and for no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: folioCount - 1 }), (number) => {
        const folio = folioOf(number);
        expect(Folio.safeParse(folio).success).toBe(true);
        expect(numberOfFolio(folio)).toBe(number);
      }),
      { examples: [[0], [1], [22], [23], [folioCount - 1]] },
    );
  });

  test.each([-1, 0.5, folioCount, Number.NaN, Number.POSITIVE_INFINITY])("has no number %s", (number) => {
    expect(() => folioOf(number)).toThrow(RangeError);
  });

  test("with any one character wrong is none", () => {
    fc.assert(
      fc.property(anyFolio, (folio) => {
        for (const place of places)
          for (const character of alphabet)
            if (character !== folio[place])
              expect(
                numberOfFolio(folio.slice(0, place) + character + folio.slice(place + 1)),
              ).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  test("with any two characters in each other's place is none", () => {
    fc.assert(
      fc.property(anyFolio, (folio) => {
        for (const a of places)
          for (const b of places) {
            if (a >= b || folio[a] === folio[b]) continue;
            const characters = [...folio];
            characters[a] = folio[b] ?? "";
            characters[b] = folio[a] ?? "";
            expect(numberOfFolio(characters.join(""))).toBeUndefined();
          }
      }),
      { numRuns: 50 },
    );
  });

  test("is read however a person types it: case, blanks and hyphens do not matter", () => {
    const blanks = fc.array(fc.constantFrom("", " ", "-", "\t", "\u00a0", "  "), {
      minLength: 11,
      maxLength: 11,
    });
    const cases = fc.array(fc.boolean(), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(anyFolio, blanks, cases, (folio, between, lower) => {
        const typed = [...folio.replace("-", "")].map(
          (character, i) => between[i] + (lower[i] ? character.toLowerCase() : character),
        );
        expect(readFolio(typed.join("") + between[10])).toBe(folio);
      }),
    );
  });

  test("is never read out of something else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 14 }), (typed) => {
        const folio = readFolio(typed);
        if (folio !== undefined) expect(numberOfFolio(folio)).toBeDefined();
      }),
      {
        examples: [[""], ["-"], ["22222-22222-"], ["2222222222222222"], ["__proto__"], ["２２２２２-22222"]],
      },
    );
    expect(readFolio("")).toBeUndefined();
    expect(readFolio(`${folioOf(5)}2`)).toBeUndefined();
  });

  test.each(["2222222222", "2222-222222", "22222-2222", "22222-222222", "22222 22222", "A2222-22222"])(
    "has its hyphen in the middle and ten characters, unlike %s",
    (text) => expect(numberOfFolio(text)).toBeUndefined(),
  );
});

describe("what may be the beginning of a folio", () => {
  test.each([
    ["4h7", "4H7%"],
    ["4H7KQ", "4H7KQ%"],
    ["4h7kq2", "4H7KQ-2%"],
    [" 4h7kq 2xn9p ", "4H7KQ-2XN9P"],
    // 0 for D, O for Q: no folio has either.
    ["4h7k0-2xn9p", "4H7K_-2XN9P"],
    ["4hO70", "4H_7_%"],
  ])("%s is looked for as %s", (typed, pattern) => {
    expect(folioPattern(typed)).toBe(pattern);
  });

  test.each(["bache", "4h", "calle 24", "66220", "2 perros", "4H7KQ-2XN9P-7", "%", "4_7KQ", "", "ruido"])(
    "%s is not",
    (typed) => {
      expect(folioPattern(typed)).toBeUndefined();
    },
  );

  test("is the beginning of any", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: folioCount - 1 }),
        fc.integer({ min: 3, max: 11 }),
        (number, length) => {
          const folio = folioOf(number);
          expect(folioPattern(folio.slice(0, length).toLowerCase())?.replace("%", "")).toBe(
            folio.slice(0, length).replace(/-$/, ""),
          );
        },
      ),
    );
  });
});
