/** Something that must be read: what went wrong, what was done, what is to be known. Never by colour alone. */
import { CircleAlert, CircleCheck, Info } from "lucide-react";
import type { ReactNode } from "react";
import css from "./Notice.module.css";

const signs = { wrong: CircleAlert, done: CircleCheck, note: Info };

export function Notice({
  kind,
  title,
  children,
}: {
  kind: keyof typeof signs;
  title?: string;
  children?: ReactNode;
}) {
  const Sign = signs[kind];
  return (
    <div className={css.notice} data-kind={kind} role={kind === "wrong" ? "alert" : "status"}>
      <Sign className={css.sign} aria-hidden="true" focusable="false" />
      <div className={css.words}>
        {title !== undefined && <p className={css.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
