/** A city's files as rules that can be asked: deadlines, boundary, sectors. */
import { createHash } from "node:crypto";
import type { Base, City } from "#contract/city";
import { compileCalendar } from "#domain/calendar";
import { type CityCodes, cityCodes } from "#domain/report-table";
import { deadline } from "#domain/sla";
import { createLocator, pointInPolygonal } from "#geo/boundary";

/** The city's files, made ready to be asked. */
export interface CityRules {
  city: City;
  base: Base;
  codes: CityCodes;
  /** Changes whenever anything of the city does, and so whenever the lists do by whose places the wire calls things. */
  fingerprint: string;
  /** Deadline of a service's SLA when its clock starts at `startAt`; both ms. */
  dueAt(service: string, startAt: number): number;
  /** Whether the city is responsible there. */
  inside(lon: number, lat: number): boolean;
  sectorOf(lon: number, lat: number): string | null;
  /** Whether a brigade is none of the city's any more: it gets no work, and nobody speaks for it. */
  isRetired(brigade: string): boolean;
}

export function cityRules(city: City, base: Base): CityRules {
  const calendars = new Map(city.calendars.map((c) => [c.code, compileCalendar(c, city.timeZone)]));
  const services = new Map(city.services.map((s) => [s.code, s]));
  const locate = createLocator(city.sectors);
  const retired = new Set(city.brigades.flatMap(({ code, retired }) => (retired ? [code] : [])));
  return {
    city,
    base,
    codes: cityCodes(city),
    fingerprint: fingerprintOf(city),
    dueAt(code, startAt) {
      const service = services.get(code);
      const calendar = service && calendars.get(service.sla.calendar);
      if (!calendar) throw new Error(`service ${code} has no calendar`);
      return deadline(startAt, service.sla.hours, calendar);
    },
    inside: (lon, lat) => pointInPolygonal(lon, lat, city.boundary),
    sectorOf: (lon, lat) => city.sectors[locate(lon, lat)]?.code ?? null,
    isRetired: (brigade) => retired.has(brigade),
  };
}

/** Of all that the city is: names and hours too, which a page that has them must fetch anew. */
export function fingerprintOf(city: City): string {
  return createHash("sha256").update(JSON.stringify(city, inOrder)).digest("hex").slice(0, 16);
}

/** The database gives keys back in an order of its own. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
