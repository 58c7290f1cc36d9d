/** One report in one line, under the names of its columns. */
import { Check } from "lucide-react";
import { memo } from "react";
import { shortSpan } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { Mark } from "../../ui/Mark.tsx";
import { WarnedMark } from "../alerts/WarnedMark.tsx";
import type { RowProps } from "../live/ReportRow.tsx";
import { dueWords, standingOf } from "../live/report-words.ts";
import css from "./DeskRow.module.css";
import { PresenceMark } from "./PresenceMark.tsx";

export const DeskRow = memo(
  function DeskRow({ id, now, marked }: RowProps) {
    const words = useWords();
    const { t, name, format } = words;
    const { live, answer } = usePage.getState();
    const report = live.city?.reports.get(id);
    if (!report || !answer) return null;
    const { city } = answer;
    const standing = standingOf(report, now, city.lateSoonShare);
    const service = city.services.find((s) => s.code === report.service);
    const sector = city.sectors.find((s) => s.code === report.sector)?.name;
    const brigade = report.brigade === null ? undefined : live.city?.brigades.get(report.brigade)?.name;
    const left = report.closedAt ?? report.dueAt;
    return (
      <div className={css.row}>
        <span className={css.tick} data-tick data-marked={marked || undefined}>
          {marked && <Check aria-hidden="true" focusable="false" strokeWidth={3} />}
        </span>
        <Mark {...standing} />
        <span className={css.folio}>{report.folio}</span>
        <span className={css.service}>{name(service?.name) || report.service}</span>
        <span className={css.sector}>{sector ?? ""}</span>
        <span
          className={css.due}
          data-kind={standing.kind}
          title={`${dueWords(words, report, now)} · ${format.exact(left)}`}
        >
          <span aria-hidden="true">
            {standing.kind === "late" ? "+" : ""}
            {shortSpan(left - now)}
          </span>
          <span className="unseen">{dueWords(words, report, now)}</span>
        </span>
        <span className={css.age} title={format.exact(report.receivedAt)}>
          <span className="unseen">{t("card.received")} </span>
          {shortSpan(now - report.receivedAt)}
        </span>
        <span className={css.brigade} data-status={report.status}>
          {brigade ?? (report.outcome ? t(`outcome.${report.outcome}`) : t(`status.${report.status}`))}
        </span>
        <span className={css.presence}>
          <WarnedMark lon={report.lon} lat={report.lat} words="none" />
          <PresenceMark folio={report.folio} />
        </span>
      </div>
    );
  },
  (a, b) => a.id === b.id && a.stamp === b.stamp && a.marked === b.marked,
);
