/** One step back at the desk: the form, then what was being marked, then as on the map. */
import { clearMarks, stepBack } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";

export function stepBackAtDesk(): void {
  const { form } = useDesk.getState();
  const page = usePage.getState();
  if (form) useDesk.setState({ form: null, refused: null });
  else if (page.helpOpen || page.linkFaults.length > 0) stepBack();
  else if (page.marked.size > 0) clearMarks();
  else stepBack();
}
