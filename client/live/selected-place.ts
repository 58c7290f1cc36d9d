/** Where what is open lies: in the city that is shown, or, for an archived report in the present, in what was fetched. */
import type { PageState } from "../store/page-store.ts";
import { idOfFolio } from "./fetch-when-opened.ts";

export interface Place {
  lon: number;
  lat: number;
}

export function selectedReport(page: PageState): (Place & { id: number }) | null {
  if (page.selection?.kind !== "report") return null;
  const id = idOfFolio(page, page.selection.folio);
  const live = id === null ? undefined : page.live.city?.reports.get(id);
  const report =
    live ?? (page.past === null && page.card?.phase === "ready" ? page.card.value.report : undefined);
  return report ? { id: report.id, lon: report.lon, lat: report.lat } : null;
}

/** Number of the brigade whose card is open. */
export function selectedBrigade({ selection, live }: PageState): number | undefined {
  if (selection?.kind !== "brigade") return undefined;
  for (const [id, brigade] of live.city?.brigades ?? []) if (brigade.code === selection.code) return id;
  return undefined;
}

export function selectedPlace(page: PageState): Place | null {
  const brigade = selectedBrigade(page);
  const fix = brigade === undefined ? undefined : page.live.fixes.get(brigade);
  return selectedReport(page) ?? fix ?? null;
}
