/** What stands over a list: how much of what it holds, and what can be done about that. */
import type { ReactNode } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { toggleScope } from "../../store/actions.ts";
import { usePage } from "../../store/page-store.ts";
import { Choice } from "../../ui/Choice.tsx";
import css from "./PanelHead.module.css";

export function PanelHead({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className={css.head}>
      <h2 className={css.title}>{title}</h2>
      {children}
    </div>
  );
}

/** Of the list of reports. */
export function ListHead() {
  const { t, format } = useWords();
  const scope = usePage((page) => page.scope);
  const open = usePage((page) => page.reading?.listedOpen);
  const closed = usePage((page) => (page.reading ? page.reading.list.length - page.reading.listedOpen : 0));
  const title = (
    <>
      {open === undefined ? t("list.title") : t("list.open", { count: open, number: format.number(open) })}
      {closed > 0 && (
        <span className={css.closed}>
          {t("list.closed", { count: closed, number: format.number(closed) })}
        </span>
      )}
    </>
  );
  return (
    <PanelHead title={title}>
      <Choice
        label={t("scope.title")}
        value={scope}
        onChange={toggleScope}
        options={[
          { value: "all", label: t("scope.all") },
          { value: "map", label: t("scope.map") },
        ]}
      />
    </PanelHead>
  );
}
