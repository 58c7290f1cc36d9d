/** What has just happened, in words: the latest first, and lit for ten seconds when it comes. */
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import type { Happening, HappeningKind } from "../../store/happenings.ts";
import { usePage } from "../../store/page-store.ts";
import { BrigadeMark } from "../../ui/BrigadeMark.tsx";
import { Mark } from "../../ui/Mark.tsx";
import css from "./WallNews.module.css";
import { WhatWhere } from "./WhatWhere.tsx";
import { useWall } from "./wall-store.ts";

export function WallNews() {
  const { t } = useWords();
  const most = useWall((wall) => wall.link.news);
  // Read anew as the city is.
  useWall((wall) => wall.reading);
  const { happened } = usePage.getState().live;
  // What stood there already when the past, or the present, was come to.
  const isPast = useWall((wall) => wall.isPast);
  const newest = happened.at(-1)?.seq ?? 0;
  const [come, setCome] = useState({ isPast, newest: 0 });
  if (come.isPast !== isPast) setCome({ isPast, newest });
  if (most === 0) return null;
  const latest = happened.slice(-most).reverse();
  return (
    <section className={css.news}>
      <h2 className={css.title}>{t("wall.news")}</h2>
      {latest.length === 0 && <p className={css.none}>{t("wall.noNews")}</p>}
      <ul className={css.list}>
        {latest.map((each) => (
          <Line key={each.seq} of={each} isLit={!isPast && each.seq > come.newest} />
        ))}
      </ul>
    </section>
  );
}

function Line({ of, isLit }: { of: Happening; isLit: boolean }) {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  const brigade = usePage((page) =>
    of.brigade === null ? undefined : page.live.city?.brigades.get(of.brigade)?.name,
  );
  const service = city?.services.find(({ code }) => code === of.service)?.name;
  const sector = city?.sectors.find(({ code }) => code === of.sector)?.name;
  const doing = of.kind.startsWith("report.")
    ? t(`happened.${of.kind.slice(7) as "closed"}`)
    : t(`did.${of.kind.slice(8) as "silent"}`);
  return (
    <li className={css.row} data-lit={isLit || undefined}>
      <time className={css.time}>{format.time(of.at)}</time>
      <Sign kind={of.kind} />
      <WhatWhere lead={doing} what={service ? name(service) : (brigade ?? "")} where={sector ?? null} />
    </li>
  );
}

function Sign({ kind }: { kind: HappeningKind }) {
  switch (kind) {
    case "report.overdue":
      return <Mark kind="late" />;
    case "report.due-soon":
      return <Mark kind="soon" left={0.5} />;
    case "report.reopened":
      return <Mark kind="comfortable" reopened />;
    case "report.closed":
      return <Mark kind="closed" />;
    case "report.received":
      return <Mark kind="comfortable" />;
    case "brigade.silent":
      return <BrigadeMark kind="silent" />;
    default:
      return <BrigadeMark kind="busy" />;
  }
}
