/** Brings what was selected elsewhere into sight in a list: once, when the list has it, which may be after it was selected. */
import { useEffect, useRef } from "react";

/** Hands back what to call when somebody moves the list themselves: they are not taken away from there. */
export function useBroughtIntoSight(
  list: Uint32Array,
  selectedId: number | null,
  show: (index: number) => void,
): () => void {
  const sought = useRef<number | null>(null);
  useEffect(() => {
    sought.current = selectedId;
  }, [selectedId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection, or a list that it may be in, shows it
  useEffect(() => {
    const index = sought.current === null ? -1 : list.indexOf(sought.current);
    if (index < 0) return;
    sought.current = null;
    show(index);
  }, [list, selectedId]);
  return () => {
    sought.current = null;
  };
}
