import { describe, expect, test } from "vitest";
import { tally } from "./tally.ts";

const ran = (status: string, tests: [name: string, status: string, ...tags: string[]][], message = "") => ({
  testResults: [
    {
      name: "/repo/test/geo/a.test.ts",
      status,
      message,
      assertionResults: tests.map(([fullName, state, ...tags]) => ({ fullName, status: state, tags })),
    },
  ],
});
const count = (report: unknown, exit = "0", files = ["test/geo/a.test.ts"]) =>
  tally({ report, exit, files, root: "/repo" });

describe("the count of a test run", () => {
  test("passes, failures and skips are counted one by one", () => {
    const report = ran("failed", [
      ["a", "passed"],
      ["b", "failed"],
      ["c", "skipped"],
      ["d", "todo"],
      ["e", "skipped", "shared-data"],
    ]);
    expect(count(report, "1")).toEqual({
      passed: 1,
      failed: 1,
      skipped: [
        { test: "test/geo/a.test.ts: c", excused: false },
        { test: "test/geo/a.test.ts: d", excused: false },
        { test: "test/geo/a.test.ts: e", excused: true },
      ],
      notes: [],
    });
  });

  test.each([
    [
      "a file that fails without a failed test",
      ran("failed", [["a", "passed"]], "left open: 1 × Pipe"),
      "left open",
    ],
    ["a test that never finished", ran("passed", [["a", "pending"]]), "a: never finished"],
    ["a file without a test", ran("passed", []), "has no test"],
    ["a file that was not run", { testResults: [] }, "test/geo/a.test.ts: was not run"],
    ["an unhappy end although every test passed", ran("passed", [["a", "passed"]]), "ended with 1"],
    ["no report", undefined, "wrote no report"],
  ])("%s is one failure and is told", (_what, report, told) => {
    const { failed, notes } = count(report, "1");
    expect(failed).toBe(1);
    expect(notes).toEqual([expect.stringContaining(told)]);
  });

  test("a report of another shape is an error, not an empty count", () => {
    expect(() => count({ tests: 3 })).toThrow();
  });
});
