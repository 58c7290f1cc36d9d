/** Views that a person has given a name: the link of each, kept in this browser. */

import { z } from "zod";
import { create } from "zustand";
import { useDesk } from "../../store/desk-store.ts";
import { keep, recall } from "../../store/keep-url.ts";
import { knownFilters } from "../../store/link-faults.ts";
import { type PageState, usePage } from "../../store/page-store.ts";
import { readLink, writeLink } from "../../store/page-url.ts";
import { readDeskLink, writeDeskLink } from "./desk-url.ts";

const SavedView = z.object({ name: z.string().min(1).max(60), query: z.string().max(2000) });
export type SavedView = z.infer<typeof SavedView>;

const NAME = "cuadrilla.views";
/** More names than these nobody keeps apart. */
export const MOST_VIEWS = 50;

export const useViews = create<{ views: readonly SavedView[]; at: number }>()(() => ({
  views: readViews(recall(NAME)),
  at: -1,
}));

/** Those of the list that was kept that are views; none where it is no list. */
export function readViews(text: string | null): SavedView[] {
  try {
    const kept = z.array(z.unknown()).safeParse(JSON.parse(text ?? "[]"));
    return (kept.data ?? []).flatMap((each) => SavedView.safeParse(each).data ?? []);
  } catch {
    return [];
  }
}

/** What is on the screen now; one of the same name is replaced. False: there are as many as there may be. */
export function saveView(name: string): boolean {
  const others = viewsWithout(name);
  if (others.length >= MOST_VIEWS) return false;
  const views = [...others, { name, query: queryNow() }];
  useViews.setState({ views, at: others.length });
  keep(NAME, JSON.stringify(views));
  return true;
}

export function forgetView(name: string): void {
  const views = viewsWithout(name);
  useViews.setState({ views, at: -1 });
  keep(NAME, JSON.stringify(views));
}

/** As they are kept now: another tab may have added some. Where nothing may be kept, as this page has them. */
function viewsWithout(name: string): SavedView[] {
  const kept = recall(NAME);
  const views = kept === null ? useViews.getState().views : readViews(kept);
  return views.filter((view) => view.name !== name);
}

export function openView({ name, query }: SavedView): void {
  const { view, filters, scope } = readLink(query);
  const { sort, search } = readDeskLink(query);
  useDesk.setState({ search });
  const { answer } = usePage.getState();
  usePage.setState({ filters: answer ? knownFilters(filters, answer.city) : filters, scope, sort });
  if (view) usePage.getState().map?.lookAt(view);
  useViews.setState(({ views }) => ({ at: views.findIndex((each) => each.name === name) }));
}

/** The next or the one before, round and round. */
export function stepView(by: 1 | -1): void {
  const { views, at } = useViews.getState();
  const to = at < 0 ? (by > 0 ? 0 : views.length - 1) : (at + by + views.length) % views.length;
  const view = views[to];
  if (view) openView(view);
}

/** Whether that is what the desk shows, wherever the map has been moved to. */
export function isShown({ query }: SavedView, { answer, ...page }: PageState, typed: string): boolean {
  const { filters, scope } = readLink(query);
  const { sort, search } = readDeskLink(query);
  const kept = answer ? knownFilters(filters, answer.city) : filters;
  return (
    linkOf({ view: null, filters: kept, scope, sort }, search) === linkOf({ ...page, view: null }, typed)
  );
}

/** Without what is open and without language and theme, which are the person's and not the view's. */
function queryNow(): string {
  return linkOf(usePage.getState(), useDesk.getState().search);
}

type Shown = Pick<PageState, "view" | "filters" | "scope" | "sort">;

function linkOf({ view, filters, scope, sort }: Shown, search: string): string {
  const query = writeLink({ view, filters, scope, selection: null, language: null, theme: null });
  const tail = writeDeskLink({ sort, search });
  return tail === "" ? query : `${query}${query === "" ? "?" : "&"}${tail}`;
}
