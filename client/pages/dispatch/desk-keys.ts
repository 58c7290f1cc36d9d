/**
 * Everything that can be done at the desk, once: handlers, help, palette and buttons are made of this table. Small letters are
 * about reports, capitals about the view or about many. A test holds that no key is there twice.
 */
import type { MoveName } from "#contract/commands";
import type { LiveReport } from "#contract/report";
import type { Action } from "#domain/may";
import { mayMove, moves } from "#domain/report";
import { selectedPlace } from "../../live/selected-place.ts";
import {
  clearFilters,
  clearMarks,
  MOST_MARKED,
  mark,
  orderBy,
  select,
  selectReportById,
  setTheme,
  toggleFigure,
  toggleLegend,
  toggleMark,
  toggleScope,
} from "../../store/actions.ts";
import { useAlertTray } from "../../store/alert-tray.ts";
import type { Deed, FormKind } from "../../store/deed.ts";
import { targetOf, useDesk } from "../../store/desk-store.ts";
import { isDark } from "../../store/keep-look.ts";
import { sortKeys } from "../../store/list-sort.ts";
import { mayDo } from "../../store/may.ts";
import { type PageState, usePage } from "../../store/page-store.ts";
import { mayGoBack, togglePast } from "../../store/past.ts";
import { secondsOffered } from "../../store/undo.ts";
import { focusFirst } from "../../ui/focus-first.ts";
import { doMove } from "./do-move.ts";
import { markGroup } from "./mark-group.ts";
import { nextLate, nextUnassigned } from "./next-late.ts";
import { stepView } from "./saved-views.ts";
import { stepBackAtDesk } from "./step-back.ts";
import { takeOrRelease } from "./take.ts";
import { standsAt, targetsOf } from "./targets.ts";
import { undoLatest } from "./undo-latest.ts";
import { whyNot } from "./why-not.ts";

export const groups = ["queue", "report", "many", "view", "page"] as const;

type Reports = readonly LiveReport[];

export interface DeskAction {
  name: string;
  /** As `KeyboardEvent.key` has them. */
  keys: readonly string[];
  group: (typeof groups)[number];
  /** What whoever sits here must be allowed. */
  needs?: Action;
  /** Whether there is something to do it to. */
  can?: (page: PageState, targets: Reports) => boolean;
  run: (page: PageState, targets: Reports) => void;
}

/** A move that some of the targets allow: each is done or refused on its own. */
function moving(move: MoveName) {
  const can = (_: PageState, targets: Reports) => targets.some(({ status }) => mayMove(move, status));
  return { needs: moves[move].needs, can };
}

/** They become one, so it is all of them or none. */
const mergeable = (_: PageState, targets: Reports) =>
  targets.length > 0 && targets.every(({ status }) => mayMove("merge-report", status));

function form(kind: FormKind): DeskAction["run"] {
  return (_, targets) => {
    const [only] = targets;
    if (targets.length === 1 && only) selectReportById(only.id);
    useDesk.setState({ form: { kind, targets: targets.map(targetOf) }, trouble: null });
  };
}

/** A move that needs nothing to be said. */
function move(deed: Deed, name: MoveName): DeskAction["run"] {
  return (_, targets) =>
    void doMove(
      deed,
      targets.map(targetOf).map(({ folio, version }) => ({ name, folio, version })),
    );
}

const some = (_: PageState, targets: Reports) => targets.length > 0;
const one = (_: PageState, targets: Reports) => targets.length === 1;
/** Whether a question of it waits, as far as is known: of what is not opened only the server knows. */
function mayWait({ card }: PageState, report: LiveReport | undefined): boolean {
  const notes = card?.phase === "ready" && card.value.report.id === report?.id ? card.value.notes : null;
  return notes === null || notes.findLast(({ kind }) => kind !== "note")?.kind === "question";
}
const isMerged = (report: LiveReport | undefined) =>
  report?.status === "closed" && report.outcome === "duplicate";

// biome-ignore format: a table is read by its columns
export const deskActions = [
  { name: "nextLate", keys: ["n"], group: "queue", run: nextLate },
  { name: "nextUnassigned", keys: ["N"], group: "queue", run: nextUnassigned },
  { name: "move", keys: ["j", "k"], group: "queue", run: focusList },
  { name: "open", keys: ["Enter"], group: "queue", can: one, run: (_, [report]) => report && selectReportById(report.id) },
  { name: "back", keys: ["Escape"], group: "queue", run: stepBackAtDesk },
  { name: "search", keys: ["/"], group: "queue", can: () => isAtHand("desk-search"), run: () => atHand("desk-search", (field) => field.focus()) },

  { name: "take", keys: ["t"], group: "report", can: one, run: (_, [report]) => report && takeOrRelease(report.folio) },
  { name: "assign", keys: ["a"], group: "report", ...moving("assign-report"), run: form("assign") },
  { name: "putBack", keys: ["b"], group: "report", ...moving("put-back-report"), run: move("put-back", "put-back-report") },
  { name: "travel", keys: ["g"], group: "report", ...moving("start-travel"), run: move("travel", "start-travel") },
  { name: "work", keys: ["w"], group: "report", ...moving("start-work"), run: move("work", "start-work") },
  { name: "close", keys: ["c"], group: "report", ...moving("close-report"), run: form("close") },
  { name: "reject", keys: ["r"], group: "report", ...moving("close-report"), run: form("reject") },
  { name: "reopen", keys: ["y"], group: "report", ...moving("reopen-report"), run: form("reopen") },
  { name: "merge", keys: ["m"], group: "report", ...moving("merge-report"), can: mergeable, run: form("merge") },
  { name: "unmerge", keys: ["U"], group: "report", ...moving("unmerge-report"), can: (page, targets) => one(page, targets) && isMerged(targets[0]), run: move("unmerge", "unmerge-report") },
  { name: "note", keys: ["o"], group: "report", needs: "report.note", can: some, run: form("note") },
  { name: "ask", keys: ["q"], group: "report", needs: "report.triage", can: some, run: form("ask") },
  { name: "answer", keys: ["p"], group: "report", needs: "report.answer", can: (page, targets) => one(page, targets) && mayWait(page, targets[0]), run: form("answer") },
  { name: "correct", keys: ["e"], group: "report", ...moving("correct-report"), can: (page, targets) => one(page, targets) && mayMove("correct-report", targets[0]?.status ?? "closed"), run: form("correct") },
  { name: "undo", keys: ["u"], group: "report", can: (page) => secondsOffered(page, useDesk.getState().undo) > 0, run: () => void undoLatest() },

  { name: "mark", keys: ["s"], group: "many", can: (page) => standsAt(page) !== null, run: markRow },
  { name: "markAll", keys: ["S"], group: "many", can: (page) => (page.reading?.listedOpen ?? 0) > 0, run: (page) => page.reading && mark(page.reading.list.subarray(0, Math.min(MOST_MARKED, page.reading.listedOpen))) },
  { name: "unmark", keys: ["x"], group: "many", can: (page) => page.marked.size > 0, run: clearMarks },
  { name: "group", keys: ["G"], group: "many", can: one, run: (_, [report]) => report && markGroup(report) },
  { name: "lasso", keys: ["d"], group: "many", run: () => useDesk.setState({ drawing: "lasso" }) },
  { name: "rectangle", keys: ["D"], group: "many", run: () => useDesk.setState({ drawing: "rectangle" }) },

  { name: "order", keys: ["O"], group: "view", run: nextOrder },
  { name: "department", keys: ["P"], group: "view", can: () => isAtHand("filter-department"), run: () => atHand("filter-department", press) },
  { name: "service", keys: ["F"], group: "view", can: () => isAtHand("filter-service"), run: () => atHand("filter-service", press) },
  { name: "status", keys: ["E"], group: "view", can: () => isAtHand("filter-status"), run: () => atHand("filter-status", press) },
  { name: "late", keys: ["v"], group: "view", run: () => toggleFigure("late") },
  { name: "scope", keys: ["M"], group: "view", run: toggleScope },
  { name: "clear", keys: ["X"], group: "view", run: clearFilters },
  { name: "viewBefore", keys: ["["], group: "view", run: () => stepView(-1) },
  { name: "viewAfter", keys: ["]"], group: "view", run: () => stepView(1) },
  { name: "saveView", keys: ["V"], group: "view", run: () => useDesk.setState({ naming: true }) },
  { name: "past", keys: ["h"], group: "view", can: (page) => page.past !== null || mayGoBack(), run: togglePast },
  { name: "locate", keys: ["z"], group: "view", can: (page) => selectedPlace(page) !== null, run: locate },
  { name: "closer", keys: ["+"], group: "view", run: (page) => page.map?.zoomBy(1) },
  { name: "farther", keys: ["-"], group: "view", run: (page) => page.map?.zoomBy(-1) },
  { name: "city", keys: ["0"], group: "view", run: (page) => page.map?.showCity() },
  { name: "legend", keys: ["l"], group: "view", run: toggleLegend },

  { name: "palette", keys: ["Ctrl+k"], group: "page", run: () => useDesk.setState({ palette: true }) },
  { name: "alerts", keys: ["A"], group: "page", needs: "alert.handle", run: openAlerts },
  { name: "theme", keys: ["T"], group: "page", run: () => setTheme(isDark() ? "light" : "dark") },
  { name: "help", keys: ["?"], group: "page", run: () => usePage.setState({ helpOpen: true }) },
] as const satisfies readonly DeskAction[];

export type Listed = (typeof deskActions)[number];
export type ActionName = Listed["name"];

/** Does it, if it can be done now; gives back whether it could. Where one cannot see why not, that is said. */
export function runAction(action: DeskAction, targets: Reports = targetsOf(usePage.getState())): boolean {
  const page = usePage.getState();
  if (!isPossible(action, page, targets)) {
    const trouble = whyNot(action, page, targets);
    if (trouble) useDesk.setState({ trouble });
    return false;
  }
  action.run(page, targets);
  return true;
}

export function possibleActions(page: PageState, targets: Reports = targetsOf(page)): Listed[] {
  return deskActions.filter((action: DeskAction) => isPossible(action, page, targets));
}

export function isPossible({ needs, can }: DeskAction, page: PageState, targets: Reports): boolean {
  return (!needs || mayDo(page, needs)) && (!can || can(page, targets));
}

function markRow(page: PageState): void {
  const id = standsAt(page);
  if (id !== null) toggleMark(id);
}

function focusList(): void {
  focusFirst(["#report-list", "#findings [role=row]"]);
}

/** Not by a click on the bell, of which the browser says that no key was pressed: the list would not take the focus. */
function openAlerts(): void {
  if (inSight("alert-bell")) useAlertTray.setState({ isOpen: true });
}

function locate(page: PageState): void {
  const place = selectedPlace(page);
  if (place) page.map?.goTo(place.lon, place.lat);
}

const press = (button: HTMLElement) => button.click();

/** Whether what stands above the list is in sight, or will be as soon as what is open is closed. */
function isAtHand(id: string): boolean {
  return useDesk.getState().form === null || inSight(id) !== null;
}

/** Where there is room for the list or a card, the list comes back first; a form is not taken away with what was typed in it. */
function atHand(id: string, use: (element: HTMLElement) => void): void {
  const tryNow = () => {
    const found = inSight(id);
    if (found) use(found);
    return found !== null;
  };
  if (tryNow()) return;
  select(null);
  requestAnimationFrame(tryNow);
}

function inSight(id: string): HTMLElement | null {
  const element = document.getElementById(id);
  return element?.checkVisibility() ? element : null;
}

function nextOrder({ sort }: PageState): void {
  orderBy(sortKeys[(sortKeys.indexOf(sort.by) + 1) % sortKeys.length] ?? "due");
}
