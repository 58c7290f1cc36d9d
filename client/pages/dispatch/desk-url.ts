/** What the desk adds to a link: the order of the list and what is searched for, `sort=-service&q=bache%20escuela`. */
import { dueFirst, type ListSort, sortKeys } from "../../store/list-sort.ts";

export interface DeskLink {
  sort: ListSort;
  search: string;
}

const MOST = 200;

/** Whatever makes no sense is left out, as in every link. */
export function readDeskLink(query: string): DeskLink {
  const said = new URLSearchParams(query);
  const sort = said.get("sort") ?? "";
  const by = sortKeys.find((key) => key === sort.replace(/^-/, ""));
  return {
    sort: by === undefined ? dueFirst : { by, descending: sort.startsWith("-") },
    search: (said.get("q") ?? "").slice(0, MOST),
  };
}

/** Without a "?": it stands behind what all pages say. */
export function writeDeskLink({ sort, search }: DeskLink): string {
  const parts: string[] = [];
  if (sort.by !== dueFirst.by || sort.descending) parts.push(`sort=${sort.descending ? "-" : ""}${sort.by}`);
  if (search !== "") parts.push(`q=${encodeURIComponent(search)}`);
  return parts.join("&");
}
