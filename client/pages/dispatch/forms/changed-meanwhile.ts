/** What became of reports since they were seen: those that somebody moved, as they are now, and those that are out of sight. */
import type { LiveReport } from "#contract/report";

/** A deadline that passes, a photo or a note makes a version too, and changes none of these. */
const decided = ["status", "brigade", "service", "lon", "lat", "outcome", "reason", "reopenings"] as const;

export function changedMeanwhile(
  before: readonly LiveReport[],
  now: (id: number) => LiveReport | undefined,
): { changed: LiveReport[]; gone: LiveReport[] } {
  const changed: LiveReport[] = [];
  const gone: LiveReport[] = [];
  for (const seen of before) {
    const report = now(seen.id);
    if (!report) gone.push(seen);
    else if (decided.some((part) => report[part] !== seen[part])) changed.push(report);
  }
  return { changed, gone };
}
