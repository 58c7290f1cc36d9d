/** Makes a city of what its files hold, or says all that is wrong with them. */
import {
  AlertRule,
  Base,
  BrigadeFile,
  Calendar,
  type City,
  CityFile,
  Department,
  Reason,
  Service,
  Skill,
} from "#contract/city";
import { checkAreas } from "#server/city/check-areas";
import { checkReferences } from "#server/city/check-references";
import { BoundaryFeature, SectorFeature } from "#server/city/geojson";
import type { JsonFile } from "#server/city/json-file";
import { type CityParts, type List, parseList, parseOne } from "#server/city/parse-parts";

/** In the order in which faults are told. */
export const fileNames = [
  "city.json",
  "departments.json",
  "calendars.json",
  "services.json",
  "sectors.geojson",
  "brigades.json",
  "reasons.json",
  "alerts.json",
  "skills.json",
  "boundary.geojson",
  "base.geojson",
] as const;
export type FileName = (typeof fileNames)[number];
export type CityJson = Readonly<Record<FileName, JsonFile>>;

export interface MadeCity {
  city: City;
  base: Base;
}

/** Faults are in the order of files and lines. */
export function makeCity(files: CityJson): MadeCity | { faults: string[] } {
  const parts: CityParts = {
    city: parseOne(files["city.json"], CityFile),
    departments: parseList(files["departments.json"], Department.strict()),
    calendars: parseList(files["calendars.json"], Calendar),
    services: parseList(files["services.json"], Service.strict()),
    sectors: parseList(files["sectors.geojson"], SectorFeature, "features"),
    brigades: parseList(files["brigades.json"], BrigadeFile.strict()),
    reasons: parseList(files["reasons.json"], Reason.strict()),
    alerts: parseList(files["alerts.json"], AlertRule.strict()),
    skills: parseList(files["skills.json"], Skill.strict()),
    boundary: parseOne(files["boundary.geojson"], BoundaryFeature),
  };
  const base = parseOne(files["base.geojson"], Base);
  const faults = [...Object.values(parts).flatMap((part) => part.faults), ...base.faults];
  faults.push(...checkReferences(parts), ...checkAreas(parts));
  if (faults.length > 0) return { faults: inFileOrder(faults, Object.values(files)) };
  const city = assemble(parts);
  if (!city || !base.value) throw new Error("a city without faults must have all of its parts");
  return { city, base: base.value };
}

function assemble(parts: CityParts): City | undefined {
  const { value: head } = parts.city;
  const boundary = parts.boundary.value?.geometry;
  if (!head || !boundary) return undefined;
  return {
    ...head,
    departments: present(parts.departments),
    calendars: present(parts.calendars),
    services: present(parts.services),
    sectors: present(parts.sectors).map(({ properties, geometry }) => ({ ...properties, geometry })),
    brigades: present(parts.brigades),
    reasons: present(parts.reasons),
    alerts: present(parts.alerts),
    skills: present(parts.skills),
    boundary,
  };
}

function present<T>(list: List<T>): T[] {
  return list.items.filter((item) => item !== undefined);
}

function inFileOrder(faults: string[], files: JsonFile[]): string[] {
  const rank = (fault: string) => files.findIndex((file) => fault.startsWith(`${file.shownAs}:`));
  const line = (fault: string) => Number(/:(\d+) /.exec(fault)?.[1] ?? 0);
  return faults.sort((a, b) => rank(a) - rank(b) || line(a) - line(b));
}
