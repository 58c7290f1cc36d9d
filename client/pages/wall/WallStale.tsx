/** In letters that cannot be overlooked: what the wall shows is old, and how old. */
import { TriangleAlert } from "lucide-react";
import { age } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { useIsPast } from "../../store/past.ts";
import { useNow } from "../../ui/use-now.ts";
import { isStale, usePhase } from "../live/connection.ts";
import css from "./WallStale.module.css";

/** What comes back within some seconds is nobody's concern in a room. */
const PATIENCE = 8_000;

export function WallStale() {
  const { t, format } = useWords();
  const phase = usePhase();
  const now = useNow(1000);
  const past = useIsPast();
  const { heardAt } = usePage.getState().present;
  if (past || !isStale(phase) || now - heardAt < PATIENCE) return null;
  return (
    <div className={css.band} data-band={phase} role="status">
      <TriangleAlert className={css.sign} aria-hidden="true" focusable="false" />
      <p className={css.words}>
        <strong className={css.what}>{t("wall.old", { span: age(now - heardAt) })}</strong>
        <span className={css.why}>
          {t("wall.oldWhat", { why: t(`band.${phase}`), time: format.time(heardAt) })}
        </span>
      </p>
    </div>
  );
}
