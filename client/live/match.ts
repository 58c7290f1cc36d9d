/** What the city knows of what is like what: duplicates, the right brigade, and what words find. */
import { Duplicates, Findings, RankedBrigades } from "#contract/match";
import { getJson, postJson } from "./http.ts";

/** For one report, or for several that are gone to as one job: no more than `MOST_RANKED`. */
export function rankBrigades(folios: readonly string[], _signal?: AbortSignal): Promise<RankedBrigades> {
  return postJson("/api/rank-brigades", { folios }, RankedBrigades);
}

export function duplicatesOf(folio: string, signal?: AbortSignal): Promise<Duplicates> {
  return getJson(`/api/reports/${folio}/duplicates`, Duplicates, signal);
}

export function search(words: string, signal?: AbortSignal): Promise<Findings> {
  return getJson(`/api/search?q=${encodeURIComponent(words)}`, Findings, signal);
}
