/** Ties the desk's own state to the page's: the link says it, and who one is no more leaves nothing of it. */
import { unmark } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { usePast } from "../../store/past.ts";
import { readDeskLink, writeDeskLink } from "./desk-url.ts";

export function openDeskLink(): void {
  const { sort, search } = readDeskLink(location.search);
  usePage.setState({ sort, linkTail: writeDeskLink({ sort, search }) });
  useDesk.setState({ search });
}

export function keepDesk(): void {
  const tell = () => {
    const linkTail = writeDeskLink({ sort: usePage.getState().sort, search: useDesk.getState().search });
    if (linkTail !== usePage.getState().linkTail) usePage.setState({ linkTail });
  };
  useDesk.subscribe(tell);
  // What was is only looked at; what has been typed waits as in every form that is closed.
  usePast.subscribe(({ phase }, before) => {
    if (before.phase === "off" && phase !== "off")
      useDesk.setState({ form: null, drawing: null, trouble: null });
  });
  usePage.subscribe((page, before) => {
    if (page.sort !== before.sort) tell();
    // What could not be done to one report is no news of the next.
    if (
      page.selection !== before.selection ||
      page.activeRow !== before.activeRow ||
      page.marked !== before.marked
    )
      forgetCannot();
    // What has gone out of sight cannot be moved, and is not counted either.
    if (page.reading !== before.reading) unmark((id) => page.present.city?.reports.rowOf(id) === undefined);
    if (page.live.city === undefined && page.me !== before.me)
      useDesk.setState({ form: null, undo: null, conflict: null, outcome: null, own: new Map() });
  });
}

function forgetCannot(): void {
  if (useDesk.getState().trouble?.kind === "cannot") useDesk.setState({ trouble: null });
}
