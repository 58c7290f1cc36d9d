/** A report's card in the past: the server tells what is known by now, and what came later was not known then. */
import type { ShownCard } from "../../live/shown-card.ts";

/** Without what came after `past`; of merges, which are told without their time, the timeline tells. All of it in the present. */
export function cardThen(card: ShownCard, past: number | null): ShownCard {
  if (past === null) return card;
  const isKnown = ({ at }: { at: number }) => at <= past;
  return {
    ...card,
    duplicateOf: null,
    mergedInto: null,
    mergedFrom: [],
    photos: card.photos.filter(isKnown),
    notes: card.notes.filter(isKnown),
    timeline: card.timeline.filter(isKnown),
  };
}

/** Why a report is not in the city of a past minute: it came later, or had been archived or was out of reach by then. */
export function whyMissing({ report }: Pick<ShownCard, "report">, past: number): "notYet" | "notThere" {
  return report.receivedAt > past ? "notYet" : "notThere";
}
