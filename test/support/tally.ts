/** What a run of Vitest amounts to, counted from its JSON report so that nothing that went wrong counts as nothing. */
import { relative } from "node:path";
import { z } from "zod";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
  /** Failures that no single test stands for, one line each; they are counted in `failed`. */
  readonly notes: readonly string[];
}

export interface Skip {
  /** File and full name of the test. */
  readonly test: string;
  /** It waits for data files that are no part of the repository: no fault of this machine. */
  readonly excused: boolean;
}

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), tags: z.array(z.string()) }),
      ),
    }),
  ),
});

interface Run {
  /** The parsed JSON report; `undefined` when Vitest wrote none. */
  readonly report: unknown;
  /** The test files that had to run, from the root of the repository. */
  readonly files: readonly string[];
  readonly root: string;
  /** How the process ended: 0, or anything else. */
  readonly exit: string;
}

/** Counts a run. Throws when the report is there but has not the shape that Vitest 4 gives it. */
export function tally(run: Run): Tally {
  if (run.report === undefined) {
    const note = `Vitest ended with ${run.exit} and wrote no report`;
    return { passed: 0, failed: 1, skipped: [], notes: [note] };
  }
  const results = Report.parse(run.report).testResults;
  let passed = 0;
  let failedTests = 0;
  const skipped: Skip[] = [];
  const notes: string[] = [];
  const seen = new Set<string>();

  for (const file of results) {
    const path = relative(run.root, file.name).replaceAll("\\", "/");
    seen.add(path);
    let failedHere = 0;
    for (const test of file.assertionResults) {
      const name = `${path}: ${test.fullName.trim()}`;
      if (test.status === "passed") passed += 1;
      else if (test.status === "skipped" || test.status === "todo")
        skipped.push({ test: name, excused: test.tags.includes("shared-data") });
      else if (test.status === "failed") failedHere += 1;
      else notes.push(`${name}: never finished`);
    }
    failedTests += failedHere;
    // A file can fail without a failed test: it did not load, or a hook after its last test threw.
    if (file.status !== "passed" && failedHere === 0) notes.push(`${path}: ${file.message || "failed"}`);
    else if (file.assertionResults.length === 0) notes.push(`${path}: has no test`);
  }
  for (const path of run.files) if (!seen.has(path)) notes.push(`${path}: was not run`);
  // An error outside every test, a setup that threw, a worker that died: Vitest says so only by how it ends.
  if (run.exit !== "0" && failedTests + notes.length === 0)
    notes.push(`Vitest ended with ${run.exit} although no test failed`);
  return { passed, failed: failedTests + notes.length, skipped, notes };
}
