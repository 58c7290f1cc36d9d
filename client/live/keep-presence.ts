/** Says to colleagues which report is open in this page, for as long as it is and somebody is there. */
import { usePage } from "../store/page-store.ts";
import { usePresence } from "../store/presence-store.ts";
import { type PresenceTeller, SAY_AGAIN_MS } from "./presence.ts";

/** Whoever has not moved a hand for so long is somewhere else. */
const AWAY_AFTER_MS = 8 * 60_000;

export function keepPresence(teller: PresenceTeller): void {
  let touchedAt = Date.now();
  const touched = () => {
    const wasAway = Date.now() - touchedAt > AWAY_AFTER_MS;
    touchedAt = Date.now();
    if (wasAway) teller.sayAgain();
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, touched, { passive: true });
  setInterval(() => {
    if (Date.now() - touchedAt <= AWAY_AFTER_MS) teller.sayAgain();
  }, SAY_AGAIN_MS);
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
