/** What both cards have in common: a heading, a way to the place, a way back, and a body that scrolls. */
import { LocateFixed, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { select } from "../../store/actions.ts";
import { focusFirst } from "../../ui/focus-first.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import css from "./CardFrame.module.css";

interface Props {
  label: string;
  title: ReactNode;
  under: ReactNode;
  onLocate: (() => void) | null;
  /** Stays in sight whatever is scrolled. */
  foot?: ReactNode;
  children: ReactNode;
}

export function CardFrame({ label, title, under, onLocate, foot, children }: Props) {
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // Who opened it by keyboard goes on reading here, and comes back to the list when it closes.
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before !== document.body) focusFirst([before, "#report-list", "#findings"]);
    };
  }, []);
  return (
    <section className={css.card} aria-label={label} data-card>
      <div className={css.head}>
        <div className={css.titles}>
          <h2 ref={heading} tabIndex={-1} className={css.title}>
            {title}
          </h2>
          <div className={css.under}>{under}</div>
        </div>
        {onLocate && <IconButton icon={LocateFixed} label={t("card.locate")} keys="z" onPress={onLocate} />}
        <IconButton icon={X} label={t("card.close")} keys="Esc" onPress={() => select(null)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
      <section className={css.body} aria-label={t("card.content")} tabIndex={0}>
        {children}
      </section>
      {foot}
    </section>
  );
}

/** A fact with its name. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
