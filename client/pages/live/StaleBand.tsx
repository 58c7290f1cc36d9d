/** In large letters over the map: what is shown is old, how old, and what can be done. */
import { TriangleAlert } from "lucide-react";
import { Button } from "react-aria-components";
import { age } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { useIsPast } from "../../store/past.ts";
import { useNow } from "../../ui/use-now.ts";
import { isStale, usePhase } from "./connection.ts";
import css from "./StaleBand.module.css";

/** A connection that is back within two seconds is nobody's concern. */
const PATIENCE = 2000;

export function StaleBand() {
  const { t, format } = useWords();
  const phase = usePhase();
  const since = usePage((page) => page.link?.since ?? 0);
  const retry = usePage((page) => page.retry);
  const past = useIsPast();
  const now = useNow(1000);
  const { heardAt } = usePage.getState().live;
  if (past || !isStale(phase)) return null;
  if (phase !== "outdated" && Date.now() - since < PATIENCE && now - heardAt < PATIENCE * 2) return null;
  const outdated = phase === "outdated";
  const shown = { time: format.time(heardAt), span: age(now - heardAt) };
  return (
    <div className={css.band} data-band={phase}>
      <TriangleAlert className={css.sign} aria-hidden="true" focusable="false" />
      <p className={css.words}>
        <strong className={css.what}>{t(`band.${phase}`)}</strong>
        {!outdated && <span>{t("band.shown", shown)}</span>}
      </p>
      {phase !== "catching-up" && (
        <Button className={css.action ?? ""} onPress={() => (outdated ? location.reload() : retry())}>
          {outdated ? t("band.reload") : t("band.retry")}
        </Button>
      )}
    </div>
  );
}
