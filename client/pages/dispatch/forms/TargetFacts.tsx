/** What a form is about, in a line: one report with what is urgent about it, or how many. */
import { useWords } from "../../../i18n/use-words.ts";
import type { Target } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { Mark } from "../../../ui/Mark.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { dueWords, standingOf } from "../../live/report-words.ts";
import css from "./FormFrame.module.css";

export function TargetFacts({ targets }: { targets: readonly Target[] }) {
  const words = useWords();
  const { t, name } = words;
  const now = useNow(5000);
  const city = usePage((page) => page.answer?.city);
  usePage((page) => page.reading);
  const [only] = targets;
  if (targets.length !== 1 || !only)
    return <p className={css.facts}>{t("desk.reports", { count: targets.length })}</p>;
  const report = usePage.getState().live.city?.reports.get(only.id);
  const service = city?.services.find(({ code }) => code === report?.service);
  return (
    <p className={css.facts}>
      {report && city && <Mark {...standingOf(report, now, city.lateSoonShare)} />}
      <strong>{report ? name(service?.name) || report.service : ""}</strong>
      <span>{only.folio}</span>
      {report && <span>{dueWords(words, report, now)}</span>}
    </p>
  );
}
