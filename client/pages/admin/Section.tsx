/** A part of the administration: what it is, the one thing to do in it, and what is there. */
import type { ReactNode } from "react";
import css from "./Section.module.css";

export function Section({
  title,
  lead,
  action,
  children,
}: {
  title: string;
  lead: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={css.section}>
      <div className={css.head}>
        <div className={css.words}>
          <h1 className={css.title}>{title}</h1>
          <p className={css.lead}>{lead}</p>
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}

/** Nothing is there yet: what would be, and how it comes. */
export function Empty({ children }: { children: ReactNode }) {
  return <p className={css.empty}>{children}</p>;
}

/** What leads to saving and away from it, at the foot of a form. */
export function Foot({ children }: { children: ReactNode }) {
  return <div className={css.foot}>{children}</div>;
}

/** Fields beside each other where there is room. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}
