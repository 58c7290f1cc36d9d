/** One report in the list: mark, service, deadline; then where, who and folio. */
import { memo } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { Mark } from "../../ui/Mark.tsx";
import { WarnedMark } from "../alerts/WarnedMark.tsx";
import css from "./ReportRow.module.css";
import { dueWords, standingOf, statusWords } from "./report-words.ts";

export interface RowProps {
  id: number;
  /** When this changes the row is drawn again: version, urgency, minute. */
  stamp: string;
  now: number;
  marked: boolean;
}

export const ReportRow = memo(
  function ReportRow({ id, now }: RowProps) {
    const words = useWords();
    const { live, answer } = usePage.getState();
    const report = live.city?.reports.get(id);
    if (!report || !answer) return null;
    const { city } = answer;
    const standing = standingOf(report, now, city.lateSoonShare);
    const service = city.services.find((s) => s.code === report.service);
    const sector = city.sectors.find((s) => s.code === report.sector)?.name;
    const brigade = report.brigade === null ? undefined : live.city?.brigades.get(report.brigade)?.name;
    return (
      <div className={css.row}>
        <Mark {...standing} />
        <span className={css.service}>{words.name(service?.name) || report.service}</span>
        <span className={css.due} data-kind={standing.kind} title={words.format.exact(report.dueAt)}>
          {dueWords(words, report, now)}
        </span>
        <span className={css.more}>
          {standing.reopened && report.status !== "reopened" && (
            <span className={css.reopened}>{words.t("due.reopened")} · </span>
          )}
          {statusWords(words, report, brigade)}
          {sector && ` · ${sector}`}
          <WarnedMark lon={report.lon} lat={report.lat} words="name" />
        </span>
        <span className={css.folio}>{report.folio}</span>
      </div>
    );
  },
  (a, b) => a.id === b.id && a.stamp === b.stamp,
);
