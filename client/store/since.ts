/** What has happened to a report since somebody saw it, and whether that changes anything about what they want. */
import type { ShownCard } from "../live/shown-card.ts";

type Entry = ShownCard["timeline"][number];

/** Makes a version, but nothing that a move would overwrite. As `quiet` in domain/undo.ts, in the words of the timeline. */
const quiet: ReadonlySet<Entry["kind"]> = new Set([
  "due-soon",
  "overdue",
  "photographed",
  "visit-began",
  "visit-ended",
  "noted",
  "asked",
  "answered",
]);

/** Each entry of the timeline made one version: the last of them made those that have not been seen. */
export function entriesSince(
  { report, timeline }: { report: { version: number }; timeline: ShownCard["timeline"] },
  version: number,
): Entry[] {
  const unseen = Math.max(0, report.version - version);
  return unseen === 0 ? [] : timeline.slice(-unseen);
}

export function isQuiet(entries: readonly Pick<Entry, "kind">[]): boolean {
  return entries.every(({ kind }) => quiet.has(kind));
}
