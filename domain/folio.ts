/**
 * Folios: nine random characters and one check character, in two groups of five.
 *
 * The alphabet has 23 characters, a prime, so that a weighted sum modulo 23 catches every single wrong character and
 * every swap of two (the idea of ISBN-10 with another prime). Left out is what looks alike or sounds alike over a
 * Spanish telephone: vowels, 0/O, 1/I/L, B/V, G, S/Z. Nine random characters are 1.8 × 10¹² folios: with a million
 * reports a guess hits one in 1.8 million times, and nothing tells how many there are.
 */
const alphabet = "23456789CDFHJKMNPQRTWXY";
const size = alphabet.length;
const randomCharacters = 9;
/** Number of different folios; the number of a folio is below it and exact in a double. */
export const folioCount = size ** randomCharacters;

/** The folio with this number. `number` is an integer from 0 to `folioCount` − 1. */
export function folioOf(number: number): string {
  if (!Number.isInteger(number) || number < 0 || number >= folioCount)
    throw new RangeError(`folio number ${number} must be an integer from 0 to ${folioCount - 1}`);
  let rest = number;
  let text = "";
  for (let i = 0; i < randomCharacters; i++) {
    text = alphabet.charAt(rest % size) + text;
    rest = Math.floor(rest / size);
  }
  text += checkCharacter(text);
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/** The number of a folio, or undefined when it has a wrong form or a wrong check character. */
export function numberOfFolio(folio: string): number | undefined {
  const text = folio.replace("-", "");
  if (folio.length !== 11 || folio[5] !== "-" || text.length !== 10) return undefined;
  let number = 0;
  for (const character of text.slice(0, randomCharacters)) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    number = number * size + value;
  }
  return checkCharacter(text.slice(0, randomCharacters)) === text.charAt(9) ? number : undefined;
}

/** What a person typed or said, as a folio: case, blanks and a missing hyphen do not matter. Undefined if it is none. */
export function readFolio(typed: string): string | undefined {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  const folio = `${text.slice(0, 5)}-${text.slice(5)}`;
  return numberOfFolio(folio) === undefined ? undefined : folio;
}

/**
 * What may be the beginning of a folio, or all of one, as a pattern of SQL's LIKE: a character that no folio has was misheard or misread
 * (0 for D, say), and may be any. Undefined for what is rather a word or a number: only beside a digit and a letter that folios have.
 */
export function folioPattern(typed: string): string | undefined {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  if (!/^[0-9A-Z]{3,10}$/.test(text)) return undefined;
  const pattern = [...text].map((character) => (alphabet.includes(character) ? character : "_")).join("");
  const unknown = pattern.split("_").length - 1;
  const isMeant = text.length >= 5 && /[2-9]/.test(pattern) && /[A-Z]/.test(pattern);
  if (unknown > 2 || (unknown > 0 && !isMeant)) return undefined;
  return `${pattern.slice(0, 5)}${pattern.length > 5 ? `-${pattern.slice(5)}` : ""}${pattern.length < 10 ? "%" : ""}`;
}

/** Weights 2…10 for the nine characters, 1 for the check character: the sum must be 0 modulo 23. */
function checkCharacter(nine: string): string {
  let sum = 0;
  for (let i = 0; i < nine.length; i++) sum += alphabet.indexOf(nine.charAt(i)) * (10 - i);
  return alphabet.charAt((size - (sum % size)) % size);
}
