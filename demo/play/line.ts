/** The telephone line to the server: after a failure it is left alone for a while, and both are said once. */
import type { Log, Reply } from "#demo/play/api";

const FIRST_QUIET = 1_000;
const LONGEST_QUIET = 30_000;
/** Refusals of one kind are told so often; more of them say nothing new. */
const TOLD = 3;

export interface Counts {
  done: number;
  /** Refused because the report had got another version meanwhile. */
  stale: number;
  refused: number;
  away: number;
}

export interface Line {
  /** Asks, unless the server was away a moment ago: then the answer is `away` at once. */
  call<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>>;
  /** Whether the last call was answered. */
  open(): boolean;
  counts(): Counts;
}

/** Nothing is said of calls that `signal` has ended. */
export function createLine(now: () => number, log: Log, signal: AbortSignal): Line {
  let quiet = 0;
  let quietUntil = 0;
  const counts: Counts = { done: 0, stale: 0, refused: 0, away: 0 };
  const told = new Map<string, number>();

  const failed = (detail: string) => {
    if (signal.aborted) return;
    counts.away++;
    // Of several calls that fail together the first has already said so and set the time.
    if (now() < quietUntil) return;
    if (quiet === 0) log.warn({ detail }, "demo: the server does not answer; trying again");
    quiet = Math.min(LONGEST_QUIET, quiet * 2 || FIRST_QUIET);
    quietUntil = now() + quiet;
  };
  const answered = () => {
    if (quiet > 0) log.info({}, "demo: the server answers again");
    quiet = 0;
    quietUntil = 0;
  };

  return {
    open: () => quiet === 0,
    counts: () => ({ ...counts }),
    async call(ask) {
      if (now() < quietUntil) return { kind: "away", detail: "waiting before the next try" };
      const reply = await ask();
      if (reply.kind === "away") {
        failed(reply.detail);
        return reply;
      }
      answered();
      const stale = reply.kind === "refused" && reply.code === "stale-version";
      counts[stale ? "stale" : reply.kind]++;
      if (reply.kind === "refused" && !stale) {
        const times = (told.get(reply.code) ?? 0) + 1;
        told.set(reply.code, times);
        if (times <= TOLD) log.warn({ code: reply.code, detail: reply.detail }, "demo: refused");
      }
      return reply;
    },
  };
}
