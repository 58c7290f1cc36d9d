/** One step back at the desk: the pencil, the form, what is said, the marks, the card, the search, and then as on the map. */
import { clearMarks, stepBack } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { usePresence } from "../../store/presence-store.ts";

export function stepBackAtDesk(): void {
  const { form, drawing, trouble, outcome, search } = useDesk.getState();
  const page = usePage.getState();
  if (drawing) useDesk.setState({ drawing: null });
  else if (form) useDesk.setState({ form: null, trouble: null });
  else if (page.helpOpen || page.linkFaults.length > 0) stepBack();
  else if (trouble || outcome || usePresence.getState().lost) {
    useDesk.setState({ trouble: null, outcome: null });
    usePresence.setState({ lost: null });
  } else if (page.marked.size > 0) clearMarks();
  else if (search !== "" && page.selection === null) useDesk.setState({ search: "", entering: false });
  else stepBack();
}
