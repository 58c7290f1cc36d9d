/** A report of the live city by its folio; undefined where it is not in sight. */
import type { LiveReport } from "#contract/report";
import { idOfFolio } from "../../../live/fetch-when-opened.ts";
import { usePage } from "../../../store/page-store.ts";

export function liveByFolio(folio: string): LiveReport | undefined {
  const page = usePage.getState();
  const id = idOfFolio(page, folio);
  return id === null ? undefined : page.live.city?.reports.get(id);
}
