/** Jobs and who runs them. A job is a plain function that may run twice or too late without harm. */
import type { Context } from "../context.ts";

/** Why jobs cannot be run; the message is one line for the person who started the program. */
export class QueueError extends Error {}

export interface Job {
  name: string;
  /** Seconds between two runs; the first is at the start. */
  every: number;
  /** One sweep; gives back what it did, for the log. */
  run(ctx: Context): Promise<Record<string, number>>;
}

export interface Runner {
  /** Runs a job now, besides its schedule. Resolves when this run has ended; rejects when the runner stops before that. */
  runNow(name: string): Promise<Record<string, number>>;
  /** Resolves when runs under way have ended and no other will begin. */
  stop(): Promise<void>;
}

/**
 * Never two runs of one job at a time in a process; with BullMQ two processes may meet on one, which jobs bear.
 * A run that fails is logged, and the next comes as planned.
 */
export type StartRunner = (ctx: Context, jobs: readonly Job[]) => Promise<Runner>;

export function jobNamed(jobs: readonly Job[], name: string): Job {
  const job = jobs.find((candidate) => candidate.name === name);
  if (!job) throw new Error(`there is no job ${name}; there are ${jobs.map((j) => j.name).join(", ")}`);
  return job;
}
