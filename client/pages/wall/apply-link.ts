/** Hands to the page what a wall's link says: filters, look, layers; and once the city is known, what of it the city does not have. */
import { chooseLanguage } from "../../i18n/languages.ts";
import { knownFilters } from "../../store/link-faults.ts";
import { usePage } from "../../store/page-store.ts";
import { openWall, setScale, useWall } from "./wall-store.ts";
import { type Ignored, type Turn, type WallLayer, type WallLink, wallLayers } from "./wall-url.ts";

/** What the map calls the layers of each. */
const layerNames: Record<WallLayer, readonly string[]> = {
  reports: ["clusters", "reports", "late", "counts", "chosen"],
  brigades: ["brigades", "brigade"],
  names: ["names"],
  trails: ["trails"],
  changes: ["glow"],
};

export function applyLink(search: string): void {
  openWall(search);
  const { link, turns } = useWall.getState();
  const first = turns[0]?.region;
  usePage.setState({
    view: first?.kind === "view" ? first : null,
    filters: filtersOf(link),
    // What somebody chose at a desk with this browser is no wish of the wall's; the city's own comes with the city.
    language: chooseLanguage(link.lang),
    languageInLink: link.lang !== null,
    theme: link.theme ?? "auto",
    themeInLink: link.theme !== null,
    hiddenLayers: new Set(
      wallLayers.flatMap((layer) => (link.layers.includes(layer) ? [] : layerNames[layer])),
    ),
  });
  setScale(link.scale);
}

/** Its language holds where the link names none. Departments, services and sectors that it does not have are left out, and named. */
export function fitToCity(): void {
  const { answer, filters } = usePage.getState();
  if (!answer) return;
  const { city } = answer;
  const { link, ignored, turns } = useWall.getState();
  usePage.setState({ language: chooseLanguage(link.lang, city.languages[0]) });
  const known = knownFilters(filters, city);
  const missing: Ignored[] = [];
  const miss = (name: string, asked: readonly string[], kept: readonly string[]) => {
    for (const value of asked) if (!kept.includes(value)) missing.push({ name, value });
  };
  miss("dep", link.dep, known.departments);
  miss("svc", link.svc, known.services);
  const isKnown = ({ region }: Turn) =>
    region.kind !== "sector" || city.sectors.some(({ code }) => code === region.code);
  for (const turn of turns)
    if (!isKnown(turn) && turn.region.kind === "sector")
      missing.push({ name: link.views.length > 0 ? "views" : "sector", value: turn.region.code });
  if (missing.length === 0) return;
  const left = turns.filter(isKnown);
  usePage.setState({ filters: known });
  useWall.setState({
    ignored: [...ignored, ...missing],
    turns: left.length > 0 ? left : [{ region: { kind: "city" }, seconds: null }],
    turn: 0,
  });
}

function filtersOf(link: WallLink) {
  return {
    departments: link.dep,
    services: link.svc,
    statuses: link.st,
    figures: [
      ...(link.late ? (["late"] as const) : []),
      ...(link.soon ? (["soon"] as const) : []),
      ...(link.reopened ? (["reopened"] as const) : []),
      ...(link["received-today"] ? (["receivedToday"] as const) : []),
      ...(link["closed-today"] ? (["closedToday"] as const) : []),
    ],
  };
}
