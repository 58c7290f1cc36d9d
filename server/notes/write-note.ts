/** Writes something about a report: a note, a question to whoever handed it in, or their answer. The log says that, not what. */
import { randomUUID } from "node:crypto";
import type { CommandAnswer, NoteCommand } from "#contract/commands";
import type { DraftBy } from "#contract/events";
import { Refusal } from "#contract/problem";
import type { Action } from "#domain/may";
import { hasOpenQuestion } from "#domain/notes";
import type { Context } from "../context.ts";
import { keyed } from "../reports/create-report.ts";
import { checkFolio, type Mover } from "../reports/move-report.ts";
import { isWithinReach } from "../reports/within-reach.ts";

type Ctx = Pick<Context, "rules" | "lane" | "clock" | "brigades">;
type Written = NoteCommand | { name: "answer"; folio: string; text: string };

/**
 * Resolves when it is committed. It makes a version of the report and names none: what is said is true of every one. Refuses `not-found`
 * (also beyond the writer's reach), and `nothing-asked` for an answer to no question.
 */
export async function writeNote(
  ctx: Ctx,
  { actor, reach, origin }: Mover,
  command: Written,
  needs: Action,
  idempotencyKey?: string,
): Promise<CommandAnswer> {
  checkFolio("folio", command.folio);
  return ctx.lane.submit({
    actor,
    idempotency: idempotencyKey === undefined ? undefined : keyed(idempotencyKey, command),
    folio: command.folio,
    withPast: command.name === "answer",
    audit: origin && { action: needs, origin },
    decide({ report, past }) {
      if (!report || !isWithinReach(ctx, reach, report))
        throw new Refusal("not-found", `folio: there is no report ${command.folio} among yours`);
      if (command.name === "answer" && !hasOpenQuestion(past))
        throw new Refusal(
          "nothing-asked",
          "text: there is no question about this report that waits for an answer",
        );
      const id = randomUUID().replaceAll("-", "");
      const at = ctx.clock.now();
      const head = { at, reportId: report.id, version: report.version + 1, actor };
      const visibility = command.name === "note-report" ? command.visibility : "internal";
      return {
        draft: { ...head, ...eventOf(command, id) } as DraftBy,
        note: {
          id,
          reportId: report.id,
          at,
          kind: kinds[command.name],
          visibility,
          text: command.text,
          actor,
        },
      };
    },
  });
}

const kinds = { "note-report": "note", "ask-citizen": "question", answer: "answer" } as const;

function eventOf(command: Written, note: string) {
  switch (command.name) {
    case "note-report":
      return { kind: "report.noted", body: { note, visibility: command.visibility } } as const;
    case "ask-citizen":
      return { kind: "report.asked", body: { note } } as const;
    case "answer":
      return { kind: "report.answered", body: { note } } as const;
  }
}
