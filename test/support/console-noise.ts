/**
 * Set up before every test file: a warning or an error on the console that no test asked for fails the test in which it
 * appeared. Noise that everybody has learnt to ignore hides the line that mattered.
 */
import { format } from "node:util";
import { afterAll, afterEach, beforeEach } from "vitest";

const METHODS = ["error", "warn"] as const;

let allowed: RegExp[] = [];
let noise: string[] = [];

/** Says that this test expects console lines like `pattern`; without one, any line. Forgotten when the test ends. */
export function allowConsole(pattern: RegExp = /(?:)/): void {
  allowed.push(pattern);
}

for (const method of METHODS) {
  console[method] = (...args: unknown[]) => {
    noise.push(`console.${method}: ${format(...args)}`);
  };
}

function complain(where: string): void {
  const unexpected = noise.filter((line) => !allowed.some((pattern) => pattern.test(line)));
  allowed = [];
  noise = [];
  if (unexpected.length > 0)
    throw new Error(
      `unexpected on the console ${where}; allowConsole(/…/) would permit it:\n${unexpected.join("\n")}`,
    );
}

beforeEach(() => complain("before this test"));
afterEach(() => complain("during this test"));
afterAll(() => complain("after the last test"));
