/** Takes back what was just done, while that is offered. */
import { useDesk } from "../../store/desk-store.ts";
import { doMove } from "./do-move.ts";

export async function undoLatest(): Promise<void> {
  const { undo } = useDesk.getState();
  if (!undo) return;
  await doMove(
    "undo",
    undo.moves.map(({ folio, version }) => ({ name: "undo-move", folio, version })),
  );
}
