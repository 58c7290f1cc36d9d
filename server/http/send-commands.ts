/** Commands on reports as somebody sends them, one or many: each asked about by its own name, and on its own. */
import {
  type AnyCommand,
  type BulkAnswer,
  type CommandAnswer,
  type MoveCommand,
  moveCommands,
} from "#contract/commands";
import { Refusal } from "#contract/problem";
import type { Action } from "#domain/may";
import { actionOfNote } from "#domain/notes";
import { moves } from "#domain/report";
import { originOf } from "../audit/audit.ts";
import { writeNote } from "../notes/write-note.ts";
import { type Mover, moveReport } from "../reports/move-report.ts";
import { allowAudited } from "./allow-audited.ts";
import { asRefusal } from "./as-refusal.ts";
import type { Asked, RouteContext } from "./route.ts";

export function moverOf(asked: Asked): Mover {
  return { actor: asked.principal.actor, reach: asked.reach, origin: originOf(asked) };
}

/** Refuses what the table of permissions and the command's own rule refuse. */
export async function sendCommand(
  ctx: RouteContext,
  asked: Asked,
  command: AnyCommand,
  idempotencyKey?: string,
): Promise<CommandAnswer> {
  const needs = actionOf(command);
  const reach = await allowAudited(ctx, asked, asked.address, needs, command.folio);
  const mover = moverOf({ ...asked, reach });
  return isMove(command)
    ? moveReport(ctx, mover, command, idempotencyKey)
    : writeNote(ctx, mover, command, needs, idempotencyKey);
}

/** All go into the lane at once, and so, as a rule, into one transaction; what became of each is told in their order. */
export async function sendCommands(
  ctx: RouteContext,
  asked: Asked,
  commands: readonly AnyCommand[],
  idempotencyKey?: string,
): Promise<BulkAnswer> {
  const results = commands.map(async (command, place): Promise<BulkAnswer["results"][number]> => {
    const key = idempotencyKey === undefined ? undefined : `${idempotencyKey}#${place}`;
    try {
      return { ok: true, answer: await sendCommand(ctx, asked, command, key) };
    } catch (error) {
      if (!(error instanceof Refusal)) ctx.logger.error({ error }, `command ${place} of many failed`);
      return { ok: false, problem: asRefusal(error).toProblem() };
    }
  });
  return { results: await Promise.all(results) };
}

function actionOf(command: AnyCommand): Action {
  return isMove(command) ? moves[command.name].needs : actionOfNote(command);
}

function isMove(command: AnyCommand): command is MoveCommand {
  return Object.hasOwn(moveCommands, command.name);
}
