import { expect, test } from "vitest";
import { roles } from "#contract/actor";
import { type Action, may } from "#domain/may";

/** Written out a second time on purpose: a permission that is changed by accident shows here. */
const table: Record<Action, string> = {
  "city.read": "anonymous citizen brigade operator device system",
  "report.create": "anonymous citizen operator system",
  "report.move": "brigade operator system",
  "report.open": "operator system",
  "live.subscribe": "anonymous operator system",
  "position.send": "operator device system",
  "position.see": "operator system",
  "position.history": "operator system",
  "demo.control": "operator",
};

test.each(Object.entries(table) as [Action, string][])("%s is for: %s", (action, allowed) => {
  expect(roles.filter((role) => may(role, action)).join(" ")).toBe(allowed);
});

test("who is not known may do nothing to a report that exists, and open none", () => {
  for (const action of [
    "report.move",
    "report.open",
    "position.send",
    "position.see",
    "position.history",
    "demo.control",
  ] as const)
    expect(may("anonymous", action)).toBe(false);
});
