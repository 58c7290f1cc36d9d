/** A process of a benchmark's own, asked by name and answered when it is done: what is measured must not share our processor time. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a child can be asked; each with what the question brings. */
export type Tasks = Record<string, (given: never) => unknown>;

interface Answer {
  question: number;
  result?: unknown;
  error?: string;
}

export class Child<T extends Tasks> implements AsyncDisposable {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<
    number,
    { resolve(result: unknown): void; reject(error: Error): void }
  >();
  private asked = 0;

  /** `file`: beside the caller, as `import.meta.resolve` gives it. It calls `answerAsked`. */
  constructor(file: string, env: NodeJS.ProcessEnv = {}) {
    this.process = fork(fileURLToPath(file), {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...env },
      serialization: "advanced",
    });
    this.process.on("message", (answer: Answer) => {
      const { resolve, reject } = this.waiting.get(answer.question) ?? {};
      this.waiting.delete(answer.question);
      if (answer.error === undefined) resolve?.(answer.result);
      else reject?.(new Error(answer.error));
    });
    this.process.on("exit", (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  ask<Name extends keyof T & string>(
    name: Name,
    given: Parameters<T[Name]>[0],
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    const question = this.asked++;
    this.process.send({ question, name, given });
    return new Promise((resolve, reject) => {
      // The child's answer is what its task of this name gave.
      this.waiting.set(question, { resolve: resolve as (result: unknown) => void, reject });
    });
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.disconnect();
    await ended;
  }
}

/** The child's side. `stop` is called when the parent has no more questions; then the process ends. */
export function answerAsked(tasks: Tasks, stop: () => Promise<void> = async () => {}): void {
  process.on(
    "message",
    async ({ question, name, given }: { question: number; name: string; given: never }) => {
      try {
        process.send?.({ question, result: await tasks[name]?.(given) });
      } catch (error) {
        process.send?.({ question, error: error instanceof Error ? error.message : String(error) });
      }
    },
  );
  process.once("disconnect", () => void stop().finally(() => process.exit(0)));
}

/** Processor time of this process since it began, s. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
