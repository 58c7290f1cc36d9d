/** Why a key can do nothing just now; null where one sees that oneself. */
import type { LiveReport } from "#contract/report";
import type { Action } from "#domain/may";
import { type Trouble, useDesk } from "../../store/desk-store.ts";
import { mayDo } from "../../store/may.ts";
import type { PageState } from "../../store/page-store.ts";
import { isAwayInPast } from "../../store/past.ts";

/** Of other groups, what needs a report too. */
const aboutOne = ["mark", "group", "locate"];
/** A form may lie over what they open. */
const aboveList = ["search", "department", "service", "status"];

export function whyNot(
  { name, group, needs }: { name: string; group: string; needs?: Action },
  page: PageState,
  targets: readonly LiveReport[],
): Trouble | null {
  const cannot = (code: string, detail = ""): Trouble => ({ kind: "cannot", code, detail });
  if (aboveList.includes(name)) return cannot("form-open");
  if (group !== "report" && !aboutOne.includes(name)) return null;
  if (name !== "locate" && isAwayInPast()) return cannot("past");
  if (needs && !mayDo(page, needs)) return cannot("forbidden");
  if (name === "undo") return cannot("nothing-to-undo");
  const [report] = targets;
  // What is open or stood at, and yet is nothing to move, is of the archive.
  if (!report)
    return cannot(
      page.selection?.kind === "report" || useDesk.getState().finding !== null ? "archived" : "no-report",
    );
  if (targets.length > 1) return cannot("not-with-these");
  if (name === "answer") return cannot("nothing-asked");
  if (name === "unmerge") {
    const { card } = page;
    const merged = card?.phase === "ready" && card.value.report.id === report.id ? card.value.mergedFrom : [];
    return merged[0]
      ? cannot("unmerge-there", merged.map(({ folio }) => folio).join(", "))
      : cannot("not-merged");
  }
  return cannot("not-while", report.status);
}
