/** The list and what narrows and orders it; or what was found; or what is marked. */
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { FilterBar } from "../live/FilterBar.tsx";
import { ListHead } from "../live/PanelHead.tsx";
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
