/** Alerts of operators: what they do about them, and what was done. Those that are open come with the live city. */
import { Nothing } from "#contract/administration";
import { AcknowledgeAlerts, AlertPath, AlertQuery, Snooze } from "#contract/alerts";
import { parseInput } from "#contract/problem";
import { may } from "#domain/may";
import { handleAlert, handleAlerts } from "../../alerts/handle-alert.ts";
import { readAlerts } from "../../alerts/read-alerts.ts";
import { originOf } from "../../audit/audit.ts";
import type { Route } from "../route.ts";

export const alertRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/alerts",
    needs: "alert.list",
    async handle(ctx, request, { reach, principal }) {
      const query = parseInput(AlertQuery, request.query, "query");
      return { body: await readAlerts(ctx, reach, may(principal, "position.see"), query) };
    },
  },
  {
    method: "post",
    path: "/api/alerts/acknowledge",
    needs: "alert.handle",
    async handle(ctx, request, asked) {
      const { ids } = parseInput(AcknowledgeAlerts, request.body, "body");
      return {
        body: await handleAlerts(ctx, originOf(asked), asked.reach, ids, { kind: "acknowledged" }),
      };
    },
  },
  {
    method: "post",
    path: "/api/alerts/:id/acknowledge",
    needs: "alert.handle",
    async handle(ctx, request, asked) {
      const { id } = parseInput(AlertPath, request.params, "path");
      parseInput(Nothing, request.body, "body");
      return { body: await handleAlert(ctx, originOf(asked), asked.reach, id, { kind: "acknowledged" }) };
    },
  },
  {
    method: "post",
    path: "/api/alerts/:id/snooze",
    needs: "alert.handle",
    async handle(ctx, request, asked) {
      const { id } = parseInput(AlertPath, request.params, "path");
      const { minutes } = parseInput(Snooze, request.body, "body");
      return {
        body: await handleAlert(ctx, originOf(asked), asked.reach, id, { kind: "snoozed", minutes }),
      };
    },
  },
];
