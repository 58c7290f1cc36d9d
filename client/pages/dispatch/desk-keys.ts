/**
 * Everything that can be done at the desk, once: handlers, help and palette are made of this table. Small letters are about
 * reports, capitals about the view or about many. A test holds that no key is there twice.
 */
import type { MoveName } from "#contract/commands";
import type { LiveReport } from "#contract/report";
import type { Action } from "#domain/may";
import { mayMove } from "#domain/report";
import { selectedPlace } from "../../live/selected-place.ts";
import {
  clearFilters,
  clearMarks,
  selectReportById,
  setTheme,
  toggleFigure,
  toggleLegend,
  toggleMark,
  toggleScope,
} from "../../store/actions.ts";
import { type FormKind, targetOf, useDesk } from "../../store/desk-store.ts";
import { isDark } from "../../store/keep-look.ts";
import { mayDo } from "../../store/may.ts";
import { type PageState, usePage } from "../../store/page-store.ts";
import { nextLate } from "./next-late.ts";
import { stepBackAtDesk } from "./step-back.ts";
import { targetsOf } from "./targets.ts";

export const groups = ["queue", "report", "many", "view", "page"] as const;

export interface DeskAction {
  name: string;
  /** As `KeyboardEvent.key` has them. */
  keys: readonly string[];
  group: (typeof groups)[number];
  /** Whether there is something to do it to, and whether whoever sits here may. */
  can?: (page: PageState, targets: readonly LiveReport[]) => boolean;
  run: (page: PageState, targets: readonly LiveReport[]) => void;
}

/** A move that all of the targets allow. */
function movable(move: MoveName, action: Action): NonNullable<DeskAction["can"]> {
  return (page, targets) =>
    mayDo(page, action) && targets.length > 0 && targets.every(({ status }) => mayMove(move, status));
}

function form(kind: FormKind): DeskAction["run"] {
  return (page, targets) => {
    const now = page.live.clock.now();
    const [only] = targets;
    if (targets.length === 1 && only) selectReportById(only.id);
    useDesk.setState({ form: { kind, targets: targets.map((each) => targetOf(each, now)) }, refused: null });
  };
}

export const deskActions = [
  { name: "nextLate", keys: ["n"], group: "queue", run: (page) => nextLate(page) },
  { name: "move", keys: ["j", "k"], group: "queue", run: focusList },
  {
    name: "open",
    keys: ["Enter"],
    group: "queue",
    can: (_, targets) => targets.length > 0,
    run: (_, [report]) => report && selectReportById(report.id),
  },
  { name: "back", keys: ["Escape"], group: "queue", run: stepBackAtDesk },
  {
    name: "assign",
    keys: ["a"],
    group: "report",
    can: movable("assign-report", "report.assign"),
    run: form("assign"),
  },
  {
    name: "close",
    keys: ["c"],
    group: "report",
    can: movable("close-report", "report.close"),
    run: form("close"),
  },
  {
    name: "reject",
    keys: ["r"],
    group: "report",
    can: movable("close-report", "report.close"),
    run: form("reject"),
  },
  {
    name: "reopen",
    keys: ["y"],
    group: "report",
    can: movable("reopen-report", "report.reopen"),
    run: form("reopen"),
  },
  {
    name: "mark",
    keys: ["s"],
    group: "many",
    can: (page) => page.activeRow !== null,
    run: (page) => page.activeRow !== null && toggleMark(page.activeRow),
  },
  { name: "unmark", keys: ["x"], group: "many", can: (page) => page.marked.size > 0, run: clearMarks },
  {
    name: "locate",
    keys: ["z"],
    group: "view",
    can: (page) => selectedPlace(page) !== null,
    run(page) {
      const place = selectedPlace(page);
      if (place) page.map?.goTo(place.lon, place.lat);
    },
  },
  { name: "late", keys: ["v"], group: "view", run: () => toggleFigure("late") },
  { name: "scope", keys: ["M"], group: "view", run: toggleScope },
  { name: "clear", keys: ["X"], group: "view", run: clearFilters },
  { name: "closer", keys: ["+"], group: "view", run: (page) => page.map?.zoomBy(1) },
  { name: "farther", keys: ["-"], group: "view", run: (page) => page.map?.zoomBy(-1) },
  { name: "city", keys: ["0"], group: "view", run: (page) => page.map?.showCity() },
  { name: "legend", keys: ["l"], group: "view", run: toggleLegend },
  { name: "theme", keys: ["T"], group: "page", run: () => setTheme(isDark() ? "light" : "dark") },
  { name: "help", keys: ["?"], group: "page", run: () => usePage.setState({ helpOpen: true }) },
] as const satisfies readonly DeskAction[];

export type ActionName = (typeof deskActions)[number]["name"];

/** Does it, if it can be done now; gives back whether it could. */
export function runAction(action: DeskAction): boolean {
  const page = usePage.getState();
  const targets = targetsOf(page);
  if (action.can && !action.can(page, targets)) return false;
  action.run(page, targets);
  return true;
}

function focusList(): void {
  document.getElementById("report-list")?.focus();
}

/** For the palette: what can be done now. */
export function possibleActions(page: PageState): (typeof deskActions)[number][] {
  const targets = targetsOf(page);
  return deskActions.filter((action: DeskAction) => !action.can || action.can(page, targets));
}
