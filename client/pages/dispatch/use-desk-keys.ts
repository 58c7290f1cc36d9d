/** The desk's keys, from its one table. Those of the list, of menus and of forms are their own. */
import { useEffect } from "react";
import { useDesk } from "../../store/desk-store.ts";
import { isTyping } from "../live/use-keys.ts";
import { type DeskAction, deskActions, runAction } from "./desk-keys.ts";

const byKey = new Map<string, DeskAction>(
  deskActions.flatMap((action: DeskAction) => action.keys.map((key) => [key, action] as const)),
);

export function useDeskKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The one chord; from a field too, for that is where one often is.
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        useDesk.setState({ palette: true });
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      // What is open has its own use for these keys; and Enter and Space belong to what has the focus.
      if (event.target instanceof Element && event.target.closest("[role=dialog],[role=menu]")) return;
      if (event.key === "Enter" && event.target !== document.body) return;
      const action = byKey.get(event.key);
      if (action && runAction(action)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
