/**
 * The work that a department's brigades have for others: how many open reports each has, and nothing else of them (AU12). Without it
 * a brigade that another department has sent out looks free.
 */
import type { Audience } from "#contract/actor";
import type { Elsewhere, Logged } from "#contract/events";
import type { LiveReport } from "#contract/report";
import { isOpen } from "./report.ts";

type Ops = Extract<Audience, { kind: "ops" }>;

export interface Departments {
  departmentOf(service: string): string | null;
  /** Of a brigade by its registered number. */
  brigadeDepartment(id: number): string | null;
}

/** What an event changes of it, by the log alone; empty for whoever sees every report. */
export function elsewhereChanged(event: Logged, { department }: Ops, rules: Departments): Elsewhere {
  const opened = openness(event);
  if (department === null || !event.about || !opened) return [];
  const { service, serviceBefore, brigade, brigadeBefore } = event.about;
  const isOurs = (id: number) => rules.brigadeDepartment(id) === department;
  const counted = (isOpenThen: boolean, of: string, id: number | null) =>
    isOpenThen && id !== null && isOurs(id) && rules.departmentOf(of) !== department ? id : null;
  const before = counted(opened.before, serviceBefore ?? service, brigadeBefore);
  const after = counted(opened.after, service, brigade);
  if (before === after) return [];
  return [
    ...(before === null ? [] : [{ brigade: before, by: -1 }]),
    ...(after === null ? [] : [{ brigade: after, by: 1 }]),
  ];
}

/** The same of a whole city, counted. */
export function elsewhereIn(
  reports: { count: number; at(row: number): LiveReport },
  { department }: Ops,
  rules: Departments,
): Map<number, number> {
  const found = new Map<number, number>();
  if (department === null) return found;
  for (let row = 0; row < reports.count; row++) {
    const report = reports.at(row);
    if (!isOpen(report) || report.brigade === null || rules.departmentOf(report.service) === department)
      continue;
    if (rules.brigadeDepartment(report.brigade) === department) change(found, report.brigade, 1);
  }
  return found;
}

/** In place. */
export function foldElsewhere(counts: Map<number, number>, changes: Elsewhere): void {
  for (const { brigade, by } of changes) change(counts, brigade, by);
}

function change(counts: Map<number, number>, brigade: number, by: number): void {
  const count = (counts.get(brigade) ?? 0) + by;
  if (count > 0) counts.set(brigade, count);
  else counts.delete(brigade);
}

/** Whether the report was open before and is after; undefined for what changes neither that, nor its brigade or service. */
function openness(event: Logged): { before: boolean; after: boolean } | undefined {
  if (!("body" in event)) return undefined;
  switch (event.kind) {
    case "report.assigned":
    case "report.unassigned":
      return { before: true, after: true };
    case "report.imported":
      return { before: false, after: !event.body.archived && isOpen(event.body.report) };
    case "report.closed":
    case "report.merged":
      return { before: true, after: false };
    case "report.reopened":
    case "report.unmerged":
      return { before: false, after: isOpen(event.body.report) };
    case "report.corrected":
      return { before: isOpen(event.body.report), after: isOpen(event.body.report) };
    case "report.undone": {
      const { undid, report } = event.body;
      return { before: undid !== "report.closed" && undid !== "report.merged", after: isOpen(report) };
    }
    default:
      return undefined;
  }
}
