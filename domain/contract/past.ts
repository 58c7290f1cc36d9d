/** The city as it was known at a past minute: a snapshot of then, what came after it, and where brigades were. */
import { z } from "zod";
import { ToldEvent } from "./live.ts";

const Edge = z.iso.datetime({ offset: true });

/** `GET /api/live/past`: a snapshot (SN1…SN4) whose `at` is the instant that was asked for. */
export const PastQuery = z.strictObject({ at: Edge });

/** `GET /api/live/past/events`: what came after a cursor, until an instant. */
export const PastEventsQuery = z.strictObject({
  from: z.coerce.number().int().min(0),
  until: Edge,
});

/** Every event of the audience with from < seq ≤ to; `more` when those until the instant do not end there. */
export const PastEvents = z.object({
  from: z.number().int(),
  to: z.number().int(),
  more: z.boolean(),
  events: z.array(ToldEvent),
});
export type PastEvents = z.infer<typeof PastEvents>;

/** What a refusal `past-not-kept` says as `current`: the first instant that can be told. */
export const PastKept = z.object({ earliest: Edge });

export const MOST_POSITION_HOURS = 6;

/** `GET /api/live/past/positions`: all brigades' fixes of [from, until), some seconds apart (contract/tracks.ts). */
export const PastPositionsQuery = z
  .strictObject({ from: Edge, until: Edge })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    path: ["until"],
    error: "must be later than from",
  })
  .refine(({ from, until }) => Date.parse(until) - Date.parse(from) <= MOST_POSITION_HOURS * 3_600_000, {
    path: ["until"],
    error: `must be at most ${MOST_POSITION_HOURS} hours after from`,
  });
