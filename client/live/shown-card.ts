/** A report's card as whoever looks is told of it: each audience's has fewer fields, and what is not told is not there. */
import { z } from "zod";
import { Note, ReportCard, TimelineEntry } from "#contract/card";
import { Folio, Instant, LiveReport } from "#contract/report";

const { actor, actorName, brigade } = TimelineEntry.shape;

export const ShownCard = z.object({
  report: LiveReport.extend({ brigade: LiveReport.shape.brigade.default(null) }),
  archived: z.boolean(),
  /** Undefined: not told. Null: there is none. */
  description: z.string().nullable().optional(),
  duplicateOf: Folio.nullable().default(null),
  photos: z.array(z.object({ id: z.string(), at: Instant })).default([]),
  notes: z.array(Note.extend({ actor: actor.default(null), actorName: actorName.default(null) })).default([]),
  mergedInto: Folio.nullable().default(null),
  mergedFrom: ReportCard.shape.mergedFrom,
  timeline: z.array(
    TimelineEntry.extend({
      actor: actor.default(null),
      actorName: actorName.default(null),
      brigade: brigade.default(null),
    }),
  ),
});
export type ShownCard = z.infer<typeof ShownCard>;
