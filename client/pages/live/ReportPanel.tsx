/** The list and what narrows it. */
import { useWords } from "../../i18n/use-words.ts";
import { toggleScope } from "../../store/actions.ts";
import { usePage } from "../../store/page-store.ts";
import { Choice } from "../../ui/Choice.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { ReportList } from "./ReportList.tsx";
import css from "./ReportPanel.module.css";

export function ReportPanel() {
  return (
    <section className={css.panel}>
      <FilterBar />
      <ListHead />
      <ReportList />
    </section>
  );
}

function ListHead() {
  const { t, format } = useWords();
  const scope = usePage((page) => page.scope);
  const open = usePage((page) => page.reading?.listedOpen);
  const closed = usePage((page) => (page.reading ? page.reading.list.length - page.reading.listedOpen : 0));
  return (
    <div className={css.head}>
      <h2 className={css.count}>
        {open === undefined ? t("list.title") : t("list.open", { count: open, number: format.number(open) })}
        {closed > 0 && (
          <span className={css.closed}>
            {t("list.closed", { count: closed, number: format.number(closed) })}
          </span>
        )}
      </h2>
      <Choice
        label={t("scope.title")}
        value={scope}
        onChange={toggleScope}
        options={[
          { value: "all", label: t("scope.all") },
          { value: "map", label: t("scope.map") },
        ]}
      />
    </div>
  );
}
