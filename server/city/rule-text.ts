import type { core } from "zod";

/** What a zod issue says, as a rule that follows a field's name, and what is there: "must be at least 1, is 0". */
export function ruleText({ message, code }: core.$ZodIssue, value: unknown): string {
  return value === undefined && code === "invalid_type" ? `${message}, is missing` : `${message}${is(value)}`;
}

function is(value: unknown): string {
  if (typeof value === "string")
    return `, is ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === "number" || typeof value === "boolean" || value === null) return `, is ${value}`;
  if (Array.isArray(value)) return `, has ${value.length}`;
  return "";
}
