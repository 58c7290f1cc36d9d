/** What was typed, as what it means. */

/** Null for what is no number; a comma is a point. */
export function numberOf(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  const value = Number(plain);
  return plain === "" || !Number.isFinite(value) || value <= 0 ? null : value;
}

/** The same, and nothing may be 0 too. */
export function countOf(text: string): number | null {
  return /^\s*0+\s*$/.test(text) ? 0 : numberOf(text);
}

/** "asfalto, carga" → its words. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(",").map((word) => word.trim()))].filter((word) => word !== "");
}

/** "25.65760, -100.40250", as maps say a place: latitude first. Null for what is none. */
export function placeOf(text: string): [number, number] | null {
  const [lat, lon, ...rest] = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (lat === undefined || lon === undefined || rest.length > 0) return null;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null;
}

/** "08:00-13:00, 14:00-17:00" → its spans; nothing: closed. Null for what is none. */
export function hoursIn(text: string): [string, string][] | null {
  if (text.trim() === "") return [];
  const spans = text.split(",").map((part) => /^\s*(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s*$/.exec(part));
  const read = spans.map((span): [string, string] => [span?.[1] ?? "", span?.[2] ?? ""]);
  return read.some(([from, to]) => from === "" || from >= to) ? null : read;
}

export function hoursText(spans: readonly (readonly [string, string])[]): string {
  return spans.map(([from, to]) => `${from}–${to}`).join(", ");
}
