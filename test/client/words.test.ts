/** Both languages say the same things, and nothing is said that nobody hears. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const folder = new URL("../../client/", import.meta.url);

interface Tree {
  [key: string]: string | Tree;
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), Tree])));

function wordsOf(language: string): Map<string, string> {
  const words = new Map<string, string>();
  const walk = (tree: Tree, path: string) => {
    for (const [key, value] of Object.entries(tree))
      if (typeof value === "string") words.set(path + key, value);
      else walk(value, `${path}${key}.`);
  };
  walk(Tree.parse(JSON.parse(readFileSync(new URL(`i18n/${language}.json`, folder), "utf8"))), "");
  return words;
}

const languages = { es: wordsOf("es"), en: wordsOf("en") };
const plural = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(plural, "");

function sources(): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(new URL(file, folder), "utf8"))
    .join("\n");
}

describe("the words", () => {
  test("exist in both languages", () => {
    const es = [...new Set([...languages.es.keys()].map(base))].sort();
    const en = [...new Set([...languages.en.keys()].map(base))].sort();
    expect(en).toEqual(es);
  });

  test.each(Object.entries(languages))("have in %s every form that its plural needs", (language, words) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = new Set([...words.keys()].filter((key) => plural.test(key)).map(base));
    for (const key of counted)
      expect([...words.keys()].filter((k) => base(k) === key).sort()).toEqual(
        forms.map((form) => `${key}_${form}`).sort(),
      );
  });

  test("take the same values in both languages", () => {
    const slots = (text: string | undefined) =>
      [...(text ?? "").matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
    for (const [key, text] of languages.en) expect(slots(languages.es.get(key)), key).toEqual(slots(text));
  });

  test("are all used, and none is asked for that does not exist", () => {
    const code = sources();
    const asked = new Set([...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map((m) => m[1] ?? ""));
    const families = [...code.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((m) => m[1] ?? "");
    // Conditional keys: t(a ? "x" : "y") does not occur; each branch calls t itself, so that this test can see it.
    const known = new Set([...languages.es.keys()].map(base));
    expect([...asked].filter((key) => !known.has(key))).toEqual([]);
    const unused = [...known].filter(
      (key) => !asked.has(key) && !families.some((family) => key.startsWith(family)),
    );
    expect(unused).toEqual([]);
  });
});
