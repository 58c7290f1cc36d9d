import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

/** Longer than any step may take; it only ends a step that hangs. */
const LIMIT_MS = 15 * 60_000;

let current: ChildProcess | undefined;
let interruption: NodeJS.Signals | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    interruption = signal;
    current?.kill(signal);
  });

/**
 * Runs a program of Node with our output and an empty input. Returns how it ended: "0", another exit code, or the name
 * of the signal that ended it. When we are interrupted, it is too, and once it is gone so are we.
 */
export async function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
    timeout: LIMIT_MS,
  });
  current = child;
  const end = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(String(signal ?? code)));
  });
  current = undefined;
  if (interruption !== undefined) process.exit(128 + constants.signals[interruption]);
  return end;
}
