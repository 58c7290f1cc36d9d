/** What lies under the pointer, in two lines. Adds to the mark; says nothing that cannot be had by a touch. */
import { useWords } from "../../i18n/use-words.ts";
import type { MapHover } from "../../map/bind-map.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./MapTooltip.module.css";
import { dueWords, statusWords } from "./report-words.ts";

export function MapTooltip({ hover }: { hover: MapHover | null }) {
  const words = useWords();
  const city = usePage((page) => page.answer?.city);
  const { live } = usePage.getState();
  const report = hover && live.city?.reports.get(hover.id);
  if (!hover || !report || !city) return null;
  const service = city.services.find((s) => s.code === report.service);
  const brigade = report.brigade === null ? undefined : live.city?.brigades.get(report.brigade)?.name;
  return (
    <div
      className={css.tip}
      role="presentation"
      style={{ transform: `translate(${hover.x}px, ${hover.y}px) translate(-50%, calc(-100% - 1.25rem))` }}
    >
      <strong>{words.name(service?.name) || report.service}</strong>
      <span>{dueWords(words, report, live.clock.now())}</span>
      <span className={css.more}>{statusWords(words, report, brigade)}</span>
    </div>
  );
}
