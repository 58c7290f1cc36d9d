/** Brings what was selected elsewhere into sight in a list: once, when the list has it, which may be after it was selected. */
import { useEffect, useEffectEvent, useRef } from "react";

/** Hands back what to call when somebody moves the list themselves: they are not taken away from there. */
export function useBroughtIntoSight(
  list: Uint32Array,
  selectedId: number | null,
  show: (index: number) => void,
): () => void {
  const selected = useRef<number | null>(null);
  const sought = useRef<number | null>(null);
  const bring = useEffectEvent(show);
  useEffect(() => {
    if (selected.current !== selectedId) sought.current = selectedId;
    selected.current = selectedId;
    const index = sought.current === null ? -1 : list.indexOf(sought.current);
    if (index < 0) return;
    sought.current = null;
    bring(index);
  }, [list, selectedId]);
  return () => {
    sought.current = null;
  };
}
