/** The city in eight numbers. The late ones are also the way to see only them. */
import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { toggleLateOnly } from "../../store/actions.ts";
import type { Figures } from "../../store/figures.ts";
import { usePage } from "../../store/page-store.ts";
import { BrigadeMark } from "../../ui/BrigadeMark.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { isStale, usePhase } from "./connection.ts";
import css from "./FigureStrip.module.css";

export function FigureStrip() {
  const { t } = useWords();
  const stale = isStale(usePhase());
  const lateOnly = usePage((page) => page.filters.lateOnly);
  return (
    <section
      className={css.strip}
      aria-label={t("figures.title")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone, and must do so by keyboard too
      tabIndex={0}
      data-stale={stale || undefined}
    >
      <Figure of="open" label={t("figures.open")} />
      <Figure of="soon" label={t("figures.soon")} mark={<Mark kind="soon" />} />
      <ToggleButton className={css.late ?? ""} isSelected={lateOnly} onChange={toggleLateOnly}>
        <Figure of="late" label={t("figures.late")} mark={<Mark kind="late" />} />
      </ToggleButton>
      <Figure of="reopened" label={t("figures.reopened")} mark={<Mark kind="comfortable" reopened />} />
      <span className={css.rule} />
      <Figure of="receivedToday" label={t("figures.receivedToday")} />
      <Figure of="closedToday" label={t("figures.closedToday")} />
      <span className={css.rule} />
      <Figure of="onShift" label={t("figures.onShift")} mark={<BrigadeMark kind="busy" />} />
      <Figure of="free" label={t("figures.free")} mark={<BrigadeMark kind="free" />} />
    </section>
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
