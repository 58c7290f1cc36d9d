/** Reports: taken in, listed, opened, moved on. */
import { CreateReport, type MoveCommand, type MoveName, moveCommands, moveNames } from "#contract/commands";
import { parseInput } from "#contract/problem";
import { audienceOf } from "#domain/audience";
import type { Action } from "#domain/may";
import { createReport } from "../../reports/create-report.ts";
import { ListQuery, listOpen } from "../../reports/list-open.ts";
import { moveReport } from "../../reports/move-report.ts";
import { readCard } from "../../reports/read-card.ts";
import { folioIn, idempotencyKey, type Route } from "../route.ts";

const needsOf: Record<MoveName, Action> = {
  "assign-report": "report.assign",
  "start-travel": "report.work",
  "start-work": "report.work",
  "close-report": "report.close",
  "reopen-report": "report.reopen",
};

export const reportRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/api/reports",
    needs: "report.create",
    async handle(ctx, request, { principal }) {
      const command = parseInput(CreateReport, request.body, "body");
      const answer = await createReport(ctx, principal.actor, command, {
        idempotencyKey: idempotencyKey(request),
      });
      return { status: 201, body: answer };
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
      needs: needsOf[name],
      async handle(ctx, request, { principal, reach }) {
        const fields = parseInput<object>(moveCommands[name], request.body, "body");
        const command = { name, ...fields } as MoveCommand;
        return {
          body: await moveReport(ctx, { actor: principal.actor, reach }, command, idempotencyKey(request)),
        };
      },
    }),
  ),
];
