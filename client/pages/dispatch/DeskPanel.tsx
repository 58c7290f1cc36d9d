/** The list and what narrows and orders it; or what was found; or what is marked. */
import { useWords } from "../../i18n/use-words.ts";
import { toggleScope } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { Choice } from "../../ui/Choice.tsx";
import { FilterBar } from "../live/FilterBar.tsx";
import { ReportList, type RowFace } from "../live/ReportList.tsx";
import css from "./DeskPanel.module.css";
import { DeskRow } from "./DeskRow.tsx";
import { MarkedBar } from "./MarkedBar.tsx";
import { SearchBox } from "./SearchBox.tsx";
import { SearchResults } from "./SearchResults.tsx";
import { SortHead } from "./SortHead.tsx";
import { ViewsMenu } from "./ViewsMenu.tsx";

const face: RowFace = { Row: DeskRow, height: 36, marks: true };

export function DeskPanel() {
  const searching = useDesk((desk) => desk.search !== "");
  const marking = usePage((page) => page.marked.size > 0);
  return (
    <section className={css.panel}>
      <FilterBar />
      <div className={css.finder}>
        <SearchBox />
        <ViewsMenu />
      </div>
      {searching ? (
        <SearchResults />
      ) : (
        <>
          {marking ? <MarkedBar /> : <ListHead />}
          <SortHead />
          <ReportList face={face} />
        </>
      )}
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
