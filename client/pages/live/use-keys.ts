/** Keys that work everywhere on the page; those of the list and of menus are their own. */
import { useEffect } from "react";
import { selectedPlace } from "../../live/selected-place.ts";
import {
  clearFilters,
  setTheme,
  stepBack,
  toggleFigure,
  toggleLegend,
  toggleScope,
} from "../../store/actions.ts";
import { isDark } from "../../store/keep-look.ts";
import { usePage } from "../../store/page-store.ts";
import { isSilenced } from "../../store/single-keys.ts";

const page = () => usePage.getState();

const actions: Record<string, () => void> = {
  "?": () => usePage.setState({ helpOpen: true }),
  Escape: stepBack,
  v: () => toggleFigure("late"),
  x: clearFilters,
  m: toggleScope,
  l: toggleLegend,
  t: () => setTheme(isDark() ? "light" : "dark"),
  j: focusList,
  k: focusList,
  "+": () => page().map?.zoomBy(1),
  "-": () => page().map?.zoomBy(-1),
  "0": () => page().map?.showCity(),
  z: locateSelection,
};

/** For the help card, in the order of use. */
export const keyHelp = [
  { keys: ["j", "k"], words: "move" },
  { keys: ["Enter"], words: "open" },
  { keys: ["Esc"], words: "back" },
  { keys: ["z"], words: "locate" },
  { keys: ["v"], words: "late" },
  { keys: ["m"], words: "scope" },
  { keys: ["x"], words: "clear" },
  { keys: ["+", "−"], words: "zoom" },
  { keys: ["0"], words: "city" },
  { keys: ["h"], words: "past" },
  { keys: [",", "."], words: "day" },
  { keys: ["l"], words: "legend" },
  { keys: ["t"], words: "theme" },
  { keys: ["?"], words: "help" },
] as const;

export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      if (isElsewhere(event.target) || isSilenced(event.key)) return;
      const act = actions[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

export function isTyping(target: EventTarget | null): boolean {
  // A slider or a box to tick takes no letters.
  if (target instanceof HTMLInputElement) return !/^(range|checkbox|radio)$/.test(target.type);
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** An open menu or dialog has its own use for the page's keys. */
export function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog],[role=alertdialog],[role=menu]") !== null;
}

function focusList(): void {
  document.getElementById("report-list")?.focus();
}

function locateSelection(): void {
  const place = selectedPlace(page());
  if (place) page().map?.goTo(place.lon, place.lat);
}
