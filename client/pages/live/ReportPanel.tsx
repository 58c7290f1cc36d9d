/** The list and what narrows it. */
import { FilterBar } from "./FilterBar.tsx";
import { ListHead } from "./PanelHead.tsx";
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
