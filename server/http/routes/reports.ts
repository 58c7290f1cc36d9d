/** Reports: taken in, listed, opened, moved on. */
import { CreateReport, type MoveCommand, moveCommands, moveNames } from "#contract/commands";
import { parseInput } from "#contract/problem";
import { audienceOf } from "#domain/audience";
import { originOf } from "../../audit/audit.ts";
import { ticketOf } from "../../photos/report-ticket.ts";
import { createReport } from "../../reports/create-report.ts";
import { ListQuery, listOpen } from "../../reports/list-open.ts";
import { actionOfMove, moveReport } from "../../reports/move-report.ts";
import { readCard } from "../../reports/read-card.ts";
import { folioIn, idempotencyKey, type Route } from "../route.ts";

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
    handle: async (ctx, request, { principal, reach }) => ({
      body: await readCard(ctx, folioIn(request), audienceOf(principal, reach)),
    }),
  },
  ...moveNames.map(
    (name): Route => ({
      method: "post",
      path: `/api/commands/${name}`,
      needs: actionOfMove[name],
      async handle(ctx, request, asked) {
        const fields = parseInput<object>(moveCommands[name], request.body, "body");
        const command = { name, ...fields } as MoveCommand;
        const mover = { actor: asked.principal.actor, reach: asked.reach, origin: originOf(asked) };
        return { body: await moveReport(ctx, mover, command, idempotencyKey(request)) };
      },
    }),
  ),
];
