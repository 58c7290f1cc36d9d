/** Reports: taken in, listed, opened, moved on. */
import {
  Answer,
  AskCitizen,
  BulkCommands,
  CreateReport,
  type MoveCommand,
  moveCommands,
  moveNames,
  NoteReport,
} from "#contract/commands";
import { parseInput } from "#contract/problem";
import { audienceOf } from "#domain/audience";
import { moves } from "#domain/report";
import { originOf } from "../../audit/audit.ts";
import { writeNote } from "../../notes/write-note.ts";
import { checkTicket, ticketOf } from "../../photos/report-ticket.ts";
import { createReport } from "../../reports/create-report.ts";
import { ListQuery, listOpen } from "../../reports/list-open.ts";
import { moveReport } from "../../reports/move-report.ts";
import { readCard } from "../../reports/read-card.ts";
import { folioIn, idempotencyKey, type Route } from "../route.ts";
import { moverOf, sendCommand, sendCommands } from "../send-commands.ts";

export const reportRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/api/reports",
    needs: "report.create",
    limit: "intake",
    async handle(ctx, request, asked) {
      const command = parseInput(CreateReport, request.body, "body");
      const answer = await createReport(ctx, asked.principal.actor, command, {
        idempotencyKey: idempotencyKey(request),
        origin: originOf(asked),
      });
      return { status: 201, body: { ...answer, ticket: ticketOf(ctx.secrets, answer.folio) } };
    },
  },
  {
    method: "get",
    path: "/api/reports",
    needs: "report.list",
    async handle(ctx, request, { reach }) {
      parseInput(ListQuery, request.query, "query");
      return { body: await listOpen(ctx, reach) };
    },
  },
  {
    method: "get",
    path: "/api/reports/:folio",
    needs: "report.open",
    // With its ticket it is the card of whoever handed it in: with what they were asked and answered.
    async handle(ctx, request, { principal, reach }) {
      const folio = folioIn(request);
      const ticket = request.get("x-report-ticket");
      if (ticket !== undefined) checkTicket(ctx.secrets, folio, ticket);
      return { body: await readCard(ctx, folio, audienceOf(principal, reach), ticket !== undefined) };
    },
  },
  {
    method: "post",
    path: "/api/reports/:folio/answers",
    needs: "report.answer",
    limit: "intake",
    beforeBody(ctx, request, { principal }) {
      if (principal.actor.role === "anonymous")
        checkTicket(ctx.secrets, folioIn(request), request.get("x-report-ticket"));
    },
    async handle(ctx, request, asked) {
      const { text } = parseInput(Answer, request.body, "body");
      const command = { name: "answer", folio: folioIn(request), text } as const;
      return {
        status: 201,
        body: await writeNote(ctx, moverOf(asked), command, "report.answer", idempotencyKey(request)),
      };
    },
  },
  ...moveNames.map(
    (name): Route => ({
      method: "post",
      path: `/api/commands/${name}`,
      needs: moves[name].needs,
      async handle(ctx, request, asked) {
        const fields = parseInput<object>(moveCommands[name], request.body, "body");
        const command = { name, ...fields } as MoveCommand;
        return { body: await moveReport(ctx, moverOf(asked), command, idempotencyKey(request)) };
      },
    }),
  ),
  {
    method: "post",
    path: "/api/commands/note-report",
    needs: "report.note",
    async handle(ctx, request, asked) {
      const command = { name: "note-report", ...parseInput(NoteReport, request.body, "body") } as const;
      return { body: await sendCommand(ctx, asked, command, idempotencyKey(request)) };
    },
  },
  {
    method: "post",
    path: "/api/commands/ask-citizen",
    needs: "report.triage",
    async handle(ctx, request, asked) {
      const command = { name: "ask-citizen", ...parseInput(AskCitizen, request.body, "body") } as const;
      return { body: await sendCommand(ctx, asked, command, idempotencyKey(request)) };
    },
  },
  {
    method: "post",
    path: "/api/commands/bulk",
    needs: "command.bulk",
    bodyLimit: 1_000_000,
    async handle(ctx, request, asked) {
      const { commands } = parseInput(BulkCommands, request.body, "body");
      // Cheaper than alone, but not for nothing.
      const { principal, address } = asked;
      await ctx.limits.admit("commands", principal, address, Math.ceil(commands.length / 10));
      return { body: await sendCommands(ctx, asked, commands, idempotencyKey(request)) };
    },
  },
];
