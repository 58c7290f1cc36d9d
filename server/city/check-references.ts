import type { AlertKind } from "#contract/alerts";
import { type Calendar, ReasonUse } from "#contract/city";
import { isTimeZone } from "#domain/calendar";
import type { JsonFile, Path } from "#server/city/json-file";
import type { CityParts, List } from "#server/city/parse-parts";

/** What no schema of one entry can see: zones, languages, and the names by which the files speak of each other. */
export function checkReferences(parts: CityParts): string[] {
  return [
    ...checkCity(parts),
    ...checkCounts(parts),
    ...checkNames(parts),
    ...checkCalendars(parts.calendars),
    ...checkServices(parts),
    ...checkBrigades(parts),
    ...checkReasons(parts.reasons),
    ...checkAlerts(parts),
  ];
}

function checkCity({ city: { file, value } }: CityParts): string[] {
  if (!value) return [];
  const faults: string[] = [];
  if (!isTimeZone(value.timeZone)) {
    faults.push(file.fault(["timeZone"], `must be an IANA time zone, is "${value.timeZone}"`));
  }
  for (const [i, language] of value.languages.entries()) {
    if (!isLanguage(language)) {
      faults.push(file.fault(["languages", i], `must be a language tag such as es-MX, is "${language}"`));
    } else if (value.languages.indexOf(language) < i) {
      faults.push(file.fault(["languages", i], `must be unique, "${language}" is there already`));
    }
  }
  const [west, south, east, north] = value.bounds;
  if (west >= east || south >= north) faults.push(file.fault(["bounds"], "must be west, south, east, north"));
  return faults;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

/** What the wire can count, and what no city is without. */
function checkCounts({ departments, calendars, services, sectors, reasons, skills }: CityParts): string[] {
  const bounds: [list: List<unknown>, least: number, most: number][] = [
    [departments, 1, 255],
    [calendars, 1, 1_000],
    [services, 1, 65_535],
    [sectors, 0, 65_534],
    [reasons, 0, 254],
    [skills, 0, 1_000],
  ];
  return bounds.flatMap(([{ file, items, codes }, least, most]) => {
    if (!codes || (items.length >= least && items.length <= most)) return [];
    return [file.fault([], `must have ${least} to ${most} entries, has ${items.length}`)];
  });
}

function checkNames({ city, departments, services, reasons, skills }: CityParts): string[] {
  const languages = city.value?.languages ?? [];
  const faults: string[] = [];
  const check = (file: JsonFile, path: Path, names: Record<string, string>) => {
    const missing = languages.filter((language) => !(language in names));
    if (missing.length > 0)
      faults.push(file.fault(path, `must have ${missing.join(" and ")}, a language of the city`));
  };
  for (const [i, department] of present(departments))
    check(departments.file, departments.at(i, "name"), department.name);
  for (const [i, service] of present(services)) {
    check(services.file, services.at(i, "name"), service.name);
    check(services.file, services.at(i, "group"), service.group);
  }
  for (const [i, reason] of present(reasons)) check(reasons.file, reasons.at(i, "name"), reason.name);
  for (const [i, skill] of present(skills)) check(skills.file, skills.at(i, "name"), skill.name);
  return faults;
}

function checkCalendars(calendars: List<Calendar>): string[] {
  const faults: string[] = [];
  for (const [i, calendar] of present(calendars)) {
    if (calendar.kind !== "working") continue;
    const days = Object.entries(calendar.week);
    if (days.every(([, spans]) => spans.length === 0)) {
      faults.push(calendars.file.fault(calendars.at(i, "week"), "must be open at some time"));
    }
    for (const [day, spans] of days) {
      for (const [j, [from, to]] of spans.entries()) {
        const path = calendars.at(i, "week", day, j);
        const before = spans[j - 1]?.[1] ?? "00:00";
        if (from >= to)
          faults.push(calendars.file.fault(path, `must end after it begins, is ${from} to ${to}`));
        else if (from < before)
          faults.push(calendars.file.fault(path, `must begin after ${before}, the end of the one before`));
      }
    }
  }
  return faults;
}

function checkServices({ services, departments, calendars, brigades }: CityParts): string[] {
  const { file } = services;
  const faults: string[] = [];
  const known = [...present(brigades)].map(([, brigade]) => brigade);
  const crews = known.filter((brigade) => !brigade.retired).map((brigade) => brigade.skills);
  // A wrong entry may be the one that has the skill, and a city without brigades yet has nobody to ask.
  const crewsKnown = crews.length > 0 && known.length === brigades.items.length;
  for (const [i, { department, sla, skills, retired }] of present(services)) {
    if (departments.codes?.has(department) === false) {
      faults.push(
        file.fault(services.at(i, "department"), `must be a code of departments.json, is "${department}"`),
      );
    }
    if (calendars.codes?.has(sla.calendar) === false) {
      faults.push(
        file.fault(
          services.at(i, "sla", "calendar"),
          `must be a code of calendars.json, is "${sla.calendar}"`,
        ),
      );
    }
    if (!crewsKnown || retired) continue;
    const unknown = skills.filter((skill) => !crews.some((crew) => crew.includes(skill)));
    for (const skill of unknown) {
      faults.push(
        file.fault(
          services.at(i, "skills", skills.indexOf(skill)),
          `must be a skill that a brigade has, is "${skill}"`,
        ),
      );
    }
    if (unknown.length === 0 && !crews.some((crew) => skills.every((skill) => crew.includes(skill)))) {
      faults.push(
        file.fault(
          services.at(i, "skills"),
          `must be skills that one brigade has together, are ${skills.join(", ")}`,
        ),
      );
    }
  }
  return faults;
}

function checkBrigades({ brigades, departments }: CityParts): string[] {
  const faults: string[] = [];
  for (const [i, { department, shift }] of present(brigades)) {
    if (departments.codes?.has(department) === false) {
      faults.push(
        brigades.file.fault(
          brigades.at(i, "department"),
          `must be a code of departments.json, is "${department}"`,
        ),
      );
    }
    if (shift.days.length === 0)
      faults.push(brigades.file.fault(brigades.at(i, "shift", "days"), "must have a day"));
    if (shift.from === shift.to) {
      faults.push(
        brigades.file.fault(brigades.at(i, "shift", "to"), `must differ from the start, is ${shift.to}`),
      );
    }
  }
  return faults;
}

/** Without a reason for it, nobody could make that move. */
function checkReasons(reasons: List<{ use: ReasonUse }>): string[] {
  const uses = new Set([...present(reasons)].map(([, reason]) => reason.use));
  if (!reasons.codes || uses.size === 0 || reasons.items.includes(undefined)) return [];
  const missing = ReasonUse.options.filter((use) => !uses.has(use));
  return missing.map((use) => reasons.file.fault([], `must have at least one reason with use "${use}"`));
}

function checkAlerts({ alerts, departments, services, brigades, sectors }: CityParts): string[] {
  const faults: string[] = [];
  const known = (list: List<unknown>, name: string, code: string, ...path: Path) => {
    if (list.codes?.has(code) === false)
      faults.push(alerts.file.fault(path, `must be a code of ${name}, is "${code}"`));
  };
  for (const [i, rule] of present(alerts)) {
    for (const [field, why] of Object.entries(neverFits(rule.kind)))
      if (rule[field as "departments" | "services"].length > 0)
        faults.push(alerts.file.fault(alerts.at(i, field), `must be empty for ${rule.kind}: ${why}`));
    for (const [j, code] of rule.departments.entries())
      known(departments, "departments.json", code, ...alerts.at(i, "departments", j));
    for (const [j, code] of rule.services.entries())
      known(services, "services.json", code, ...alerts.at(i, "services", j));
    for (const [brigade, own] of Object.entries(rule.sectors ?? {})) {
      known(brigades, "brigades.json", brigade, ...alerts.at(i, "sectors", brigade));
      for (const [j, code] of own.entries())
        known(sectors, "sectors.geojson", code, ...alerts.at(i, "sectors", brigade, j));
    }
  }
  return faults;
}

/** By what a rule of a kind can never fit, and would never be heard of. */
function neverFits(kind: AlertKind): { departments?: string; services?: string } {
  if (kind === "weather") {
    const why = "a warning is everybody's";
    return { departments: why, services: why };
  }
  return kind.startsWith("brigade-") ? { services: "a brigade is its department's" } : {};
}

function* present<T>(list: List<T>): Generator<[number, T]> {
  for (const [i, item] of list.items.entries()) if (item !== undefined) yield [i, item];
}
