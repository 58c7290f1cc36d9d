/** The guard's word on a request, and a line of the audit when it is no. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "#contract/problem";
import type { Action, Reach } from "#domain/may";
import { audit, originOf } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { type Asking, allow } from "./guard.ts";

/** Of one credential and act: more say nothing new, and the audit is never shortened. */
const lines = new RateLimiterMemory({ points: 10, duration: 600 });

/** Refuses what the guard refuses. Somebody known who reaches for what they may not is noted; of strangers there would be no end. */
export async function allowAudited(
  ctx: Pick<Context, "db" | "clock">,
  { principal }: Asking,
  address: string,
  needs: Action,
  /** Of the report that it would have been done to. */
  report?: string,
): Promise<Reach> {
  try {
    return allow(principal, needs);
  } catch (error) {
    const isForbidden = error instanceof Refusal && error.code === "forbidden";
    if (isForbidden && (await isWorthALine(`${principal.credential} ${needs}`)))
      await audit(ctx.db, {
        ...originOf({ principal, address }),
        action: needs,
        outcome: "refused",
        report,
        at: ctx.clock.now(),
      });
    throw error;
  }
}

async function isWorthALine(act: string): Promise<boolean> {
  try {
    await lines.consume(act);
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}
