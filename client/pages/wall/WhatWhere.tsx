/** What is there and where, in one line of a wall: without room for both each is shortened, and of each enough stays to know it by. */
import css from "./WhatWhere.module.css";

export function WhatWhere({ lead, what, where }: { lead?: string; what: string; where: string | null }) {
  const between = lead ? " · " : "";
  return (
    <span className={css.line}>
      {lead && <strong className={css.lead}>{lead}</strong>}
      <span className={css.both}>
        {what !== "" && <span className={css.what}>{between + what}</span>}
        {where && (
          <span className={css.where} data-place>
            {` · ${where}`}
          </span>
        )}
      </span>
    </span>
  );
}
