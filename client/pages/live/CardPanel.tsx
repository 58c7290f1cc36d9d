/** What is open beside the map: a report or a brigade. */
import type { ComponentType } from "react";
import { usePage } from "../../store/page-store.ts";
import { BrigadeCard } from "./BrigadeCard.tsx";
import { ReportCard } from "./ReportCard.tsx";

/** `actions`: what can be done with a report, where something can. */
export function CardPanel({ actions }: { actions?: ComponentType<{ folio: string }> }) {
  const selection = usePage((page) => page.selection);
  if (!selection) return null;
  return selection.kind === "report" ? (
    <ReportCard key={selection.folio} folio={selection.folio} actions={actions} />
  ) : (
    <BrigadeCard key={selection.code} code={selection.code} />
  );
}
