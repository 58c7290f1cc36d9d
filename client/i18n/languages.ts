/** Which language the page speaks, and which locale goes with it. */
import type { City } from "#contract/city";

/** Languages that the page itself is translated into; the first is its own. */
export const languages = ["es", "en"] as const;
export type Language = (typeof languages)[number];

const primary = (tag: string) => tag.split("-")[0] ?? tag;

/** The first of the wishes that the page speaks. */
export function chooseLanguage(...wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const found = languages.find((language) => wish && language === primary(wish));
    if (found) return found;
  }
  return languages[0];
}

/** The city's own variant of the language ("es-MX"), for dates, numbers and the names in its files. */
export function localeOf(language: string, city: Pick<City, "languages"> | undefined): string {
  return city?.languages.find((tag) => primary(tag) === language) ?? language;
}

/** A name from the city's files; in the city's first language when it is not translated. */
export function nameIn(
  names: Readonly<Record<string, string>>,
  locale: string,
  city: Pick<City, "languages">,
): string {
  const near = Object.keys(names).find((tag) => primary(tag) === primary(locale));
  return (
    names[locale] ?? (near && names[near]) ?? names[city.languages[0] ?? ""] ?? Object.values(names)[0] ?? ""
  );
}
