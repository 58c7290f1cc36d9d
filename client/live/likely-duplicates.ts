/** What is likely the same as an opened report: asked for once, however often its card comes back from under a form. */
import type { Duplicates } from "#contract/match";
import type { Selection } from "../store/page-url.ts";
import { duplicatesOf } from "./match.ts";

/** By the opening: whoever opens the same report later asks again. */
const asked = new WeakMap<Selection, Promise<Duplicates | null>>();

/** Null where it could not be said; the form for merging asks again. */
export function likelyDuplicates(opened: Selection & { kind: "report" }): Promise<Duplicates | null> {
  const known = asked.get(opened);
  if (known) return known;
  const answer = duplicatesOf(opened.folio).catch(() => null);
  asked.set(opened, answer);
  return answer;
}
