/** Which reports a person wants to see. Empty lists mean all. */
import type { City } from "#contract/city";
import { type Status, statuses } from "#contract/report";

export interface Filters {
  departments: readonly string[];
  services: readonly string[];
  statuses: readonly Status[];
  lateOnly: boolean;
}

export const noFilters: Filters = { departments: [], services: [], statuses: [], lateOnly: false };

export function isFiltered(filters: Filters): boolean {
  return countFilters(filters) > 0;
}

export function countFilters({ departments, services, statuses: wanted, lateOnly }: Filters): number {
  return departments.length + services.length + wanted.length + (lateOnly ? 1 : 0);
}

/** The filters as columns are tested: 1 in `service[i]` or `status[i]` lets the code i of the wire through. */
export interface Sieve {
  service: Uint8Array;
  status: Uint8Array;
  lateOnly: boolean;
  /** Whether a service that the city's files do not have (any more) passes. */
  unknownService: boolean;
}

export function sieveOf(filters: Filters, city: Pick<City, "services">): Sieve {
  const { departments, services, lateOnly } = filters;
  return {
    service: Uint8Array.from(city.services, (service) =>
      (departments.length === 0 || departments.includes(service.department)) &&
      (services.length === 0 || services.includes(service.code))
        ? 1
        : 0,
    ),
    status: Uint8Array.from(statuses, (status) =>
      filters.statuses.length === 0 || filters.statuses.includes(status) ? 1 : 0,
    ),
    lateOnly,
    unknownService: departments.length === 0 && services.length === 0,
  };
}

/** Puts a value into a list or takes it out. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}
