/** Says of a report that it lies in an area of which an authority warns: a sign with words. */
import { TriangleAlert } from "lucide-react";
import { warningsAt } from "#domain/warned";
import { useWords } from "../../i18n/use-words.ts";
import { useAlerts } from "../../store/alerts-store.ts";
import css from "./WarnedMark.module.css";

export function WarnedMark({ lon, lat, short = false }: { lon: number; lat: number; short?: boolean }) {
  const { t } = useWords();
  const warnings = useAlerts((alerts) => alerts.warnings);
  const found = warnings.length === 0 ? [] : warningsAt(warnings, lon, lat);
  const [first] = found;
  if (!first) return null;
  const words = found.map(({ severity, event }) => t(`warning.severity.${severity}`, { event })).join(" · ");
  return (
    <span className={css.mark} title={words}>
      <TriangleAlert aria-hidden="true" focusable="false" />
      {short ? first.event : words}
    </span>
  );
}
