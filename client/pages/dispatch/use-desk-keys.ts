/** The desk's keys, from its one table. Those of the list, of menus and of forms are their own. */
import { useEffect } from "react";
import { useDesk } from "../../store/desk-store.ts";
import { isSilenced } from "../../store/single-keys.ts";
import { isElsewhere, isTyping } from "../live/use-keys.ts";
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
        // What somebody else did asks for an answer first.
        if (useDesk.getState().conflict === null) useDesk.setState({ palette: true });
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      if (isElsewhere(event.target) || isSilenced(event.key)) return;
      // Enter belongs to what has the focus.
      if (event.key === "Enter" && event.target !== document.body) return;
      const action = byKey.get(event.key);
      if (action && runAction(action)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
