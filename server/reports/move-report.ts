import type { Actor } from "#contract/actor";
import type { CommandAnswer, MoveCommand, MoveName } from "#contract/commands";
import { Refusal, wrongField } from "#contract/problem";
import { numberOfFolio } from "#domain/folio";
import type { Action, Reach } from "#domain/may";
import { decideMove } from "#domain/report";
import type { Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { keyed } from "./create-report.ts";
import { isWithinReach } from "./within-reach.ts";

/** Who moves it, and whose reports they may move. */
export interface Mover {
  actor: Actor;
  reach: Reach;
  /** Where they do it from, for the audit. */
  origin?: Omit<Origin, "actor">;
}

/** What somebody must be allowed to do who moves a report so. */
export const actionOfMove: Record<MoveName, Action> = {
  "assign-report": "report.assign",
  "start-travel": "report.work",
  "start-work": "report.work",
  "close-report": "report.close",
  "reopen-report": "report.reopen",
};

/**
 * Moves a report on by one of the commands of the table in `domain/report.ts`. Resolves when it is committed. Refuses
 * `not-found` (also for a report beyond the mover's reach), `stale-version` (with the current state) and whatever the move's own rule refuses.
 */
export async function moveReport(
  ctx: Pick<Context, "db" | "rules" | "lane" | "clock" | "brigades">,
  { actor, reach, origin }: Mover,
  command: MoveCommand,
  idempotencyKey?: string,
): Promise<CommandAnswer> {
  if (numberOfFolio(command.folio) === undefined) {
    const rule = "must be a folio: it has a wrong check character";
    throw wrongField("folio", rule);
  }
  if (command.name === "close-report" && command.duplicateOf !== undefined)
    await mustExist(ctx, command.duplicateOf);
  return ctx.lane.submit({
    actor,
    idempotency: idempotencyKey === undefined ? undefined : keyed(idempotencyKey, command),
    folio: command.folio,
    audit: origin && { action: actionOfMove[command.name], origin },
    decide({ report }) {
      if (!report) throw new Error("the lane gave no report to a command on one");
      if (!isWithinReach(ctx, reach, report))
        throw new Refusal("not-found", `folio: there is no report ${command.folio} among yours`);
      const draft = decideMove(report, command, {
        now: ctx.clock.now(),
        city: ctx.rules.city,
        brigadeId: (code) => ctx.brigades.get(code)?.id,
        dueAt: ctx.rules.dueAt,
      });
      return { draft: { ...draft, actor } };
    },
  });
}

/** Looked for outside the lane's transaction: a report that exists is never removed. */
async function mustExist(ctx: Pick<Context, "db">, folio: string): Promise<void> {
  const [found] = await ctx.db.query("SELECT 1 FROM reports WHERE folio = $1", [folio]);
  if (found) return;
  const rule = `there is no report ${folio}`;
  throw wrongField("duplicateOf", rule, "unknown-report");
}
