/** What stands on a key, for people. */
const faces: Readonly<Record<string, string>> = { Escape: "Esc", Enter: "↵", "-": "−", "Ctrl+k": "Ctrl K" };

export function keyFace(key: string): string {
  const face = faces[key];
  if (face !== undefined) return face;
  return /^[A-Z]$/.test(key) ? `⇧ ${key}` : key.toUpperCase();
}
