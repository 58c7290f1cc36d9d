import type { Actor } from "#contract/actor";
import type { CommandAnswer, MoveCommand } from "#contract/commands";
import { Refusal, wrongField } from "#contract/problem";
import { decideMove } from "#domain/decide-move";
import { numberOfFolio } from "#domain/folio";
import type { Reach } from "#domain/may";
import { moves } from "#domain/report";
import { standingAfter } from "#domain/standing";
import { madeLatest } from "#domain/undo";
import type { Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";
import { viewRules } from "../live/view-rules.ts";
import { keyed } from "./create-report.ts";
import { isWithinReach } from "./within-reach.ts";

/** Who moves it, and whose reports they may move. */
export interface Mover {
  actor: Actor;
  reach: Reach;
  /** Where they do it from, for the audit. */
  origin?: Omit<Origin, "actor">;
}

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
  checkFolio("folio", command.folio);
  if (command.name === "merge-report") checkFolio("into", command.into);
  if (command.name === "close-report" && command.duplicateOf !== undefined)
    await mustExist(ctx, reach, command.duplicateOf);
  return ctx.lane.submit({
    actor,
    idempotency: idempotencyKey === undefined ? undefined : keyed(idempotencyKey, command),
    folio: command.folio,
    ...(command.name === "merge-report" && { into: command.into }),
    withPast: looksBack.includes(command.name),
    audit: origin && { action: moves[command.name].needs, origin },
    decide({ report, past, into }) {
      if (!report) throw new Error("the lane gave no report to a command on one");
      const isTheirs =
        isWithinReach(ctx, reach, report) || (command.name === "undo-move" && madeLatest(past, actor));
      if (!isTheirs) throw new Refusal("not-found", `folio: there is no report ${command.folio} among yours`);
      const other = into && standingAfter(into);
      const draft = decideMove(report, command, {
        now: ctx.clock.now(),
        actor,
        city: ctx.rules.city,
        brigadeId: (code) => ctx.brigades.get(code)?.id,
        dueAt: ctx.rules.dueAt,
        inside: ctx.rules.inside,
        sectorOf: ctx.rules.sectorOf,
        past,
        // What is taken back shows nobody another's report, and is refused without its folio.
        into:
          other && (command.name === "undo-move" || isWithinReach(ctx, reach, other.report))
            ? other
            : undefined,
      });
      return { draft: { ...draft, actor } };
    },
  });
}

/** Moves that give back what was. */
const looksBack: readonly MoveCommand["name"][] = ["unmerge-report", "undo-move"];

/** Refuses a folio that somebody misread, before anything is looked for. */
export function checkFolio(field: string, folio: string): void {
  if (numberOfFolio(folio) === undefined)
    throw wrongField(field, "must be a folio: it has a wrong check character");
}

/**
 * For them: within their reach, or among what everybody may know of, as a crew does of a report that waits in the queue. Looked for
 * outside the lane's transaction: a report that exists is never removed.
 */
async function mustExist(
  ctx: Pick<Context, "db" | "rules" | "brigades">,
  reach: Reach,
  folio: string,
): Promise<void> {
  const [found] = await ctx.db.query<{ service: string; brigade: number | null }>(
    "SELECT service, brigade_id AS brigade FROM reports WHERE folio = $1",
    [folio],
  );
  const isPublic = found && viewRules(ctx).public.placeOf(found.service) !== "none";
  if (found && (isPublic || isWithinReach(ctx, reach, found))) return;
  const rule = `there is no report ${folio}`;
  throw wrongField("duplicateOf", rule, "unknown-report");
}
