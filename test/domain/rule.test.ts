import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseInput } from "#contract/problem";
import { ruleOf } from "#contract/rule";

const rules = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: ruleOf }).error?.issues.map(({ message }) => message);

const one = z.number();
const kind = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("a") }),
  z.object({ kind: z.literal("b") }),
]);

describe("a rule", () => {
  test.each<[string, z.ZodType, unknown]>([
    ["must be a number", one, "5"],
    ["must be a number", one, Number.NaN],
    ["must be a number from 1 to 5", one.min(1).max(5), 0],
    ["must be a number from 1 to 5", one.min(1).max(5), 6],
    ["must be a number from 1 to 5", one.min(1).max(5), "3"],
    ["must be a number of at least 1", one.min(1), 0],
    ["must be a number of at most 5", one.max(5), 6],
    ["must be a number above 0", one.positive(), 0],
    ["must be a number above 0 and at most 5", one.positive().max(5), 6],
    ["must be a number of at least 1 and less than 5", one.min(1).lt(5), 5],
    ["must be a number less than 5", one.lt(5), 5],
    ["must be a multiple of 5", one.multipleOf(5), 6],
    ["must be a whole number", one.int(), 1.5],
    ["must be a whole number from 1 to 5", one.int().positive().max(5), 1.5],
    ["must be a whole number of at least 1", one.int().min(1), 0],
    ["must be a text", z.string(), 5],
    ["must not be empty", z.string().min(1), ""],
    ["must have 2 to 5 characters", z.string().min(2).max(5), "a"],
    ["must have at most 5 characters", z.string().max(5), "abcdef"],
    ["must have 2 entries", z.array(one).min(2).max(2), [1]],
    ["must have at least 2 entries", z.array(one).min(2), [1]],
    ["must be true or false", z.boolean(), "yes"],
    ["must be one of on, off", z.enum(["on", "off"]), "maybe"],
    ["must be 1", z.literal(1), 2],
    ["must be one of a, b", kind, { kind: "c" }],
    ["must have a known form", z.union([one, z.boolean()]), "a"],
    ["must be a date YYYY-MM-DD", z.iso.date(), "today"],
    ["must be an instant with its zone, such as 2026-01-02T03:04:05Z", z.iso.datetime(), "today"],
    ["must be an email address", z.email(), "me"],
    ["must not have b, which is not known here", z.strictObject({ a: one }), { a: 1, b: 2 }],
  ])("reads: %s", (rule, schema, value) => {
    expect(rules(schema, value)).toEqual([rule]);
  });

  test("of the schema's own words stands as it is", () => {
    expect(rules(z.string().regex(/^a/, "must begin with a"), "b")).toEqual(["must begin with a"]);
    expect(
      rules(
        one.min(1).refine((n) => n % 2 === 0, "must be even"),
        3,
      ),
    ).toEqual(["must be even"]);
  });

  test("of a field that is not there begins with its being needed", () => {
    const schema = z.object({ name: z.string(), size: one.min(1) });
    expect(() => parseInput(schema, { size: 1 }, "body")).toThrow(/^name: is needed$/);
    expect(() => parseInput(schema, { name: "a" }, "body")).toThrow(
      /^size: is needed, and must be a number of at least 1$/,
    );
  });
});
