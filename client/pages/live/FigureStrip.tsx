/** The city in eight numbers, six for whoever is not told of brigades. Those that count reports of one kind are also the way to see only them. */
import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { toggleFigure } from "../../store/actions.ts";
import type { Figures } from "../../store/figures.ts";
import type { FigureFilter } from "../../store/filters.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { BrigadeMark } from "../../ui/BrigadeMark.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { watchCut } from "../../ui/watch-cut.ts";
import { isStale, usePhase } from "./connection.ts";
import css from "./FigureStrip.module.css";

export function FigureStrip() {
  const { t } = useWords();
  const stale = isStale(usePhase());
  const knowsBrigades = useMay("position.see");
  return (
    <section
      ref={watchCut}
      className={css.strip}
      aria-label={t("figures.title")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone, and must do so by keyboard too
      tabIndex={0}
      data-stale={stale || undefined}
    >
      <Figure of="open" label={t("figures.open")} />
      <FilterFigure of="soon" mark={<Mark kind="soon" />} />
      <FilterFigure of="late" mark={<Mark kind="late" />} />
      <FilterFigure of="reopened" mark={<Mark kind="comfortable" reopened />} />
      <span className={css.rule} />
      <FilterFigure of="receivedToday" />
      <FilterFigure of="closedToday" />
      {knowsBrigades && (
        <>
          <span className={css.rule} />
          <Figure of="onShift" label={t("figures.onShift")} mark={<BrigadeMark kind="busy" />} />
          <Figure of="free" label={t("figures.free")} mark={<BrigadeMark kind="free" />} />
        </>
      )}
    </section>
  );
}

function FilterFigure({ of, mark }: { of: FigureFilter; mark?: ReactNode }) {
  const { t } = useWords();
  const isSelected = usePage((page) => page.filters.figures.includes(of));
  return (
    <ToggleButton
      className={css.filter ?? ""}
      data-of={of}
      isSelected={isSelected}
      onChange={() => toggleFigure(of)}
    >
      <Figure of={of} label={t(`figures.${of}`)} mark={mark} />
    </ToggleButton>
  );
}

function Figure({ of, label, mark }: { of: keyof Figures; label: string; mark?: ReactNode }) {
  const { format } = useWords();
  const value = usePage((page) => page.reading?.figures[of]);
  return (
    <div className={css.figure}>
      <span className={css.value} data-figure={of}>
        {mark}
        {value === undefined ? <span className={css.unknown} /> : format.number(value)}
      </span>
      <span className={css.label}>{label}</span>
    </div>
  );
}
