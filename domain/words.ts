/** How alike two texts of a few lines are, whoever typed them: case, accents, little words and endings do not matter. */

/** Spanish and English words that say nothing of what or where; unaccented. */
const stopWords = new Set(
  `a al algo ante antes aqui asi ay bajo bien buen buena buenas buenos cada como con cual cuando de del desde dia dias donde dos e el
   ella ellos en entre era es esa ese eso esta estan estar este esto estos favor fue gracias ha hace hacia hasta hay he hola la las le
   les lo los mas me mi muy nada ni no nos o otra otro para pero por porque pues que quien se sea ser si sin sobre solo son su sus
   tambien tan tarde tardes te tiene tienen todo todos tu un una uno unos urge usted y ya yo
   about again all am an and any are as at be been but by can did do does for from had has have here how i if in into is it its just
   like me my near no not of off on or our out please so some than thanks that the their them then there these they this to too up
   was we were what when where which who will with would you your`.split(/\s+/),
);

/** Lower case without accents: what a hurried thumb types. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words that say something, each once. */
export function wordsOf(text: string): Set<string> {
  const words = folded(text).match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return new Set(words.filter((word) => !stopWords.has(word)));
}

/**
 * The share of trigrams that two sets of words have in common (Dice), 0…1; null where one of them is empty. Of trigrams and not of
 * whole words, so that a plural or a slip of the thumb still counts for most of its word.
 */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number | null {
  if (a.size === 0 || b.size === 0) return null;
  const [mine, theirs] = [trigramsOf(a), trigramsOf(b)];
  let both = 0;
  for (const trigram of mine) if (theirs.has(trigram)) both++;
  return (2 * both) / (mine.size + theirs.size);
}

function trigramsOf(words: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const word of words) {
    const padded = `  ${word} `;
    for (let i = 0; i + 3 <= padded.length; i++) found.add(padded.slice(i, i + 3));
  }
  return found;
}
