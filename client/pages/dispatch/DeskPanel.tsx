/** The list and what narrows and orders it. */
import { useWords } from "../../i18n/use-words.ts";
import { toggleScope } from "../../store/actions.ts";
import { usePage } from "../../store/page-store.ts";
import { Choice } from "../../ui/Choice.tsx";
import { FilterBar } from "../live/FilterBar.tsx";
import { ReportList, type RowFace } from "../live/ReportList.tsx";
import css from "./DeskPanel.module.css";
import { DeskRow } from "./DeskRow.tsx";
import { SortHead } from "./SortHead.tsx";

const face: RowFace = { Row: DeskRow, height: 36, marks: true };

export function DeskPanel() {
  return (
    <section className={css.panel}>
      <FilterBar />
      <ListHead />
      <SortHead />
      <ReportList face={face} />
    </section>
  );
}

function ListHead() {
  const { t, format } = useWords();
  const scope = usePage((page) => page.scope);
  const open = usePage((page) => page.reading?.listedOpen);
  return (
    <div className={css.head}>
      <h2 className={css.count}>
        {open === undefined ? t("list.title") : t("list.open", { count: open, number: format.number(open) })}
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
