/** A group of reports of one service that lie so close together that they are one job: marked, to be moved at once. */
import { type City, usualCluster } from "#contract/city";
import type { LiveReport } from "#contract/report";
import { jobClusters } from "#geo/job-clusters";
import { clearMarks, mark } from "../../store/actions.ts";
import { say } from "../../store/desk-store.ts";
import { readNow } from "../../store/keep-reading.ts";
import { type PageState, usePage } from "../../store/page-store.ts";
import { CLOSED } from "../../store/reading.ts";

export function markGroup(report: LiveReport): void {
  readNow();
  const ids = groupAround(usePage.getState(), report);
  clearMarks();
  mark(ids);
  say("marked", report.folio, usePage.getState().marked.size);
}

/** Only the report itself where it is in no group. */
function groupAround(page: PageState, report: LiveReport): readonly number[] {
  const { live, reading, answer } = page;
  const reports = live.city?.reports;
  if (!reports || !reading || !answer) return [report.id];
  const { columns } = reports;
  const service = reports.codes.service.indexOf(report.service);
  const rows: number[] = [];
  for (let row = 0; row < reports.count; row++)
    if (columns.service[row] === service && reading.urgency[row] !== CLOSED) rows.push(row);
  const found = jobClusters(columns, rows, rulesOf(answer.city)).find(({ ids }) => ids.includes(report.id));
  return found ? [...found.ids] : [report.id];
}

const rulesOf = ({ services }: City) => services.map(({ cluster }) => cluster ?? usualCluster);
