/** The city as it would be with a part changed, or the refusal that says why it cannot be. */
import type { CityPartName } from "#contract/administration";
import type { City } from "#contract/city";
import { Refusal } from "#contract/problem";
import { type ChangedPart, settingNames, withParts } from "./changed-parts.ts";
import { type CityJson, type MadeCity, makeCity } from "./make-city.ts";

const MOST_TOLD = 20;

type Fault = { field: string; rule: string };

/** `content` null: as in the file. Refuses `invalid-input`, naming fields as `npm run city -- check` does. */
export function cityWith(
  files: CityJson,
  parts: readonly ChangedPart[],
  part: CityPartName,
  content: unknown,
): MadeCity {
  const others = parts.filter((other) => other.part !== part);
  refuse(formFaults(part, content));
  const made = makeCity(withParts(files, [...others, { part, content }]));
  if ("faults" in made) throw refusalOf(made.faults.map(asFault));
  if (content !== null && (part === "services" || part === "brigades")) {
    const before = makeCity(withParts(files, parts));
    if ("city" in before) refuse(lostCodes(part, before.city, made.city));
  }
  return made;
}

/** What no schema of the files can say, because there the rest of `city.json` stands beside it. */
function formFaults(part: CityPartName, content: unknown): Fault[] {
  if (part !== "settings" || content === null) return [];
  if (typeof content !== "object" || Array.isArray(content))
    return [{ field: "settings", rule: "must be an object" }];
  return Object.keys(content)
    .filter((name) => !(settingNames as string[]).includes(name))
    .map((name) => ({ field: name, rule: `must be one of ${settingNames.join(", ")} to be changed here` }));
}

/** Reports name services and brigades by code: one that is not wanted any more is retired, and keeps its name. */
function lostCodes(part: "services" | "brigades", before: City, after: City): Fault[] {
  const kept = new Set(after[part].map(({ code }) => code));
  return before[part]
    .filter(({ code }) => !kept.has(code))
    .map(({ code }) => ({
      field: part,
      rule: `must have the code "${code}" still; what is not wanted any more is retired`,
    }));
}

/** "services[3].sla.hours: must be more than 0, is -1" */
function asFault(line: string): Fault {
  const at = line.indexOf(": ");
  return { field: line.slice(0, at), rule: line.slice(at + 2) };
}

function refuse(faults: Fault[]): void {
  if (faults.length > 0) throw refusalOf(faults);
}

function refusalOf(faults: Fault[]): Refusal {
  const [first = { field: "content", rule: "is not valid" }] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return new Refusal("invalid-input", `${first.field}: ${first.rule}${more}`, {
    errors: faults.slice(0, MOST_TOLD),
  });
}
