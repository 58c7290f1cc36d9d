/** Which alerts a wall need not tell over its map, because its panel counts the same. */
import type { AlertKind } from "#contract/alerts";
import type { WallLink } from "./wall-url.ts";

export function alsoInPanel({ panel, figures }: Pick<WallLink, "panel" | "figures">): AlertKind[] {
  if (panel === "none") return [];
  const isCounted = {
    late: figures.includes("late"),
    soon: figures.some((one) => one === "next-hour" || one === "soon"),
  };
  return [
    ...(isCounted.late ? (["late"] as const) : []),
    ...(isCounted.soon ? (["late-soon"] as const) : []),
  ];
}
