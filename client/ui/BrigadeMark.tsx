/** A brigade's arrow as on the map: outline when free, filled when busy, dashed when nothing was heard of it. */
import css from "./BrigadeMark.module.css";

export function BrigadeMark({ kind }: { kind: "free" | "busy" | "silent" }) {
  return (
    <svg className={css.arrow} data-kind={kind} viewBox="-10 -10 20 20" aria-hidden="true" focusable="false">
      <path d="M0-8.4 6.4 7 0 3.6-6.4 7z" />
    </svg>
  );
}
