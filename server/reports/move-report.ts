import type { Actor } from "#contract/actor";
import type { CommandAnswer, MoveCommand } from "#contract/commands";
import { decideMove } from "#domain/report";
import type { Context } from "../context.ts";
import { keyed } from "./create-report.ts";

/**
 * Moves a report on by one of the commands of the table in `domain/report.ts`. Resolves when it is committed. Refuses
 * `not-found`, `stale-version` (with the current state) and whatever the move's own rule refuses.
 */
export async function moveReport(
  ctx: Pick<Context, "rules" | "lane" | "clock" | "brigades">,
  actor: Actor,
  command: MoveCommand,
  idempotencyKey?: string,
): Promise<CommandAnswer> {
  return ctx.lane.submit({
    actor,
    idempotency: idempotencyKey === undefined ? undefined : keyed(idempotencyKey, command),
    folio: command.folio,
    decide({ report }) {
      if (!report) throw new Error("the lane gave no report to a command on one");
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
