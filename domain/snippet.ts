/** The part of a text in which what was looked for is, with the places of it. */
import { folded } from "./words.ts";

export interface Snippet {
  text: string;
  /** Pairs [from, to) in `text`. */
  marks: [number, number][];
}

const LONGEST = 160;
/** So much is shown of what comes before the first mark. */
const BEFORE = 40;

/** `words` are folded. Without any of them in the text: how it begins. */
export function snippetOf(text: string, words: readonly string[]): Snippet {
  const all: [number, number][] = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const word = folded(match[0]);
    if (words.some((wanted) => isForm(word, wanted))) all.push([match.index, match.index + match[0].length]);
  }
  const first = all[0]?.[0] ?? 0;
  const from = text.length <= LONGEST || first <= BEFORE ? 0 : wordAfter(text, first - BEFORE);
  const cut = text.slice(from, from + LONGEST);
  const to = from + cut.length;
  const [head, tail] = [from > 0 ? "…" : "", to < text.length ? "…" : ""];
  return {
    text: head + cut + tail,
    marks: all
      .filter(([start, end]) => start >= from && end <= to)
      .map(([start, end]) => [start - from + head.length, end - from + head.length]),
  };
}

/** Roughly as the database's stemming has it: one begins with the other, or they differ in an ending of a letter or two. */
function isForm(word: string, wanted: string): boolean {
  if (word.startsWith(wanted)) return true;
  let same = 0;
  while (same < word.length && word[same] === wanted[same]) same++;
  return same >= Math.max(4, Math.min(word.length, wanted.length) - 2);
}

function wordAfter(text: string, from: number): number {
  const blank = text.slice(from, from + BEFORE).search(/\s/);
  return blank < 0 ? from : from + blank + 1;
}
