import { describe, expect, test } from "vitest";
import { AlertRule } from "#contract/city";
import { WatchState } from "#contract/watch";
import { isLoud } from "#domain/alert";
import { ruleFor, usualAlertRules } from "#domain/alert-rules";
import { isOffSector, offSectorSince } from "#domain/off-sector";

const rule = (more: object): AlertRule =>
  AlertRule.parse({ code: "x", kind: "late", on: true, threshold: 0, quietMinutes: 0, ...more });

describe("the rule of an alert", () => {
  const rules = [
    rule({ code: "trees", services: ["tree"], threshold: 120 }),
    rule({ code: "not-parks", departments: ["parks"], on: false }),
    rule({ code: "others", threshold: 5 }),
  ];
  const found = (department: string | null, service: string | null) =>
    ruleFor(rules, "late", { department, service })?.code;

  test("is the first that fits, and one that is off keeps the others from speaking", () => {
    expect([
      found("parks", "tree"),
      found("parks", "bench"),
      found("works", "pothole"),
      found(null, null),
    ]).toEqual(["trees", undefined, "others", "others"]);
    expect(ruleFor(rules, "surge", { department: "works", service: "pothole" })).toBeUndefined();
  });

  test("is there for each kind in a city that says nothing", () => {
    expect(usualAlertRules.map((one) => AlertRule.strict().parse(one))).toEqual(usualAlertRules);
    expect(new Set(usualAlertRules.map(({ kind }) => kind)).size).toBe(7);
  });
});

test("an alert is loud until somebody acknowledges it, and again when its sleep is over", () => {
  const alert = { acknowledgedAt: null, snoozedUntil: null };
  expect(isLoud(alert, 100)).toBe(true);
  expect(isLoud({ ...alert, acknowledgedAt: 50 }, 100)).toBe(false);
  expect([99, 100].map((now) => isLoud({ ...alert, snoozedUntil: 100 }, now))).toEqual([false, true]);
});

describe("a brigade", () => {
  const there = { inside: true, since: 10, lastInside: 40, seenAt: 40, turnedAt: null };
  const state = (sectors: object, depot: object | null = null) => WatchState.parse({ sectors, depot });
  const left = (code: string, since: number, area: "sector" | "depot" = "sector") => ({ area, code, since });

  test("is off its sectors while it is in none of them, but never at its depot, nor in a city without sectors", () => {
    expect(isOffSector(state({ centro: there }), ["centro", "valle"])).toBe(false);
    expect(isOffSector(state({ centro: there }), ["valle"])).toBe(true);
    expect(isOffSector(state({}), ["valle"])).toBe(true);
    expect(isOffSector(state({}, there), ["valle"])).toBe(false);
    expect(isOffSector(state({ toString: there }), [])).toBe(false);
  });

  test("is so since it last left one of its own or its depot, or else since it came to where it is", () => {
    const of = state({ centro: there });
    expect(
      offSectorSince(of, ["valle"], [left("valle", 5), left("centro", 9), left("works-1", 7, "depot")]),
    ).toBe(7);
    expect(offSectorSince(of, ["valle"], [left("centro", 9)])).toBe(10);
    expect(offSectorSince(state({}), ["valle"], [])).toBeUndefined();
  });
});
