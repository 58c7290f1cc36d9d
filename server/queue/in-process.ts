import type { Context } from "../context.ts";
import { type Job, jobNamed, type Runner } from "./runner.ts";

/** Runs jobs on timers of this process: the embedded way. */
export async function startInProcess(ctx: Context, jobs: readonly Job[]): Promise<Runner> {
  const underWay = new Map<string, Promise<Record<string, number>>>();
  let stopped = false;

  const begin = (job: Job): Promise<Record<string, number>> => {
    const before = underWay.get(job.name) ?? Promise.resolve({});
    const run = before.catch(() => ({})).then(() => job.run(ctx));
    underWay.set(job.name, run);
    return run;
  };
  const timers = jobs.map((job) => {
    let busy = false;
    const tick = () => {
      if (busy || stopped) return;
      busy = true;
      begin(job)
        .catch((error: Error) => ctx.logger.error({ job: job.name, error: error.message }, "a job failed"))
        .finally(() => {
          busy = false;
        });
    };
    tick();
    return setInterval(tick, job.every * 1000);
  });
  return {
    async runNow(name) {
      if (stopped) throw new Error("the runner has stopped");
      return begin(jobNamed(jobs, name));
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.allSettled(underWay.values());
    },
  };
}
