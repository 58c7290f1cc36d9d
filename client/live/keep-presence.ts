/** Says to colleagues which report is open in this page, for as long as it is and somebody is there. */
import { usePage } from "../store/page-store.ts";
import { usePresence } from "../store/presence-store.ts";
import { type PresenceTeller, SAY_AGAIN_MS } from "./presence.ts";

export function keepPresence(teller: PresenceTeller): void {
  const touched = () => teller.touched(Date.now());
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, touched, { passive: true });
  setInterval(() => teller.sayAgain(Date.now()), SAY_AGAIN_MS);
  const look = () => {
    const { selection } = usePage.getState();
    usePresence.getState().line?.look(selection?.kind === "report" ? selection.folio : null);
  };
  usePage.subscribe((page, before) => {
    if (page.selection !== before.selection) look();
  });
  usePresence.subscribe((now, before) => {
    if (now.line !== before.line) look();
  });
}
