/** The stretch's hours, and how many reports became late in each quarter of one: where to look. */
import { useMemo } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { cityClock } from "../../store/local-clock.ts";
import { usePage } from "../../store/page-store.ts";
import { usePast } from "../../store/past.ts";
import css from "./Hours.module.css";

const HOUR = 3_600_000;
/** Share of the stretch that the name of its last hour needs. */
const NAME_SHARE = 1 / 16;
const HEIGHT = 24;

export function Hours() {
  const { t, format } = useWords();
  const from = usePast((past) => past.from);
  const until = usePast((past) => past.until);
  const bars = usePast((past) => past.bars);
  const zone = usePage((page) => page.answer?.city.timeZone ?? "UTC");
  const hours = useMemo(() => hoursIn(from, until, zone), [from, until, zone]);
  const most = Math.max(1, ...(bars ?? []));
  const count = bars?.length ?? 1;
  const total = bars?.reduce((sum, each) => sum + each, 0) ?? 0;
  return (
    <div className={css.hours}>
      <svg
        className={css.bars}
        viewBox={`0 0 ${count} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("past.bars", {
          number: format.number(total),
        })}
      >
        {Array.from(bars ?? [], (value, i) => {
          const height = (value / most) * HEIGHT;
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          return <rect key={i} x={i + 0.1} width={0.8} y={HEIGHT - height} height={height} />;
        })}
      </svg>
      {hours.map(({ at, isLabelled }) => (
        <span
          key={at}
          className={css.hour}
          data-labelled={isLabelled || undefined}
          ref={(mark) => {
            if (mark) mark.style.left = `${(100 * (at - from)) / (until - from)}%`;
          }}
        >
          {isLabelled && format.time(at)}
        </span>
      ))}
    </div>
  );
}

/** Full hours on the city's clock, which may be half an hour beside the world's. */
function hoursIn(from: number, until: number, zone: string) {
  const clock = cityClock(zone);
  const found: { at: number; isLabelled: boolean }[] = [];
  const first = from + (60 - (clock.at(from).minutes % 60)) * 60_000 - (from % 60_000);
  for (let at = first; at < until; at += HOUR) {
    const isThird = Math.floor(clock.at(at).minutes / 60) % 3 === 0;
    found.push({ at, isLabelled: isThird && until - at >= NAME_SHARE * (until - from) });
  }
  return found;
}
