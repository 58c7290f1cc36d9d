import fc from "fast-check";
import { expect, test } from "vitest";
import { snippetOf } from "#domain/snippet";
import { wordsOf } from "#domain/words";

const marked = (text: string, ...words: string[]) => {
  const snippet = snippetOf(text, words);
  return snippet.marks.map(([from, to]) => snippet.text.slice(from, to));
};

test("a short text is shown whole, and what was looked for is marked in every form", () => {
  expect(snippetOf("Lámpara apagada, y otras lámparas", ["lampara"])).toEqual({
    text: "Lámpara apagada, y otras lámparas",
    marks: [
      [0, 7],
      [25, 33],
    ],
  });
  expect(marked("Cayó el a\u0301rbol", "arbol")).toEqual(["a\u0301rbol"]);
});

test("a word that only begins like it is not marked", () => {
  expect(marked("pintura en el pino", "pino")).toEqual(["pino"]);
  expect(marked("luz de la luminaria", "lumin")).toEqual(["luminaria"]);
});

test("of a long text the part about it is shown", () => {
  const { text, marks } = snippetOf(`${"bla ".repeat(100)}fuga de agua ${"bla ".repeat(100)}`, ["fuga"]);
  expect(text.startsWith("…bla")).toBe(true);
  expect(text.endsWith("…")).toBe(true);
  expect(text.length).toBeLessThan(170);
  expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(["fuga"]);
});

test("without any of the words it is how the text begins", () => {
  expect(snippetOf("x".repeat(400), ["fuga"])).toEqual({ text: `${"x".repeat(160)}…`, marks: [] });
  expect(snippetOf("", [])).toEqual({ text: "", marks: [] });
});

test("marks lie in the text and one after the other, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 400 }),
      fc.string({ maxLength: 20 }),
      (text, words) => {
        const snippet = snippetOf(text, [...wordsOf(words), ...[...wordsOf(text)].slice(-2)]);
        let before = 0;
        for (const [from, to] of snippet.marks) {
          expect(from >= before && to > from && to <= snippet.text.length).toBe(true);
          before = to;
        }
      },
    ),
  );
});
