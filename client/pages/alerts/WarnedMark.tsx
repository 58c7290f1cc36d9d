/** Says of a report that it lies in an area of which an authority warns: a sign with words. */
import { TriangleAlert } from "lucide-react";
import { warningsAt } from "#domain/warned";
import { useWords } from "../../i18n/use-words.ts";
import { useAlerts } from "../../store/alerts-store.ts";
import css from "./WarnedMark.module.css";

interface Props {
  lon: number;
  lat: number;
  /** All of it, what it is called, or the sign alone with the words for whoever cannot see it or points at it. */
  words?: "all" | "name" | "none";
}

export function WarnedMark({ lon, lat, words: shown = "all" }: Props) {
  const { t } = useWords();
  const warnings = useAlerts((alerts) => alerts.warnings);
  const found = warnings.length === 0 ? [] : warningsAt(warnings, lon, lat);
  const [first] = found;
  if (!first) return null;
  const words = found.map(({ severity, event }) => t(`warning.severity.${severity}`, { event })).join(" · ");
  return (
    <span className={css.mark} title={words}>
      <TriangleAlert aria-hidden="true" focusable="false" />
      {shown === "none" ? <span className="unseen">{words}</span> : shown === "name" ? first.event : words}
    </span>
  );
}
