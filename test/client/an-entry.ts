import type { ShownCard } from "../../client/live/shown-card.ts";

type Entry = ShownCard["timeline"][number];

/** A line of a report's timeline. */
export function anEntry(kind: Entry["kind"], more: Partial<Entry> = {}): Entry {
  return {
    at: 0,
    kind,
    actor: null,
    actorName: null,
    brigade: null,
    outcome: null,
    reason: null,
    lateReason: null,
    seconds: null,
    note: null,
    into: null,
    undid: null,
    correction: null,
    ...more,
  };
}
