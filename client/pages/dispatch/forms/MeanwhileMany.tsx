/** Which of the many that a form is about have changed, or gone out of sight, since it was opened: they will be refused. */
import { useState } from "react";
import type { LiveReport } from "#contract/report";
import { useWords } from "../../../i18n/use-words.ts";
import type { Target } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { statusWords } from "../../live/report-words.ts";
import { changedMeanwhile } from "./changed-meanwhile.ts";

const MOST_NAMED = 5;

export function MeanwhileMany({ targets }: { targets: readonly Target[] }) {
  const words = useWords();
  const { t } = words;
  usePage((page) => page.reading);
  const { live, past } = usePage.getState();
  const [before] = useState(() => targets.flatMap(({ id }) => live.city?.reports.get(id) ?? []));
  if (past !== null || !live.city) return null;
  const { reports, brigades } = live.city;
  const { changed, gone } = changedMeanwhile(before, (id) => reports.get(id));
  const named = (report: LiveReport) => {
    const brigade = report.brigade === null ? undefined : brigades.get(report.brigade)?.name;
    return `${report.folio}: ${statusWords(words, report, brigade)}`;
  };
  return (
    <>
      {changed.length > 0 && (
        <Notice kind="note" title={t("desk.changedOfMany", { count: changed.length })}>
          <ul>
            {changed.slice(0, MOST_NAMED).map((report) => (
              <li key={report.folio}>{named(report)}</li>
            ))}
          </ul>
          {changed.length > MOST_NAMED && <p>{t("notice.more", { number: changed.length - MOST_NAMED })}</p>}
        </Notice>
      )}
      {gone.length > 0 && <Notice kind="note" title={t("desk.goneOfMany", { count: gone.length })} />}
    </>
  );
}
