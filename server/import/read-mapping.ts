import { basename, dirname } from "node:path";
import type { z } from "zod";
import type { City } from "#contract/city";
import { type JsonFile, readJsonFile } from "../city/json-file.ts";
import { parseOne } from "../city/parse-parts.ts";
import { compileDates } from "./dates.ts";
import { ImportError } from "./import-error.ts";
import { BY_CLOSING_DATE, type Lookup, openStates, PositionMapping, ReportMapping } from "./mapping.ts";
import { compileSystem } from "./systems.ts";

/** Reads a mapping for this city. Throws ImportError with one line, "file:line field: rule", for everything wrong. */
export async function readMapping(path: string, kind: "reports", city: City): Promise<ReportMapping>;
export async function readMapping(path: string, kind: "positions", city: City): Promise<PositionMapping>;
export async function readMapping(
  path: string,
  kind: "reports" | "positions",
  city: City,
): Promise<ReportMapping | PositionMapping> {
  const file = await readJsonFile(dirname(path), basename(path));
  if (kind === "reports") return parse(file, ReportMapping, (mapping) => reportFaults(file, mapping, city));
  return parse(file, PositionMapping, (mapping) => positionFaults(file, mapping, city));
}

function parse<T>(file: JsonFile, schema: z.ZodType<T>, faultsOf: (mapping: T) => string[]): T {
  const { value, faults } = parseOne(file, schema);
  const all = value === undefined ? faults : faultsOf(value);
  if (all.length > 0) throw new ImportError(all.join("\n"));
  if (value === undefined) throw new Error("a mapping without faults must have a value");
  return value;
}

function reportFaults(file: JsonFile, mapping: ReportMapping, city: City): string[] {
  const services = {
    codes: new Set(city.services.map((service) => service.code)),
    what: `service of ${city.name}`,
  };
  const closing = city.reasons.filter((reason) => reason.use !== "late" && reason.use !== "reopen");
  const reasons = {
    codes: new Set(closing.map((reason) => reason.code)),
    what: `closing reason of ${city.name}`,
  };
  const states = new Set([...openStates, ...reasons.codes]);
  return [
    ...sharedFaults(file, mapping),
    ...lookupFaults(file, "service", mapping.service, services),
    ...lookupFaults(file, "closing", mapping.closing, reasons),
    ...lookupFaults(
      file,
      "status",
      mapping.status,
      { codes: states, what: `state: ${openStates.join(", ")} or a ${reasons.what}` },
      [BY_CLOSING_DATE],
    ),
    ...(mapping.status === undefined && mapping.closedAt === undefined
      ? [file.fault(["closedAt"], "must be there when there is no status: nothing else tells what is closed")]
      : []),
  ];
}

function positionFaults(file: JsonFile, mapping: PositionMapping, city: City): string[] {
  const faults = sharedFaults(file, mapping);
  if (mapping.department !== undefined && !city.departments.some(({ code }) => code === mapping.department))
    faults.push(
      file.fault(["department"], `must be a department of ${city.name}, is "${mapping.department}"`),
    );
  return faults;
}

function sharedFaults(file: JsonFile, mapping: ReportMapping | PositionMapping): string[] {
  const faults: string[] = [];
  const { srid, proj } = mapping.place;
  tryOut(
    () => compileDates(mapping.dates, "UTC"),
    (rule) => faults.push(file.fault(["dates"], rule)),
  );
  if (srid !== undefined)
    tryOut(
      () => compileSystem({ srid }),
      (rule) => faults.push(file.fault(["place", "srid"], rule)),
    );
  if (proj !== undefined)
    tryOut(
      () => compileSystem({ proj }),
      (rule) => faults.push(file.fault(["place", "proj"], rule)),
    );
  return faults;
}

function tryOut(work: () => unknown, onFault: (rule: string) => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    onFault(error.message);
  }
}

function lookupFaults(
  file: JsonFile,
  field: string,
  lookup: Lookup | undefined,
  known: { codes: Set<string>; what: string },
  alsoOtherwise: string[] = [],
): string[] {
  if (!lookup) return [];
  const wrong = (code: string) => `must be a ${known.what}, is "${code}"`;
  const faults = Object.entries(lookup.values)
    .filter(([, code]) => !known.codes.has(code))
    .map(([value, code]) => file.fault([field, "values", value], wrong(code)));
  const { otherwise } = lookup;
  if (otherwise !== undefined && !known.codes.has(otherwise) && !alsoOtherwise.includes(otherwise))
    faults.push(file.fault([field, "otherwise"], wrong(otherwise)));
  return faults;
}
