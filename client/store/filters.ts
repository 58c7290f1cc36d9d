/** Which reports a person wants to see. Empty lists mean all. */
import type { City } from "#contract/city";
import { type Status, statuses } from "#contract/report";

export interface Filters {
  departments: readonly string[];
  services: readonly string[];
  statuses: readonly Status[];
  /** What any of these figures counts passes. */
  figures: readonly FigureFilter[];
}

/** The figures of the header that count reports of one kind, and so can be asked for. */
export const figureFilters = ["soon", "late", "reopened", "receivedToday", "closedToday"] as const;
export type FigureFilter = (typeof figureFilters)[number];

export const noFilters: Filters = { departments: [], services: [], statuses: [], figures: [] };

export function isFiltered(filters: Filters): boolean {
  return countFilters(filters) > 0;
}

export function countFilters({ departments, services, statuses: wanted, figures }: Filters): number {
  return departments.length + services.length + wanted.length + figures.length;
}

/** Whether somebody has asked for reports that are no work to be done any more. */
export function asksForClosed({ statuses: wanted, figures }: Filters): boolean {
  return wanted.includes("closed") || figures.includes("receivedToday") || figures.includes("closedToday");
}

/** One bit for each figure, so that a report's own are tested against the wanted ones at once. */
export const figureBits: Readonly<Record<FigureFilter, number>> = {
  soon: 1,
  late: 2,
  reopened: 4,
  receivedToday: 8,
  closedToday: 16,
};

/** The filters as columns are tested: 1 in `service[i]` or `status[i]` lets the code i of the wire through. */
export interface Sieve {
  service: Uint8Array;
  status: Uint8Array;
  /** Bits of the figures of which a report must be in one; 0 = any report. */
  figures: number;
  /** Whether a service that the city's files do not have (any more) passes. */
  unknownService: boolean;
}

export function sieveOf(filters: Filters, city: Pick<City, "services">): Sieve {
  const { departments, services } = filters;
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
    figures: filters.figures.reduce((bits, figure) => bits | figureBits[figure], 0),
    unknownService: departments.length === 0 && services.length === 0,
  };
}

/** Puts a value into a list or takes it out. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}
