/**
 * What a schema asks of a value, as the end of a sentence that begins with the field's name: "lon: must be a number from
 * -180 to 180". Handed to zod as its error map, so that every schema's rules read alike; a message of the schema's own wins.
 */
import type { core } from "zod";

type Issue = core.$ZodRawIssue;

export function ruleOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kindOf(issue)}`;
    case "too_small":
    case "too_big":
      return isNumber(issue.origin) ? `must be ${numberOf(issue)}` : lengthOf(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_value":
      return oneOf(issue.values);
    case "invalid_format":
      return formats[issue.format] ?? `must be a valid ${issue.format.replaceAll("_", " ")}`;
    case "unrecognized_keys":
      return `must not have ${issue.keys.join(", ")}, which ${issue.keys.length > 1 ? "are" : "is"} not known here`;
    case "invalid_union":
      return issue.options ? oneOf(issue.options as readonly unknown[]) : "must have a known form";
    case "invalid_key":
      // The schema of the key says it better.
      return issue.issues[0]?.message ?? "must have a known form";
    case "invalid_element":
      return "must have a known form";
    default:
      return undefined;
  }
}

/** The same for whoever may have left the field out, which is another mistake than a wrong value. */
export function ruleOfInput(issue: Issue): string | undefined {
  const rule = ruleOf(issue);
  if (issue.input !== undefined || rule === undefined) return rule;
  // An empty or any text will do: "is needed" says all there is to say.
  return rule === `must be ${kinds.string}` ? "is needed" : `is needed, and ${rule}`;
}

const kinds: Record<string, string> = {
  string: "a text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

const formats: Record<string, string> = {
  date: "must be a date YYYY-MM-DD",
  datetime: "must be an instant with its zone, such as 2026-01-02T03:04:05Z",
  email: "must be an email address",
  url: "must be a URL",
};

function kindOf(issue: Extract<Issue, { code: "invalid_type" }>): string {
  if (isNumber(issue.expected)) return numberOf(issue);
  return kinds[issue.expected] ?? `a ${issue.expected.replaceAll("_", " ")}`;
}

function isNumber(kind: string): boolean {
  return kind === "number" || kind === "int";
}

function oneOf(values: readonly unknown[]): string {
  return `must be ${values.length > 1 ? "one of " : ""}${values.map(String).join(", ")}`;
}

/** Undefined where the schema sets no limit; `above` and `below` say that the limit itself is too little or too much. */
interface Limits {
  low?: number;
  high?: number;
  above?: boolean;
  below?: boolean;
  whole?: boolean;
}

/** "a whole number of at least 1", "a number above 0 and at most 24": all that is asked, not only what was broken. */
function numberOf(issue: Issue): string {
  const { low: least, high, above: aboveIt, below, whole } = limitsOf(issue);
  const number = whole ? "a whole number" : "a number";
  // A whole number above 0 is one from 1.
  const above = aboveIt && !whole;
  const low = least !== undefined && aboveIt && whole ? least + 1 : least;
  const most = high === undefined ? "" : below ? `less than ${high}` : `at most ${high}`;
  if (low === undefined) return most === "" ? number : `${number}${below ? " " : " of "}${most}`;
  if (high !== undefined && !above && !below) return `${number} from ${low} to ${high}`;
  return `${number} ${above ? "above" : "of at least"} ${low}${most && ` and ${most}`}`;
}

function lengthOf(issue: Extract<Issue, { code: "too_small" | "too_big" }>): string {
  const { low = 0, high } = limitsOf(issue);
  const unit = issue.origin === "string" ? "characters" : "entries";
  if (high === undefined) return low === 1 ? "must not be empty" : `must have at least ${low} ${unit}`;
  if (low === 0) return `must have at most ${high} ${unit}`;
  return low === high ? `must have ${low} ${unit}` : `must have ${low} to ${high} ${unit}`;
}

/** A broken check knows its own limit only; what else is asked of the value stands in its schema. */
function limitsOf(issue: Issue): Limits {
  const limits: Limits = {};
  if (issue.code === "too_small") limits.low = Number(issue.minimum);
  if (issue.code === "too_big") limits.high = Number(issue.maximum);
  for (const check of issue.schema?._zod.def.checks ?? []) Object.assign(limits, limitOf(check));
  return limits;
}

/** The parts of zod's own definitions of checks that set a limit. */
interface CheckDef {
  check: string;
  value?: unknown;
  inclusive?: boolean;
  minimum?: number;
  maximum?: number;
}

function limitOf(check: core.$ZodCheck): Limits {
  const def: CheckDef = check._zod.def;
  switch (def.check) {
    case "greater_than":
      return { low: Number(def.value), above: !def.inclusive };
    case "less_than":
      return { high: Number(def.value), below: !def.inclusive };
    case "min_length":
      return { low: Number(def.minimum) };
    case "max_length":
      return { high: Number(def.maximum) };
    case "number_format":
      return { whole: true };
    default:
      return {};
  }
}
