/** How many of a list there is room for where it stands: one is left out after another until it no longer runs over. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useWall } from "./wall-store.ts";

/** For the list; whatever it stands in has a greatest height. The first is shown in any case. `what` says when others are in it. */
export function useRoom(
  most: number,
  what: string,
): { box: RefObject<HTMLUListElement | null>; count: number } {
  const box = useRef<HTMLUListElement>(null);
  const scale = useWall((wall) => wall.scale);
  // The name of the view stands beside the list, and is longer or shorter with each.
  const turn = useWall((wall) => wall.turn);
  const [count, setCount] = useState(most);
  const [, setTries] = useState(0);
  useLayoutEffect(() => {
    const around = box.current?.parentElement;
    if (around && count > 1 && around.scrollHeight > around.clientHeight + 1) setCount(count - 1);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: at another scale, in another view and for others there is other room
  useEffect(() => {
    const again = () => {
      setCount(most);
      // Also when as many are shown already: there may be less room for them now.
      setTries((tries) => tries + 1);
    };
    again();
    const over = box.current?.parentElement?.parentElement;
    if (!over) return;
    const watch = new ResizeObserver(again);
    watch.observe(over);
    return () => watch.disconnect();
  }, [most, what, scale, turn]);
  return { box, count };
}
