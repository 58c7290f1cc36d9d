import type { core } from "zod";

type Issue = core.$ZodIssue;

/** What a zod issue says, as a rule that follows a field's name: "must be at least 1, is 0". */
export function ruleText(issue: Issue, value: unknown): string {
  const rule = ruleOf(issue);
  return value === undefined && issue.code === "invalid_type" ? `${rule}, is missing` : `${rule}${is(value)}`;
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${A_KIND[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `must ${bound(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum)}`;
    case "too_big":
      return `must ${bound(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum)}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "unrecognized_keys":
      return `must not have ${issue.keys.join(", ")}`;
    case "invalid_union":
      // Where a union has a discriminator zod tells its values, though not in its type.
      return "options" in issue && Array.isArray(issue.options)
        ? `must be one of ${issue.options.map(String).join(", ")}`
        : "must have a known form";
    case "invalid_format":
      if (issue.format === "date") return "must be a date YYYY-MM-DD";
      return issue.message.startsWith("must ") ? issue.message : `must be a valid ${issue.format}`;
    default:
      return issue.message;
  }
}

const A_KIND: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

function bound(origin: string, how: string, limit: number | bigint): string {
  if (origin === "string") return `have ${how} ${limit} letters`;
  if (origin === "array" || origin === "set") return `have ${how} ${limit} entries`;
  return `be ${how} ${limit}`;
}

function is(value: unknown): string {
  if (typeof value === "string")
    return `, is ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === "number" || typeof value === "boolean" || value === null) return `, is ${value}`;
  if (Array.isArray(value)) return `, has ${value.length}`;
  return "";
}
