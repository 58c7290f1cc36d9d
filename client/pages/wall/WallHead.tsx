/** Which city this is, of which part of it the counters are, what time it is there, and that the wall is alive: the seconds since the last sign of life. */
import { age } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { useIsPast } from "../../store/past.ts";
import { useNow } from "../../ui/use-now.ts";
import { usePhase } from "../live/connection.ts";
import { countedPlace } from "./counted-place.ts";
import css from "./WallHead.module.css";
import { useWall } from "./wall-store.ts";

export function WallHead() {
  const { t, format } = useWords();
  const cityName = usePage((page) => page.answer?.city.name);
  const past = useIsPast();
  const connection = usePhase();
  const phase = past ? ("past" as const) : connection;
  const now = useNow(1000);
  const { heardAt } = usePage.getState().live;
  return (
    <header className={css.head}>
      <h1 className={css.city}>{cityName ?? t("wall.loading")}</h1>
      <p className={css.clock}>{heardAt > 0 ? format.time(now) : ""}</p>
      <p className={css.state} data-phase={phase}>
        <span className={css.sign} />
        {t(`phase.${phase}`)}
        {!past && heardAt > 0 && (
          <span className={css.age}>{t("time.ago", { span: age(now - heardAt) })}</span>
        )}
      </p>
      <Counted />
    </header>
  );
}

function Counted() {
  const { t } = useWords();
  const count = useWall((wall) => wall.link.count);
  const turns = useWall((wall) => wall.turns);
  const turn = useWall((wall) => wall.turn);
  const sectors = usePage((page) => page.answer?.city.sectors);
  const place = countedPlace(count, turns, turn);
  if (place === null) return null;
  return (
    <p className={css.counted}>
      {place === "city"
        ? t("wall.wholeCity")
        : place === "part"
          ? t("wall.shownPart")
          : sectors?.find(({ code }) => code === place.sector)?.name}
    </p>
  );
}
