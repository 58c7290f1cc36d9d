/** How the connection stands, in the words of a person who has to trust the map. */
import type { LinkPhase } from "../../live/link.ts";
import { usePage } from "../../store/page-store.ts";

/** Before there is a city at all it is "loading". */
export function usePhase(): LinkPhase {
  return usePage((page) => page.link?.phase ?? "loading");
}

/** Whether what is shown may be old. */
export function isStale(phase: LinkPhase): phase is StalePhase {
  return phase !== "live" && phase !== "loading";
}

type StalePhase = Exclude<LinkPhase, "live" | "loading">;
