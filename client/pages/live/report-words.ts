/** A report in words: what it is, how it stands against its promise, and who has it. */
import type { LiveReport } from "#contract/report";
import { slaState, soonAt } from "#domain/sla";
import { isMoment, span } from "../../i18n/format.ts";
import type { Words } from "../../i18n/use-words.ts";
import type { MarkKind } from "../../ui/Mark.tsx";

export interface Standing {
  kind: MarkKind;
  reopened: boolean;
  /** Share of the warning time that is left, 0…1. */
  left: number;
}

export function standingOf(report: LiveReport, now: number, lateSoonShare: number): Standing {
  const warning = report.dueAt - soonAt(report, lateSoonShare);
  const closed = report.status === "closed";
  return {
    kind: closed ? "closed" : slaState(report, now, lateSoonShare),
    reopened: !closed && report.reopenings > 0,
    left: warning > 0 ? Math.min(1, Math.max(0, (report.dueAt - now) / warning)) : 0,
  };
}

/** "venció hace 3 h", "vence en 20 min", "cerrado hace 2 h". */
export function dueWords({ t }: Pick<Words, "t">, report: LiveReport, now: number): string {
  if (report.closedAt !== null)
    return isMoment(now - report.closedAt)
      ? t("due.justClosed")
      : t("due.closed", { span: span(now - report.closedAt) });
  const left = report.dueAt - now;
  if (isMoment(left)) return left < 0 ? t("due.justLate") : t("due.inAMinute");
  return left < 0 ? t("due.late", { span: span(left) }) : t("due.in", { span: span(left) });
}

/** What it is doing now, with the brigade that has it. */
export function statusWords({ t }: Words, report: LiveReport, brigade: string | undefined): string {
  const status = report.outcome ? t(`outcome.${report.outcome}`) : t(`status.${report.status}`);
  return brigade && report.status !== "closed" ? `${status} · ${brigade}` : status;
}
