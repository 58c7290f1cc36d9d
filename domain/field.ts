/** What a brigade is told: its own stops, as they come to it, move on, and leave it. */
import type { ReportCard } from "#contract/card";
import { isOfPositions, type Logged } from "#contract/events";
import { FieldCard, fieldBodies, fieldTimelineKinds } from "#contract/field";
import { closedByMerge, type Told, tell, wholeIn } from "./told.ts";

/** An event for the brigade of this code; its number is undefined while it is not registered. */
export function fieldEvent(
  event: Logged,
  brigade: { code: string; id: number | undefined },
): Told | undefined {
  if (isOfPositions(event))
    return brigade.id !== undefined && event.body.brigade === brigade.id
      ? tell(event, fieldBodies)
      : undefined;
  if (event.reportId === null) {
    const isOurs =
      event.kind === "brigade.registered" && "body" in event && event.body.brigade.code === brigade.code;
    return isOurs ? tell(event, fieldBodies) : undefined;
  }
  const { about } = event;
  if (!about || brigade.id === undefined) return undefined;
  if (about.brigade !== brigade.id)
    return about.brigadeBefore === brigade.id
      ? tell(event, fieldBodies, { kind: "report.gone", body: {} })
      : undefined;
  if (!("body" in event)) return tell(event, fieldBodies);
  const report = wholeIn(event);
  if (report) return tell(event, fieldBodies, { kind: "report.entered", body: { report } });
  switch (event.kind) {
    case "report.imported":
      return undefined;
    case "report.assigned":
      return tell(event, fieldBodies, { kind: "report.touched", body: {} });
    case "report.arrived":
    case "report.left":
      // Where another brigade was is not this one's to know, though the report has come to it since.
      return event.body.brigade === brigade.id
        ? tell(event, fieldBodies)
        : tell(event, fieldBodies, { kind: "report.touched", body: {} });
    default:
      return tell(event, fieldBodies, closedByMerge(event));
  }
}

/** A card as the brigade whose stop it is may see it. */
export function fieldCard(card: ReportCard): FieldCard {
  const told: readonly string[] = fieldTimelineKinds;
  return FieldCard.parse({ ...card, timeline: card.timeline.filter(({ kind }) => told.includes(kind)) });
}
