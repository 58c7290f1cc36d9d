/** Which place a wall's counters are of, for a wall on which that may be another one than is shown. */
import type { Region, Turn, WallLink } from "./wall-url.ts";

export type CountedPlace = "city" | "part" | { sector: string };

/** Null where nobody could be mistaken: the wall shows the whole city and nothing else. */
export function countedPlace(
  count: WallLink["count"],
  turns: readonly Turn[],
  turn: number,
): CountedPlace | null {
  if (turns.every(({ region }) => region.kind === "city")) return null;
  if (count === "city") return "city";
  return placeOf(turns[turn]?.region);
}

function placeOf(region: Region | undefined): CountedPlace {
  switch (region?.kind) {
    case "sector":
      return { sector: region.code };
    case "view":
    case "box":
      return "part";
    default:
      return "city";
  }
}
