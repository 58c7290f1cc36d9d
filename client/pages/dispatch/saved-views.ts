/** Views that a person has given a name: the link of each, kept in this browser. */

import { z } from "zod";
import { create } from "zustand";
import { useDesk } from "../../store/desk-store.ts";
import { keep, recall } from "../../store/keep-url.ts";
import { usePage } from "../../store/page-store.ts";
import { readLink, writeLink } from "../../store/page-url.ts";
import { readDeskLink, writeDeskLink } from "./desk-url.ts";

const SavedView = z.object({ name: z.string().min(1).max(60), query: z.string().max(2000) });
const SavedViews = z.array(SavedView).max(50);
export type SavedView = z.infer<typeof SavedView>;

const NAME = "cuadrilla.views";

export const useViews = create<{ views: readonly SavedView[]; at: number }>()(() => ({
  views: readViews(recall(NAME)),
  at: -1,
}));

/** None where what was kept is no list of views. */
export function readViews(text: string | null): SavedView[] {
  try {
    const result = SavedViews.safeParse(JSON.parse(text ?? "[]"));
    return result.success ? result.data : [];
  } catch {
    return [];
  }
}

/** What is on the screen now; one of the same name is replaced. */
export function saveView(name: string): void {
  const query = queryNow();
  const views = [...useViews.getState().views.filter((view) => view.name !== name), { name, query }];
  useViews.setState({ views, at: views.length - 1 });
  keep(NAME, JSON.stringify(views));
}

export function forgetView(name: string): void {
  const views = useViews.getState().views.filter((view) => view.name !== name);
  useViews.setState({ views, at: -1 });
  keep(NAME, JSON.stringify(views));
}

export function openView({ name, query }: SavedView): void {
  const { view, filters, scope } = readLink(query);
  const { sort, search } = readDeskLink(query);
  useDesk.setState({ search });
  usePage.setState({ filters, scope, sort });
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

/** Without what is open and without language and theme, which are the person's and not the view's. */
function queryNow(): string {
  const { view, filters, scope, sort } = usePage.getState();
  const query = writeLink({ view, filters, scope, selection: null, language: null, theme: null });
  const tail = writeDeskLink({ sort, search: useDesk.getState().search });
  return tail === "" ? query : `${query}${query === "" ? "?" : "&"}${tail}`;
}
