/** One thing a page: a heading, and what belongs to it, in a column that is read without moving the head. */
import type { ReactNode } from "react";
import css from "./Column.module.css";

export function Column({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <div className={css.column}>
      <h1 className={css.title}>{title}</h1>
      {lead !== undefined && <p className={css.lead}>{lead}</p>}
      {children}
    </div>
  );
}

export function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={css.part} aria-label={title}>
      <h2 className={css.heading}>{title}</h2>
      {lead !== undefined && <p className={css.lead}>{lead}</p>}
      {children}
    </section>
  );
}
