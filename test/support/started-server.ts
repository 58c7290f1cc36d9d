/** `bin/start.ts` as its own process: what it says, how it ends, and the address at which it is reached. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freePort } from "./private-process.ts";
import { root } from "./test-database.ts";

/** Longer than anything takes here; it only ends a wait that would hang. */
const LIMIT_MS = 200_000;

export class StartedServer {
  readonly lines: string[] = [];
  readonly port: number;
  /** Exit code or signal, with all that was said on standard error. */
  readonly ended: Promise<{ how: number | string | null; errors: string }>;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();
  private errors = "";
  private over = false;

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    if (!child.stdout || !child.stderr) throw new Error("the server was started without pipes");
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      this.lines.push(line.replace(/^ *[\d.]+ s {2}/, ""));
      this.changed();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
    this.ended = once(child, "close").then(([code, signal]: (number | string | null)[]) => {
      this.over = true;
      this.changed();
      return { how: signal ?? code ?? null, errors: this.errors };
    });
  }

  /** Nothing of our own environment but what a program needs to run goes along. */
  static async start(env: Record<string, string>): Promise<StartedServer> {
    const port = Number(env.PORT ?? (await freePort()));
    const { PATH = "", HOME = "", TMPDIR } = process.env;
    const child = spawn(process.execPath, ["--import", "tsx", "bin/start.ts"], {
      cwd: root,
      env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), PORT: String(port), OSMAND_PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new StartedServer(child, port);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves with the first line that has been or will be said and fits; rejects when the process ends before. */
  async said(pattern: RegExp): Promise<string> {
    const find = () => this.lines.find((line) => pattern.test(line));
    await this.until(() => find() !== undefined, `a line like ${pattern}`);
    return find() ?? "";
  }

  /** Resolves when the city is served and the page is built. */
  async ready(): Promise<this> {
    await this.said(/: http:\/\//);
    return this;
  }

  /** Resolves when `holds` does, looked at after each line and every few milliseconds. */
  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    const ticks = setInterval(() => this.changed(), 5);
    let limit: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (why: string) =>
          reject(new Error(`${why} ${what}; it said:\n${this.lines.join("\n")}\n${this.errors}`));
        limit = setTimeout(() => fail(`waited ${LIMIT_MS / 1000} s for`), LIMIT_MS);
        const look = () => {
          if (holds()) resolve();
          else if (this.over) fail("the server ended before");
        };
        this.waiting.add(look);
      });
    } finally {
      clearInterval(ticks);
      clearTimeout(limit);
      this.waiting.clear();
    }
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { signal: AbortSignal.timeout(30_000), ...init });
  }

  async json(path: string): Promise<Record<string, unknown>> {
    return (await (await this.fetch(path)).json()) as Record<string, unknown>;
  }

  signal(name: NodeJS.Signals): typeof this.ended {
    this.child.kill(name);
    return this.ended;
  }

  private changed(): void {
    for (const look of [...this.waiting]) look();
  }
}
