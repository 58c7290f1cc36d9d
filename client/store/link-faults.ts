/** What a link asks for that is not there: it is left out, and said in words; the rest of the view stays. */
import type { City } from "#contract/city";
import { type Filters, figureFilters } from "./filters.ts";
import { figureKeys, partsIn, readLink } from "./page-url.ts";

export interface LinkFault {
  part: "view" | "department" | "service" | "status" | "filter" | "folio" | "brigade";
  /** As the link has it. */
  value: string;
}

type Known = Pick<City, "departments" | "services">;

export function linkFaults(search: string, city: Known): LinkFault[] {
  const query = new URLSearchParams(search);
  const link = readLink(search);
  const filters = knownFilters(link.filters, city);
  const faults: LinkFault[] = [];
  const miss = (part: LinkFault["part"], value: string | null) => {
    if (value) faults.push({ part, value });
  };
  const missOthers = (part: LinkFault["part"], key: string, kept: readonly string[]) => {
    for (const code of partsIn(query.get(key))) if (!kept.includes(code)) miss(part, code);
  };
  const selection = query.get("sel");
  if (!link.selection) miss(selection?.startsWith("b:") ? "brigade" : "folio", selection);
  missOthers("department", "dep", filters.departments);
  missOthers("service", "svc", filters.services);
  missOthers("status", "st", filters.statuses);
  for (const figure of figureFilters) {
    const key = figureKeys[figure];
    const value = query.get(key);
    if (value && !filters.figures.includes(figure)) miss("filter", `${key}=${value}`);
  }
  if (!link.view) miss("view", query.get("view"));
  return faults;
}

/** A department or service that the city does not have would silently show nothing. */
export function knownFilters(filters: Filters, city: Known): Filters {
  const known = (of: readonly { code: string }[]) => (code: string) => of.some((each) => each.code === code);
  return {
    ...filters,
    departments: filters.departments.filter(known(city.departments)),
    services: filters.services.filter(known(city.services)),
  };
}
