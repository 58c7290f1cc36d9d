/** The next report that wants somebody: the late ones in the order of the list, round and round. */
import { selectReportById } from "../../store/actions.ts";
import type { PageState } from "../../store/page-store.ts";
import { targetsOf } from "./targets.ts";

export function nextLate(page: PageState): void {
  const { reading, live } = page;
  const reports = live.city?.reports;
  if (!reading || !reports) return;
  const now = live.clock.now() / 1000;
  const { dueAt } = reports.columns;
  const open = reading.list.subarray(0, reading.listedOpen);
  const isLate = (id: number) => {
    const row = reports.rowOf(id);
    return row !== undefined && (dueAt[row] ?? 0) < now;
  };
  const at = open.indexOf(page.activeRow ?? targetsOf(page)[0]?.id ?? 0);
  for (let step = 1; step <= open.length; step++) {
    const id = open[(at + step) % open.length] ?? 0;
    if (isLate(id)) {
      selectReportById(id);
      return;
    }
  }
}
