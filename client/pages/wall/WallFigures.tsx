/** The counters, the heaviest first: late, next to be late and free stand with their first few, the others beside each other. */
import { type ReactNode, useState } from "react";
import type { LiveReport } from "#contract/report";
import { shortSpan } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { BrigadeMark } from "../../ui/BrigadeMark.tsx";
import { Mark } from "../../ui/Mark.tsx";
import css from "./WallFigures.module.css";
import { WhatWhere } from "./WhatWhere.tsx";
import { lineOf } from "./wall-reading.ts";
import { useWall } from "./wall-store.ts";
import { type WallFigure, wallFigures } from "./wall-url.ts";

const withRows: readonly WallFigure[] = ["late", "next-hour", "free"];

export function WallFigures() {
  const wanted = useWall((wall) => wall.link.figures);
  const small = wallFigures.filter((name) => wanted.includes(name) && !withRows.includes(name));
  return (
    <section className={css.figures}>
      {wanted.includes("late") && (
        <Block of="late" mark={<Mark kind="late" />} big>
          <Rows of="late" />
        </Block>
      )}
      {wanted.includes("next-hour") && (
        <Block of="next-hour" mark={<Mark kind="soon" left={0.3} />}>
          <Rows of="next" />
        </Block>
      )}
      {wanted.includes("free") && (
        <Block of="free" mark={<BrigadeMark kind="free" />} more={<Silent />}>
          <Free />
        </Block>
      )}
      {small.length > 0 && (
        <div className={css.small}>
          {small.map((name) => (
            <Count key={name} of={name} />
          ))}
        </div>
      )}
    </section>
  );
}

interface BlockProps {
  of: WallFigure;
  mark: ReactNode;
  big?: boolean;
  /** Behind its name. */
  more?: ReactNode;
  children: ReactNode;
}

function Block({ of, mark, big = false, more, children }: BlockProps) {
  const { t } = useWords();
  return (
    <div className={css.block} data-of={of} data-big={big || undefined}>
      <h2 className={css.title}>
        {mark}
        {t(`wall.${of}`)}
        {more}
      </h2>
      <Value of={of} />
      {children}
    </div>
  );
}

function Count({ of }: { of: WallFigure }) {
  const { t } = useWords();
  return (
    <div className={css.count} data-of={of}>
      <Value of={of} />
      <span className={css.label}>{t(`wall.${of}`)}</span>
    </div>
  );
}

/** A value that is another one than before, of the same place, is lit, and the light fades in ten seconds: `key` begins it anew. */
function Value({ of }: { of: WallFigure }) {
  const { format } = useWords();
  const value = useWall((wall) => wall.reading?.figures[of]);
  const place = useWall((wall) => wall.reading?.place);
  const isPast = useWall((wall) => wall.isPast);
  const [shown, setShown] = useState({ value, place, isPast, isLit: false });
  if (shown.value !== value || shown.place !== place || shown.isPast !== isPast)
    setShown({ value, place, isPast, isLit: !isPast && !shown.isPast && shown.place === place });
  return (
    <strong key={value} className={css.value} data-figure={of} data-lit={shown.isLit || undefined}>
      {value === undefined ? <span className={css.unknown} /> : value === null ? "–" : format.number(value)}
    </strong>
  );
}

function Rows({ of }: { of: "late" | "next" }) {
  const { t } = useWords();
  const most = useWall((wall) => wall.link.rows);
  const reading = useWall((wall) => wall.reading);
  if (!reading || most === 0) return null;
  const rows = reading[of].slice(0, most);
  if (rows.length === 0)
    return <p className={css.none}>{of === "late" ? t("wall.noneLate") : t("wall.noneNext")}</p>;
  return (
    <ul className={css.rows}>
      {rows.map((report) => (
        <Row key={report.id} report={report} at={reading.at} />
      ))}
    </ul>
  );
}

function Row({ report, at }: { report: LiveReport; at: number }) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  if (!city) return null;
  const { service, sector } = lineOf(report, city);
  const left = report.dueAt - at;
  return (
    <li className={css.row}>
      <WhatWhere what={service ? name(service.name) : report.service} where={sector} />
      <span className={css.when}>
        {left < 0 ? t("wall.lateBy", { span: shortSpan(left) }) : t("wall.dueIn", { span: shortSpan(left) })}
      </span>
    </li>
  );
}

/** How many of the free are not heard: in a line that stays when there is no room for names. */
function Silent() {
  const { t, format } = useWords();
  const silent = useWall((wall) => wall.reading?.free?.filter(({ isSilent }) => isSilent).length ?? 0);
  return silent === 0 ? null : (
    <span className={css.silent}>
      {t("wall.freeSilent", { count: silent, number: format.number(silent) })}
    </span>
  );
}

const MOST_FREE = 6;

function Free() {
  const { t, format } = useWords();
  const free = useWall((wall) => wall.reading?.free);
  if (!free) return null;
  if (free.length === 0) return <p className={css.none}>{t("wall.noneFree")}</p>;
  const more = free.length - MOST_FREE;
  return (
    <ul className={css.names}>
      {free.slice(0, MOST_FREE).map(({ id, name, isSilent, age }) =>
        isSilent ? (
          <li key={id} className={css.unheard} data-silent>
            <BrigadeMark kind="silent" />
            {age === null ? name : `${name} · ${t("time.ago", { span: shortSpan(age) })}`}
          </li>
        ) : (
          <li key={id}>{name}</li>
        ),
      )}
      {more > 0 && <li className={css.where}>{t("wall.more", { number: format.number(more) })}</li>}
    </ul>
  );
}
