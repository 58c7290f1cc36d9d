import type { z } from "zod";
import type {
  AlertRule,
  BrigadeFile,
  Calendar,
  CityFile,
  Department,
  Reason,
  Service,
  Skill,
} from "#contract/city";
import { ruleOf } from "#contract/rule";
import type { BoundaryFeature, SectorFeature } from "#server/city/geojson";
import type { JsonFile, Path } from "#server/city/json-file";
import { ruleText } from "#server/city/rule-text";

export interface One<T> {
  file: JsonFile;
  value: T | undefined;
  faults: string[];
}

export interface List<T> {
  file: JsonFile;
  /** As in the file; undefined where an entry is wrong. */
  items: (T | undefined)[];
  /** All codes, those of wrong entries too: a slip elsewhere must not make a reference look wrong. undefined: no list to look in. */
  codes: Set<string> | undefined;
  /** Path of an entry, to name its fields with. */
  at(index: number, ...more: Path): Path;
  faults: string[];
}

export interface CityParts {
  city: One<z.infer<typeof CityFile>>;
  departments: List<z.infer<typeof Department>>;
  calendars: List<Calendar>;
  services: List<Service>;
  sectors: List<z.infer<typeof SectorFeature>>;
  brigades: List<BrigadeFile>;
  reasons: List<Reason>;
  alerts: List<AlertRule>;
  skills: List<Skill>;
  boundary: One<z.infer<typeof BoundaryFeature>>;
}

export function parseOne<T>(file: JsonFile, schema: z.ZodType<T>): One<T> {
  if (file.value === undefined) return { file, value: undefined, faults: file.faults };
  const { value, faults } = parse(file, [], file.value, schema);
  return { file, value, faults };
}

/** Each entry by itself, so that one wrong entry does not hide what is wrong with the others. `under` names a member that holds the list. */
export function parseList<T>(file: JsonFile, schema: z.ZodType<T>, under?: string): List<T> {
  const prefix: Path = under ? [under] : [];
  const list: List<T> = {
    file,
    items: [],
    codes: undefined,
    at: (index, ...more) => [...prefix, index, ...more],
    faults: [...file.faults],
  };
  if (file.value === undefined) return list;
  const entries = under ? member(file.value, under) : file.value;
  if (!Array.isArray(entries)) {
    list.faults.push(file.fault(prefix, "must be a list"));
    return list;
  }
  list.codes = new Set();
  const codePath = under ? ["properties", "code"] : ["code"];
  for (const [i, entry] of entries.entries()) {
    const { value, faults } = parse(file, list.at(i), entry, schema);
    list.items.push(value);
    list.faults.push(...faults);
    const code = valueAt(entry, codePath);
    if (typeof code !== "string") continue;
    if (list.codes.has(code))
      list.faults.push(file.fault(list.at(i, ...codePath), `must be unique, "${code}" is there already`));
    list.codes.add(code);
  }
  return list;
}

function parse<T>(
  file: JsonFile,
  at: Path,
  raw: unknown,
  schema: z.ZodType<T>,
): { value: T | undefined; faults: string[] } {
  const result = schema.safeParse(raw, { error: ruleOf });
  if (result.success) return { value: result.data, faults: [] };
  const faults = result.error.issues.map((issue) => {
    const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
    return file.fault([...at, ...path], ruleText(issue, valueAt(raw, path)));
  });
  return { value: undefined, faults };
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) found = member(found, key);
  return found;
}

function member(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
