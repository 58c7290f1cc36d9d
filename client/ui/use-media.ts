/** Which of the three page layouts there is room for, and other things that CSS alone cannot decide. */
import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (call) => {
      const media = matchMedia(query);
      media.addEventListener("change", call);
      return () => media.removeEventListener("change", call);
    },
    () => matchMedia(query).matches,
  );
}

export const PHONE = "(max-width: 45rem)";
/** Room for the map and one panel, but not for two. */
export const NARROW = "(max-width: 68rem)";
/** Room for a header in one row, if it is short; with less it takes two. */
export const TIGHT = "(min-width: 88.51rem) and (max-width: 108rem)";
/** Room enough that the legend costs nothing. */
export const ROOMY = "(min-width: 80rem) and (min-height: 48rem)";
export const STILL = "(prefers-reduced-motion: reduce)";

/** How much larger than at a desk the page is drawn; the same rule as `html { font-size }` in base.css. */
export function useScale(): number {
  return useSyncExternalStore(
    (call) => {
      addEventListener("resize", call);
      return () => removeEventListener("resize", call);
    },
    () => Math.min(2, Math.max(1, window.innerWidth / 1920)),
  );
}
