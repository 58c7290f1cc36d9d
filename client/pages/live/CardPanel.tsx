/** What is open beside the map: a report or a brigade. */
import { usePage } from "../../store/page-store.ts";
import { BrigadeCard } from "./BrigadeCard.tsx";
import { ReportCard } from "./ReportCard.tsx";

export function CardPanel() {
  const selection = usePage((page) => page.selection);
  if (!selection) return null;
  return selection.kind === "report" ? (
    <ReportCard key={selection.folio} folio={selection.folio} />
  ) : (
    <BrigadeCard key={selection.code} code={selection.code} />
  );
}
