/**
 * `npm test`: everything that this machine can run, in the order in which a failure is cheapest to find. Ends with what was
 * left out and why, and a last line over all runners: "N passed, N failed".
 *
 *   --all          whatever is left out, and every skipped test but those that wait for shared data, is a failure
 *   --only PART    unit, embedded, postgres or browser: that part alone, without the checks
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { belongsTo, isTestFile, type Project } from "./support/projects.ts";
import { runNode } from "./support/run-command.ts";
import { findChromium, findServices } from "./support/services.ts";
import { type Skip, tally } from "./support/tally.ts";

const PARTS = ["unit", "embedded", "postgres", "browser"] as const;
type Part = (typeof PARTS)[number];

const root = fileURLToPath(new URL("../", import.meta.url));
const { all, only } = readOptions();
const folder = mkdtempSync(join(tmpdir(), "cuadrilla-test-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

let passed = 0;
let failed = 0;
const skipped: Skip[] = [];
const failures: string[] = [];
const leftOut: string[] = [];

process.chdir(root);
if (only === undefined) {
  await check("biome", ["node_modules/@biomejs/biome/bin/biome", "check", "."]);
  await check("tsc", ["node_modules/typescript/bin/tsc", "--noEmit"]);
}
if (wanted("unit")) await vitest(["house", "unit"]);
if (wanted("embedded")) await vitest(["integration-embedded"]);
if (wanted("postgres")) {
  const { missing } = findServices();
  if (missing === undefined) await vitest(["integration-postgres"]);
  else leftOut.push(`integration-postgres: not on this machine: ${missing}`);
}
if (wanted("browser")) {
  const { found, missing } = findChromium();
  if (missing !== undefined) leftOut.push(`browser: not on this machine: ${missing}`);
  else {
    if (existsSync("vite.config.ts")) await check("client build", ["node_modules/vite/bin/vite.js", "build"]);
    await vitest(["browser"], { CHROMIUM_PATH: found });
  }
}
conclude();

function wanted(part: Part): boolean {
  return only === undefined || only === part;
}

/** A check is one test: it holds or it does not. */
async function check(name: string, command: string[]): Promise<void> {
  heading(name);
  const exit = await runNode(command);
  if (exit === "0") passed += 1;
  else fail(`${name}: ended with ${exit}`);
}

async function vitest(projects: Project[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const testFiles = readdirSync("test", { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.replaceAll("\\", "/")}`)
    .filter(isTestFile);
  const files = testFiles.filter((path) => projects.some((project) => belongsTo(project, path)));
  for (const project of projects)
    if (!files.some((path) => belongsTo(project, path))) leftOut.push(`${project}: it has no test files yet`);
  if (files.length === 0) return;

  heading(projects.join(", "));
  const reportFile = join(folder, `${projects.join("-")}.json`);
  const exit = await runNode(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      ...projects.map((project) => `--project=${project}`),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
    ],
    env,
  );
  const report: unknown = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, "utf8")) : undefined;
  const counted = tally({ report, files, root, exit });
  passed += counted.passed;
  failed += counted.failed;
  skipped.push(...counted.skipped);
  failures.push(...counted.notes);
}

function fail(line: string): void {
  failed += 1;
  failures.push(line);
}

function heading(text: string): void {
  console.log(`\n── ${text} ${"─".repeat(Math.max(3, 76 - text.length))}`);
}

function conclude(): void {
  heading("all together");
  const held = skipped.filter((skip) => all && !skip.excused);
  const pardoned = skipped.filter((skip) => !held.includes(skip));
  if (all) {
    for (const line of leftOut) fail(`${line} (--all)`);
    for (const skip of held) fail(`${skip.test}: skipped (--all)`);
  } else list("Left out", leftOut);
  list(
    "Skipped",
    pardoned.map(({ test, excused }) => (excused ? `${test} (waits for shared data files)` : test)),
  );
  list("Failed outside a test", failures);
  const skips = pardoned.length === 0 ? "" : `, ${pardoned.length} skipped`;
  console.log(`${passed} passed, ${failed} failed${skips}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function list(title: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log(`${title}:\n${lines.map((line) => `  - ${line}\n`).join("")}`);
}

function readOptions(): { all: boolean; only: Part | undefined } {
  try {
    const { values } = parseArgs({ options: { all: { type: "boolean" }, only: { type: "string" } } });
    const only = PARTS.find((part) => part === values.only);
    if (values.only !== undefined && only === undefined) throw new Error(`--only takes ${PARTS.join(", ")}`);
    if (values.all && only !== undefined) throw new Error("--all and --only contradict each other");
    return { all: values.all ?? false, only };
  } catch (error) {
    console.error(`npm test: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
}
