/** The product's sign: a brigade's arrow. */
import css from "./Emblem.module.css";

export function Emblem() {
  return (
    <svg className={css.emblem} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 4.5 25.5 27 16 22 6.5 27z" />
    </svg>
  );
}
