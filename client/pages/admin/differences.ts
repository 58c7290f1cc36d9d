/** What is different between two states of a thing, for whoever is told that it was changed under their hands. */

/** Names of the fields that differ. */
export function changedFields<T extends object>(before: T, now: T): (keyof T & string)[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]) as Set<keyof T & string>;
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
}

/** Codes of the entries that were added, changed or taken away. */
export function changedEntries<T extends { code: string }>(
  before: readonly T[],
  now: readonly T[],
): string[] {
  const old = new Map(before.map((entry) => [entry.code, JSON.stringify(entry)]));
  const current = new Map(now.map((entry) => [entry.code, JSON.stringify(entry)]));
  return [...new Set([...old.keys(), ...current.keys()])].filter(
    (code) => old.get(code) !== current.get(code),
  );
}

/** The list with an entry in place of the one of its code, or at its end. */
export function withEntry<T extends { code: string }>(list: readonly T[], entry: T): T[] {
  return list.some(({ code }) => code === entry.code)
    ? list.map((other) => (other.code === entry.code ? entry : other))
    : [...list, entry];
}

/** A code made of a name: "Poda de árbol" → "poda-de-arbol", with a number behind it where that is taken. */
export function codeOf(name: string, taken: readonly string[]): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const stem =
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 44)
      .replace(/-$/, "") || "nuevo";
  for (let n = 1; ; n++) {
    const code = n === 1 ? stem : `${stem}-${n}`;
    if (!taken.includes(code)) return code;
  }
}
