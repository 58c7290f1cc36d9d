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
  const [count, setCount] = useState(most);
  useLayoutEffect(() => {
    const around = box.current?.parentElement;
    if (around && count > 1 && around.scrollHeight > around.clientHeight + 1) setCount(count - 1);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: at another scale and for others there is other room
  useEffect(() => {
    const again = () => setCount(most);
    again();
    addEventListener("resize", again);
    return () => removeEventListener("resize", again);
  }, [most, what, scale]);
  return { box, count };
}
