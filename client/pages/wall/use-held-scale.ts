/** Holds a wall's scale to what its panel has room for: no counter is cut off, whatever the link says and however long its numbers grow. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { setScale, useWall } from "./wall-store.ts";

/** Of the window's width, beside a map. */
const MOST_WIDTH = 0.5;
/** Words break into other lines at another size, so it is looked again. */
const TRIES = 4;

/** For the panel, whose counters say by `data-of` that they are ones. */
export function useHeldScale(): RefObject<HTMLDivElement | null> {
  const panel = useRef<HTMLDivElement>(null);
  const wanted = useWall((wall) => wall.link.scale);
  // Drawn anew with each reading, so that it is measured whenever another number stands there.
  useWall((wall) => wall.reading);
  useLayoutEffect(() => hold(panel.current));
  useEffect(() => {
    const again = () => {
      setScale(wanted);
      hold(panel.current);
    };
    addEventListener("resize", again);
    return () => removeEventListener("resize", again);
  }, [wanted]);
  return panel;
}

function hold(panel: HTMLElement | null): void {
  for (let i = 0; panel && i < TRIES; i++) {
    const share = shareThatFits(panel);
    if (share >= 1) return;
    setScale(Math.floor(100 * share * useWall.getState().scale) / 100);
  }
}

/** By how much what stands in the panel would have to be smaller; 1 and more: it fits. */
function shareThatFits(panel: HTMLElement): number {
  const { top, width, height } = panel.getBoundingClientRect();
  const ends = [...panel.querySelectorAll("[data-of]")].map((one) => one.getBoundingClientRect().bottom);
  // Below a map it is as wide as the window at any scale.
  const isBeside = width < window.innerWidth || height >= window.innerHeight - 1;
  return Math.min(
    height / (Math.max(top + 1, ...ends) - top),
    isBeside ? (MOST_WIDTH * window.innerWidth) / width : 1,
  );
}
