/** The next report that wants somebody, in the order of the list, round and round. */
import { statuses } from "#contract/report";
import { selectReportById } from "../../store/actions.ts";
import type { PageState } from "../../store/page-store.ts";
import { targetsOf } from "./targets.ts";

export function nextLate(page: PageState): void {
  const now = page.live.clock.now() / 1000;
  next(page, (columns, row) => (columns.dueAt[row] ?? 0) < now);
}

const waiting = new Set([statuses.indexOf("received"), statuses.indexOf("reopened")]);

export function nextUnassigned(page: PageState): void {
  next(page, (columns, row) => waiting.has(columns.status[row] ?? -1));
}

type Columns = NonNullable<PageState["live"]["city"]>["reports"]["columns"];

function next(page: PageState, isWanted: (columns: Columns, row: number) => boolean): void {
  const { reading, live } = page;
  const reports = live.city?.reports;
  if (!reading || !reports) return;
  const open = reading.list.subarray(0, reading.listedOpen);
  const at = open.indexOf(page.activeRow ?? targetsOf(page)[0]?.id ?? 0);
  for (let step = 1; step <= open.length; step++) {
    const id = open[(at + step) % open.length] ?? 0;
    const row = reports.rowOf(id);
    if (row === undefined || !isWanted(reports.columns, row)) continue;
    selectReportById(id);
    return;
  }
}
