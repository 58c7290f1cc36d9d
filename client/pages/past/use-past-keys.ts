/**
 * Keys of the past: `h` opens it and leads back, space plays, the arrows go a minute, with shift a quarter of an hour, comma and full
 * stop a day. None of them is one of the desk's.
 */
import { useEffect } from "react";
import { isAwayInPast, pastAt, play, step, stepDays, togglePast, usePast } from "../../store/past.ts";
import { isSilenced } from "../../store/single-keys.ts";
import { isElsewhere, isTyping } from "../live/use-keys.ts";

export const MINUTE = 60_000;

/** Beside `h`, which a page may have in a table of its own. */
export const throughPast = [" ", "ArrowLeft", "ArrowRight", ",", "."] as const;

export function usePastKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      const own = target instanceof HTMLInputElement && target.type === "range";
      if (isSilenced(event.key) || isTyping(target)) return;
      // The way back is printed on the bar, and so leads back from a dialog too.
      if (isElsewhere(target) && !(event.key === "h" && isAwayInPast())) return;
      if (act(event, own, target instanceof HTMLButtonElement)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Whether the key was one of ours. */
function act(event: KeyboardEvent, onSlider: boolean, onButton: boolean): boolean {
  if (event.key === "h") {
    togglePast();
    return true;
  }
  if (pastAt() === null) return false;
  const far = event.shiftKey ? 15 : 1;
  switch (event.key) {
    case " ":
      // It presses the button that has the focus.
      if (onButton) return false;
      play(usePast.getState().speed === 0 ? 60 : 0);
      return true;
    case "ArrowLeft":
    case "ArrowRight":
      if (onSlider && !event.shiftKey) return false;
      step((event.key === "ArrowLeft" ? -far : far) * MINUTE);
      return true;
    case ",":
    case ".":
      stepDays(event.key === "," ? -1 : 1);
      return true;
    default:
      return false;
  }
}
