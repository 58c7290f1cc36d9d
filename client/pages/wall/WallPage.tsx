/** The room's wall: what is late, what will be, who is free, what just happened, and whether all that is still true. */
import { useEffect, useRef } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { Scrubber } from "../past/Scrubber.tsx";
import { shiftPixels } from "./shift-pixels.ts";
import { useHeldScale } from "./use-held-scale.ts";
import { WallAlerts } from "./WallAlerts.tsx";
import { WallFigures } from "./WallFigures.tsx";
import { WallHead } from "./WallHead.tsx";
import { WallIgnored } from "./WallIgnored.tsx";
import { WallMap } from "./WallMap.tsx";
import { WallNews } from "./WallNews.tsx";
import css from "./WallPage.module.css";
import { WallPlace } from "./WallPlace.tsx";
import { WallStale } from "./WallStale.tsx";
import { WallStart } from "./WallStart.tsx";
import { useWall } from "./wall-store.ts";

export function WallPage() {
  const { t } = useWords();
  const page = useRef<HTMLDivElement>(null);
  const panel = useWall((wall) => wall.link.panel);
  const cityName = usePage((page) => page.answer?.city.name);
  const closed = usePage((page) => page.me !== null && !mayDo(page, "live.subscribe"));
  useEffect(() => (page.current ? shiftPixels(page.current) : undefined), []);
  useEffect(() => {
    if (cityName) document.title = t("wall.title", { city: cityName });
  }, [cityName, t]);
  return (
    <div ref={page} className={css.wall} data-panel={panel}>
      {panel !== "none" && <Panel />}
      <main className={css.stage} aria-label={t("wall.map")}>
        <WallMap />
        {closed && (
          <div className={css.closed} role="status">
            <p className={css.closedWhat}>{t("wall.notTold")}</p>
            <p>{t("wall.notToldWhy")}</p>
          </div>
        )}
        <div className={css.over}>
          <div className={css.top}>
            <WallPlace />
            <WallAlerts />
          </div>
          <WallIgnored />
        </div>
        <Scrubber isFar />
      </main>
      <WallStale />
      <WallStart />
    </div>
  );
}

function Panel() {
  return (
    <div ref={useHeldScale()} className={css.panel}>
      <WallHead />
      <WallFigures />
      <WallNews />
    </div>
  );
}
