/**
 * The life of one private server: a child with a folder and a port of its own, waited for by trying it, and gone with its
 * folder when it is stopped or when this process ends, however it ends.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface PrivateProcess {
  /** Ends the child and removes its folder. Calling it again is harmless. */
  stop(): Promise<void>;
}

interface Orders {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Written to the child's standard input, which is then closed. */
  readonly input?: string;
  readonly account?: Account | undefined;
  /** Asks for a stop in good order; after 10 s it is killed. */
  readonly stopSignal: NodeJS.Signals;
  /** Makes it drop everything at once: for when we have ended without stopping it. */
  readonly dropSignal: NodeJS.Signals;
  /** Resolves when the server answers, rejects when it does not yet. */
  readonly answers: () => Promise<void>;
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;
const LAST_WORDS = 2_000;

/** A folder that only its owner can read, given to `account` when there is one. */
export function privateFolder(name: string, account?: Account): string {
  const folder = mkdtempSync(join(tmpdir(), `cuadrilla-${name}-`));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** The account `name` of this machine; `undefined` when there is none. */
export function findAccount(name: string): Account | undefined {
  const ask = (flag: string) =>
    Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    return undefined;
  }
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null
          ? resolve(address.port)
          : reject(new Error("the probe for a free port has no address")),
      );
    });
  });
}

/** Starts the child and waits until it answers. Throws with its last words when it ends or stays silent for 30 s. */
export async function startPrivate(orders: Orders): Promise<PrivateProcess> {
  // A process group of its own: Ctrl-C in the terminal is for us, and the child goes when we are gone.
  // Its output goes to a file, since a pipe would have to be read for as long as it lives.
  const logFile = join(orders.folder, "log");
  const log = openSync(logFile, "a");
  const child = spawn(orders.command, orders.args, {
    cwd: orders.folder,
    detached: true,
    stdio: ["pipe", log, log],
    ...(orders.account ?? {}),
  });
  closeSync(log);
  const guardian = child.pid === undefined ? undefined : guard(child.pid, orders);
  let ending: Promise<void> | undefined;
  const stop = () => {
    ending ??= end(child, guardian, orders);
    return ending;
  };
  let failure = "";
  child.on("error", (error) => {
    failure = String(error);
  });
  child.stdin?.on("error", () => {}); // It ended before it read; its last words tell why.
  child.stdin?.end(orders.input ?? "");

  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (;;) {
    const answer = await orders.answers().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (answer === undefined) break;
    const ended = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
    if (ended || performance.now() > giveUpAt) {
      const words = readFileSync(logFile, "utf8").slice(-LAST_WORDS) + failure;
      await stop();
      const fate = ended ? "ended" : `did not answer within ${START_LIMIT_MS / 1000} s (${answer})`;
      throw new Error(`${orders.command} ${fate}. Its last words:\n${words.trim()}`);
    }
    await pause(50);
  }
  // From here on it may not keep us alive by itself.
  child.unref();
  return { stop };
}

async function end(child: ChildProcess, guardian: ChildProcess | undefined, orders: Orders): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    child.ref();
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const killer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
    child.kill(orders.stopSignal);
    await gone;
    clearTimeout(killer);
  }
  // Before the folder goes: from now on the child's number may be given to a process that is not ours.
  guardian?.kill("SIGKILL");
  removeFolder(orders.folder);
}

/**
 * A shell that outlives us: its input closes when we end, even by `kill -9` or `process.exit`, and then it ends the child
 * and removes the folder. A handler of our own could do that for neither.
 */
function guard(pid: number, { dropSignal, folder }: Orders): ChildProcess {
  const script = 'read -r _; kill -s "$1" "$2"; sleep 1; rm -rf "$3"';
  const shell = spawn("sh", ["-c", script, "guard", dropSignal.slice(3), String(pid), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return shell;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
