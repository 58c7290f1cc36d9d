/** What is kept of a brigade between two looks at its positions. */
import { z } from "zod";

const Presence = z.object({
  inside: z.boolean(),
  since: z.number(),
  lastInside: z.number(),
  seenAt: z.number(),
  turnedAt: z.number().nullable(),
});

export const WatchState = z.object({
  /** By code. */
  sectors: z.record(z.string(), Presence).default({}),
  depot: Presence.nullable().default(null),
  /** By number of the report. */
  stops: z.record(z.string(), z.object({ lon: z.number(), lat: z.number(), presence: Presence })).default({}),
  /** Off duty: where it was last seen at rest, and whether it was said that it moves. */
  offShift: z
    .object({ lon: z.number(), lat: z.number(), at: z.number(), said: z.boolean() })
    .nullable()
    .default(null),
});
export type WatchState = z.infer<typeof WatchState>;

/** A day's track as far as it is counted: `TrackState` of geo. */
export const KeptTrack = z.object({
  anchor: z.object({ at: z.number(), lon: z.number(), lat: z.number() }),
  middle: z.object({ lon: z.number(), lat: z.number(), of: z.number() }),
  hereAt: z.number(),
  doubted: z.object({ at: z.number(), lon: z.number(), lat: z.number() }).nullable(),
});
