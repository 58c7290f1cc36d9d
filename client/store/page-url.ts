/** The whole view as a link: `?view=lon,lat,zoom&dep=a.b&svc=…&st=…&late=1&soon=1&list=map&sel=FOLIO&lang=es&theme=dark`. */
import { Status } from "#contract/report";
import { readFolio } from "#domain/folio";
import { type FigureFilter, type Filters, figureFilters, noFilters } from "./filters.ts";

export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

export type Selection = { kind: "report"; folio: string } | { kind: "brigade"; code: string };
export const themes = ["auto", "dark", "light"] as const;
export type Theme = (typeof themes)[number];
export type ListScope = "all" | "map";

export interface PageLink {
  view: View | null;
  filters: Filters;
  scope: ListScope;
  selection: Selection | null;
  /** Null where the link does not say. */
  language: string | null;
  theme: Theme | null;
}

/** What a link calls the figures that are asked for. */
export const figureKeys: Readonly<Record<FigureFilter, string>> = {
  soon: "soon",
  late: "late",
  reopened: "reopened",
  receivedToday: "received-today",
  closedToday: "closed-today",
};

/**
 * What a link says; whatever in it makes no sense is left out, because links are typed, cut and old. What that was is
 * told by link-faults.ts.
 */
export function readLink(search: string): PageLink {
  const query = new URLSearchParams(search);
  const theme = query.get("theme");
  return {
    view: readView(query.get("view")),
    filters: {
      departments: listIn(query.get("dep")),
      services: listIn(query.get("svc")),
      statuses: listIn(query.get("st")).filter((name): name is Status => Status.safeParse(name).success),
      figures: figureFilters.filter((figure) => query.get(figureKeys[figure]) === "1"),
    },
    scope: query.get("list") === "map" ? "map" : "all",
    selection: readSelection(query.get("sel")),
    language: query.get("lang"),
    theme: themes.find((name) => name === theme) ?? null,
  };
}

export function writeLink(link: PageLink): string {
  const { view, filters, selection } = link;
  const parts: [string, string][] = [];
  if (view) parts.push(["view", `${view.lon.toFixed(5)},${view.lat.toFixed(5)},${view.zoom.toFixed(2)}`]);
  if (filters.departments.length > 0) parts.push(["dep", filters.departments.join(".")]);
  if (filters.services.length > 0) parts.push(["svc", filters.services.join(".")]);
  if (filters.statuses.length > 0) parts.push(["st", filters.statuses.join(".")]);
  for (const figure of figureFilters)
    if (filters.figures.includes(figure)) parts.push([figureKeys[figure], "1"]);
  if (link.scope === "map") parts.push(["list", "map"]);
  if (selection) parts.push(["sel", selection.kind === "report" ? selection.folio : `b:${selection.code}`]);
  if (link.language) parts.push(["lang", link.language]);
  if (link.theme) parts.push(["theme", link.theme]);
  // Only letters, digits and ".,:-" are in there, which need no escaping: a link that can be read aloud.
  return parts.length > 0 ? `?${parts.map(([name, value]) => `${name}=${value}`).join("&")}` : "";
}

export const emptyLink: PageLink = {
  view: null,
  filters: noFilters,
  scope: "all",
  selection: null,
  language: null,
  theme: null,
};

function readView(text: string | null): View | null {
  const [lon, lat, zoom, ...rest] = (text ?? "")
    .split(",")
    .map((part) => (part === "" ? Number.NaN : Number(part)));
  if (lon === undefined || lat === undefined || zoom === undefined || rest.length > 0) return null;
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 24)) return null;
  return { lon, lat, zoom };
}

function readSelection(text: string | null): Selection | null {
  if (text === null) return null;
  const brigade = /^b:([a-z0-9-]{1,64})$/.exec(text)?.[1];
  if (brigade !== undefined) return { kind: "brigade", code: brigade };
  const folio = readFolio(text);
  return folio === undefined ? null : { kind: "report", folio };
}

/** The parts of a list in a link, each once, whatever they are. */
export function partsIn(text: string | null): string[] {
  return [...new Set((text ?? "").split("."))].filter((part) => part !== "");
}

/** Codes have no dots, so a dot between them needs no escaping in a link. */
function listIn(text: string | null): string[] {
  return partsIn(text)
    .filter((code) => /^[a-z0-9-]{1,64}$/.test(code))
    .slice(0, 100);
}
