import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folded, likeness, wordsOf } from "#domain/words";

const alike = (a: string, b: string) => likeness(wordsOf(a), wordsOf(b));

test("words are read without case, accents, signs and what says nothing", () => {
  expect([...wordsOf("¡Hay una LÁMPARA apagada, en la Calzada del Valle!")]).toEqual([
    "lampara",
    "apagada",
    "calzada",
    "valle",
  ]);
  expect([...wordsOf("There is a pothole in front of the school at 5th")]).toEqual([
    "pothole",
    "front",
    "school",
    "5th",
  ]);
  expect(folded("Señalización Ñandú")).toBe("senalizacion nandu");
});

describe("two texts are alike", () => {
  test("wholly when they say the same, whatever its order", () => {
    expect(alike("Frente al Oxxo de Vasconcelos", "vasconcelos, OXXO, frente")).toBe(1);
  });

  test("for the most part with another ending or a slip of the thumb", () => {
    expect(alike("ramas caídas", "rama caida")).toBeGreaterThan(0.5);
    expect(alike("esquina con Vasconcelos", "ezquina con Vasconselos")).toBeGreaterThan(0.5);
  });

  test("hardly when they are about something else", () => {
    expect(alike("agua saliendo del registro", "perro amarrado sin comida")).toBeLessThan(0.2);
  });

  test("not at all in a way that can be said, where one says nothing", () => {
    expect(alike("", "perro")).toBeNull();
    expect(alike("por favor, muchas gracias", "es de la")).toBeNull();
  });

  test("by a number from 0 to 1, the same both ways", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        const found = alike(a, b);
        expect(found).toBe(alike(b, a));
        if (found !== null) expect(found >= 0 && found <= 1).toBe(true);
      }),
    );
  });
});
