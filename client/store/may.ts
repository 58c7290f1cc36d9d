/** What whoever looks may do, by the names of the one table: the page asks for an action, never for a role. */
import type { Action } from "#domain/may";
import { type PageState, usePage } from "./page-store.ts";

export function mayDo({ me }: PageState, action: Action): boolean {
  return me?.may.includes(action) ?? false;
}

export function useMay(action: Action): boolean {
  return usePage((page) => mayDo(page, action));
}

/** Known to be nobody in particular: they could sign in. */
export function isNobody({ me }: PageState): boolean {
  return me?.actor.role === "anonymous";
}
